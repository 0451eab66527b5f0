/*
 * Ascon-AEAD128 for an 8-bit machine: the state is 40 bytes, and every step works byte by byte.
 *
 * The substitution is bit-sliced, so it falls apart into eight columns of five bytes; a rotation is a choice of bytes
 * and one multiplication, which the part does in two cycles. No table, no branch that depends on a secret: the time
 * says nothing of the key. Standard: NIST SP 800-232 (August 2025); bytes of a word are little-endian.
 */
#include "ascon.h"

#include <stdbool.h>
#include <string.h>

/* Constants stay in flash where the compiler knows the word: memory is what this machine has least of. */
#ifndef __FLASH
#define __flash
#endif

#define WORD 8
#define RATE 16
#define ROUNDS_MAX 12
#define ROUNDS_DATA 8

static uint8_t state[5 * WORD];

/* Initial value of Ascon-AEAD128, 0x00001000808c0001 (section 4.1.1). */
static const __flash uint8_t initial_value[WORD] = {0x01, 0x00, 0x8c, 0x80, 0x00, 0x10, 0x00, 0x00};

/* Right rotations of each word by 8 * bytes + bits (section 3.4); multiplying by 2^(8 - bits) shifts by `bits`. */
struct rotation {
  uint8_t bytes, factor;
};
static const __flash struct rotation rotations[5][2] = {
    {{2, 1 << 5}, {3, 1 << 4}}, /* 19, 28 */
    {{7, 1 << 3}, {4, 1 << 1}}, /* 61, 39 */
    {{0, 1 << 7}, {0, 1 << 2}}, /* 1, 6 */
    {{1, 1 << 6}, {2, 1 << 7}}, /* 10, 17 */
    {{0, 1 << 1}, {5, 1 << 7}}, /* 7, 41 */
};

static void substitute(void) {
  for (uint8_t *x = state; x < state + WORD; x++) {
    uint8_t x0 = x[0], x1 = x[WORD], x2 = x[2 * WORD], x3 = x[3 * WORD], x4 = x[4 * WORD];
    x0 ^= x4;
    x4 ^= x3;
    x2 ^= x1;
    uint8_t y0 = x0 ^ (~x1 & x2), y1 = x1 ^ (~x2 & x3), y2 = x2 ^ (~x3 & x4);
    uint8_t y3 = x3 ^ (~x4 & x0), y4 = x4 ^ (~x0 & x1);
    x[0] = y0 ^ y4;
    x[WORD] = y1 ^ y0;
    x[2 * WORD] = ~y2;
    x[3 * WORD] = y3 ^ y2;
    x[4 * WORD] = y4;
  }
}

/* word ^= doubled rotated right. `doubled` holds the word twice, so that no index wraps. */
static void add_rotated(uint8_t *word, const uint8_t *doubled, struct rotation by) {
  const uint8_t *from = doubled + by.bytes;
  uint8_t factor = by.factor;
  uint16_t product = (uint16_t)*from * factor;
  for (uint8_t i = 0; i < WORD; i++) {
    uint8_t kept = product >> 8;
    product = (uint16_t)*++from * factor;
    *word++ ^= kept | (uint8_t)product;
  }
}

static void diffuse(void) {
  uint8_t *word = state;
  for (uint8_t i = 0; i < 5; i++) {
    uint8_t doubled[2 * WORD];
    memcpy(doubled, word, WORD);
    memcpy(doubled + WORD, word, WORD);
    add_rotated(word, doubled, rotations[i][0]);
    add_rotated(word, doubled, rotations[i][1]);
    word += WORD;
  }
}

/* The last `rounds` of the twelve; their constants are 0xf0, 0xe1, ... 0x4b (section 3.2). */
static void permute(uint8_t rounds) {
  for (uint8_t constant = 0xf0 - 0x0f * (ROUNDS_MAX - rounds); constant >= 0x4b; constant -= 0x0f) {
    state[2 * WORD] ^= constant;
    substitute();
    diffuse();
  }
}

static void add(uint8_t *to, const uint8_t *from, uint8_t length) {
  while (length--) *to++ ^= *from++;
}

void ascon_start(const uint8_t *key, const uint8_t *nonce) {
  for (uint8_t i = 0; i < WORD; i++) state[i] = initial_value[i];
  memcpy(state + WORD, key, ASCON_KEY_BYTES);
  memcpy(state + 3 * WORD, nonce, ASCON_NONCE_BYTES);
  permute(ROUNDS_MAX);
  add(state + 3 * WORD, key, ASCON_KEY_BYTES);
}

void ascon_associate(const uint8_t *data, uint8_t length) {
  if (length > 0) {
    for (; length >= RATE; length -= RATE, data += RATE) {
      add(state, data, RATE);
      permute(ROUNDS_DATA);
    }
    add(state, data, length);
    state[length] ^= 0x01;
    permute(ROUNDS_DATA);
  }
  /* What follows is text: the last bit of the state (section 4.1.1, domain separation). */
  state[5 * WORD - 1] ^= 0x80;
}

static void absorb(uint8_t *text, uint8_t length, bool is_decrypting) {
  uint8_t at = 0;
  while (length--) {
    uint8_t input = *text;
    *text++ = state[at] ^ input;
    state[at] = is_decrypting ? input : state[at] ^ input;
    if (++at == RATE) {
      permute(ROUNDS_DATA);
      at = 0;
    }
  }
  state[at] ^= 0x01;
}

void ascon_encrypt(uint8_t *text, uint8_t length) {
  absorb(text, length, false);
}

void ascon_decrypt(uint8_t *text, uint8_t length) {
  absorb(text, length, true);
}

const uint8_t *ascon_finish(const uint8_t *key) {
  add(state + RATE, key, ASCON_KEY_BYTES);
  permute(ROUNDS_MAX);
  add(state + 3 * WORD, key, ASCON_KEY_BYTES);
  return state + 3 * WORD;
}
