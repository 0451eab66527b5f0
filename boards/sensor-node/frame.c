/*
 * Seals and opens frames in place. Pure: also compiled and tested on the machine that builds it.
 *
 * Must never compare a tag byte by byte and stop at the first that differs: the time would tell how many were right.
 * Standards: NIST SP 800-232 (tag truncated to its first 8 bytes), CRC-16/IBM-3740.
 */
#include "frame.h"

#include <string.h>

#include "ascon.h"

uint16_t crc16(const uint8_t *data, uint8_t length) {
  uint16_t crc = 0xffff;
  while (length--) {
    crc ^= (uint16_t)*data++ << 8;
    for (uint8_t bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  }
  return crc;
}

static void start(const uint8_t *frame, const uint8_t *key) {
  uint8_t nonce[ASCON_NONCE_BYTES] = {0};
  memcpy(nonce, frame, HEADER_BYTES);
  ascon_start(key, nonce);
  ascon_associate(frame, HEADER_BYTES);
}

uint8_t frame_seal(uint8_t *frame, uint8_t body_length, const uint8_t *key) {
  start(frame, key);
  ascon_encrypt(frame + HEADER_BYTES, body_length);
  uint8_t length = HEADER_BYTES + body_length;
  memcpy(frame + length, ascon_finish(key), FRAME_TAG_BYTES);
  length += FRAME_TAG_BYTES;
  uint16_t crc = crc16(frame, length);
  frame[length++] = (uint8_t)crc;
  frame[length++] = crc >> 8;
  return length;
}

bool frame_is_sound(const uint8_t *frame, uint8_t length) {
  if (length < FRAME_EXTRA_BYTES) return false;
  uint16_t crc = crc16(frame, length - FRAME_CRC_BYTES);
  return frame[length - 2] == (uint8_t)crc && frame[length - 1] == crc >> 8;
}

bool frame_open(uint8_t *frame, uint8_t body_length, const uint8_t *key) {
  start(frame, key);
  ascon_decrypt(frame + HEADER_BYTES, body_length);
  const uint8_t *expected = ascon_finish(key);
  const uint8_t *tag = frame + HEADER_BYTES + body_length;
  uint8_t difference = 0;
  for (uint8_t i = 0; i < FRAME_TAG_BYTES; i++) difference |= expected[i] ^ tag[i];
  if (difference == 0) return true;
  memset(frame + HEADER_BYTES, 0, body_length);
  return false;
}
