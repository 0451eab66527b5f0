/*
 * The firmware's pure sources on the machine that builds them: reads questions, one a line, and answers each with a line.
 *
 * Fields are hex, `-` for none. Must hold nothing of what it tests: cipher, stuffing, checksum and frames are the node's.
 *   seal KEY NONCE ASSOCIATED PLAIN -> CIPHER TAG       open KEY NONCE ASSOCIATED CIPHER -> PLAIN TAG
 *   stuff DECODED -> ENCODED                            unstuff LINE -> DECODED ... of each frame in it
 *   crc BYTES -> its two bytes in the order of the line
 *   frame KEY HEADER BODY -> FRAME                      read KEY FRAME -> BODY, or noise or forged
 */
#include <stdio.h>
#include <string.h>

#include "ascon.h"
#include "cobs.h"
#include "frame.h"

struct field {
  uint8_t bytes[256];
  uint8_t length;
};

static struct field read_field(const char *text) {
  struct field field = {.length = 0};
  unsigned byte;
  for (; sscanf(text, "%2x", &byte) == 1; text += 2) field.bytes[field.length++] = byte;
  return field;
}

static void print(const uint8_t *bytes, uint8_t length) {
  if (length == 0) printf("-");
  while (length--) printf("%02x", *bytes++);
  printf(" ");
}

static void crypt(struct field *fields, void (*turn)(uint8_t *, uint8_t)) {
  ascon_start(fields[0].bytes, fields[1].bytes);
  ascon_associate(fields[2].bytes, fields[2].length);
  turn(fields[3].bytes, fields[3].length);
  print(fields[3].bytes, fields[3].length);
  print(ascon_finish(fields[0].bytes), ASCON_TAG_BYTES);
}

static void stuff(const struct field *decoded) {
  struct cobs_encoder encoder;
  uint8_t line[256], length = 0;
  cobs_begin(&encoder, decoded->bytes, decoded->length);
  while (cobs_next(&encoder, &line[length])) length++;
  print(line, length);
}

static void unstuff(const struct field *line) {
  uint8_t data[64];
  struct cobs_decoder decoder = {.data = data, .capacity = sizeof data};
  cobs_reset(&decoder, false);
  for (uint8_t i = 0; i < line->length; i++) {
    if (!cobs_feed(&decoder, line->bytes[i])) continue;
    print(data, decoder.length);
    cobs_reset(&decoder, false);
  }
}

static void make_frame(const struct field *fields) {
  uint8_t frame[256];
  memcpy(frame, fields[1].bytes, HEADER_BYTES);
  memcpy(frame + HEADER_BYTES, fields[2].bytes, fields[2].length);
  print(frame, frame_seal(frame, fields[2].length, fields[0].bytes));
}

static void read_frame(struct field *fields) {
  uint8_t body_length = fields[1].length - FRAME_EXTRA_BYTES;
  if (!frame_is_sound(fields[1].bytes, fields[1].length)) printf("noise ");
  else if (!frame_open(fields[1].bytes, body_length, fields[0].bytes)) printf("forged ");
  else print(fields[1].bytes + HEADER_BYTES, body_length);
}

int main(void) {
  char verb[16], texts[4][520];
  char line[2200];
  while (fgets(line, sizeof line, stdin)) {
    memset(texts, 0, sizeof texts);
    if (sscanf(line, "%15s %519s %519s %519s %519s", verb, texts[0], texts[1], texts[2], texts[3]) < 2) return 1;
    struct field fields[4];
    for (int i = 0; i < 4; i++) fields[i] = read_field(texts[i]);
    if (!strcmp(verb, "seal")) crypt(fields, ascon_encrypt);
    else if (!strcmp(verb, "open")) crypt(fields, ascon_decrypt);
    else if (!strcmp(verb, "stuff")) stuff(fields);
    else if (!strcmp(verb, "unstuff")) unstuff(fields);
    else if (!strcmp(verb, "crc")) print((uint8_t[]){(uint8_t)crc16(fields[0].bytes, fields[0].length), crc16(fields[0].bytes, fields[0].length) >> 8}, 2);
    else if (!strcmp(verb, "frame")) make_frame(fields);
    else if (!strcmp(verb, "read")) read_frame(fields);
    else return 1;
    printf("\n");
  }
  return 0;
}
