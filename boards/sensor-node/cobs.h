/*
 * Consistent overhead byte stuffing: frames without zeros between delimiters that are zeros, byte by byte.
 *
 * For frames shorter than 254 bytes, so that no block is ever full. Must never write beyond the capacity it was given.
 * Source: S. Cheshire, M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7 (2), 1999.
 */
#ifndef COBS_H
#define COBS_H

#include <stdbool.h>
#include <stdint.h>

struct cobs_encoder {
  const uint8_t *data;
  uint8_t length, at, end;
  bool is_in_block;
};
void cobs_begin(struct cobs_encoder *encoder, const uint8_t *data, uint8_t length);
/* The next byte between the delimiters; false when there is none. */
bool cobs_next(struct cobs_encoder *encoder, uint8_t *byte);

struct cobs_decoder {
  uint8_t *data;
  uint8_t capacity, length, left;
  bool is_started, is_bad;
};
/* Throws away what was received; with `skip`, also what comes before the next delimiter. */
void cobs_reset(struct cobs_decoder *decoder, bool skip);
/* Takes a byte off the line; true when it ended a whole frame of decoder->length bytes. Then reset before the next. */
bool cobs_feed(struct cobs_decoder *decoder, uint8_t byte);

#endif
