/*
 * Byte stuffing, one byte per call, so that the interrupts of the serial line need no second buffer.
 *
 * Must never look further than the frame: a code that leads beyond the capacity spoils the frame up to its delimiter.
 * Source: as cobs.h.
 */
#include "cobs.h"

void cobs_begin(struct cobs_encoder *encoder, const uint8_t *data, uint8_t length) {
  encoder->data = data;
  encoder->length = length;
  encoder->at = 0;
  encoder->is_in_block = false;
}

bool cobs_next(struct cobs_encoder *encoder, uint8_t *byte) {
  uint8_t at = encoder->at;
  if (encoder->is_in_block) {
    *byte = encoder->data[at++];
  } else {
    if (at > encoder->length) return false;
    uint8_t end = at;
    while (end < encoder->length && encoder->data[end] != 0) end++;
    encoder->end = end;
    encoder->is_in_block = true;
    *byte = end - at + 1;
  }
  if (at == encoder->end) {
    encoder->is_in_block = false;
    at++;
  }
  encoder->at = at;
  return true;
}

void cobs_reset(struct cobs_decoder *decoder, bool skip) {
  decoder->length = 0;
  decoder->left = 0;
  decoder->is_started = false;
  decoder->is_bad = skip;
}

static void append(struct cobs_decoder *decoder, uint8_t byte) {
  if (decoder->length == decoder->capacity) decoder->is_bad = true;
  else decoder->data[decoder->length++] = byte;
}

bool cobs_feed(struct cobs_decoder *decoder, uint8_t byte) {
  if (byte == 0) {
    bool is_whole = decoder->is_started && decoder->left == 0 && !decoder->is_bad;
    if (!is_whole) cobs_reset(decoder, false);
    return is_whole;
  }
  if (decoder->is_bad) return false;
  if (decoder->left > 0) {
    decoder->left--;
    append(decoder, byte);
    return false;
  }
  if (decoder->is_started) append(decoder, 0);
  decoder->is_started = true;
  decoder->left = byte - 1;
  return false;
}
