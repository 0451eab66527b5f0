/*
 * A frame: header, sealed body, tag, checksum. PROTOCOL.md says what each byte means.
 *
 * The nonce is the header: type, address, session, count. The node never sends two frames of one header, because the
 * session rises at each start before anything is sent and the count at each frame. Must never show a body whose tag is
 * wrong. Checksum: CRC-16/IBM-3740 (polynomial 0x1021, initial 0xffff).
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_VERSION 1
#define HEADER_BYTES 11
#define FRAME_TAG_BYTES 8
#define FRAME_CRC_BYTES 2
#define FRAME_EXTRA_BYTES (HEADER_BYTES + FRAME_TAG_BYTES + FRAME_CRC_BYTES)
/* The longest body that is for a node: a field and a key. Whatever is longer is dropped unread. */
#define SET_BODY_BYTES_MAX 17
#define FRAME_BYTES_MAX (FRAME_EXTRA_BYTES + SET_BODY_BYTES_MAX)

/* As it lies in the frame: both machines are little-endian. */
struct header {
  uint8_t version_type;
  uint16_t address;
  uint32_t session, count;
} __attribute__((packed));

/* Seals the body behind a header in place and appends tag and checksum; returns the frame's length. */
uint8_t frame_seal(uint8_t *frame, uint8_t body_length, const uint8_t *key);
/* Whether the checksum of a frame is right. */
bool frame_is_sound(const uint8_t *frame, uint8_t length);
/* Opens the body in place; false, and no body, when the tag is wrong. */
bool frame_open(uint8_t *frame, uint8_t body_length, const uint8_t *key);

uint16_t crc16(const uint8_t *data, uint8_t length);

#endif
