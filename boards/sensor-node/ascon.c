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

/* The word that is mixed, twice, so that no index wraps. */
static uint8_t doubled[2 * WORD];

static __attribute__((noinline)) void copy(const uint8_t *word) {
  for (uint8_t *to = doubled; to < doubled + WORD; to++) to[0] = to[WORD] = *word++;
}

/* word ^= word rotated right by 8 * bytes_a + bits_a ^ the same for b. A byte times 2^(8 - bits) is the byte shifted, in
 * the upper half, and what it gives to its lower neighbour, in the lower half. */
static inline __attribute__((always_inline)) void mix(uint8_t *word, uint8_t bytes_a, uint8_t bits_a, uint8_t bytes_b,
                                                      uint8_t bits_b) {
  copy(word);
  uint8_t factor_a = 1 << (8 - bits_a), factor_b = 1 << (8 - bits_b);
  uint16_t product_a = (uint16_t)doubled[bytes_a] * factor_a, product_b = (uint16_t)doubled[bytes_b] * factor_b;
  for (const uint8_t *from = doubled + 1; from < doubled + 1 + WORD; from++) {
    uint8_t kept = (product_a >> 8) ^ (product_b >> 8);
    product_a = (uint16_t)from[bytes_a] * factor_a;
    product_b = (uint16_t)from[bytes_b] * factor_b;
    *word++ ^= kept ^ (uint8_t)product_a ^ (uint8_t)product_b;
  }
}

/* Rotations: section 3.4. */
static void diffuse(void) {
  mix(state, 2, 3, 3, 4);            /* 19, 28 */
  mix(state + WORD, 7, 5, 4, 7);     /* 61, 39 */
  mix(state + 2 * WORD, 0, 1, 0, 6); /* 1, 6 */
  mix(state + 3 * WORD, 1, 2, 2, 1); /* 10, 17 */
  mix(state + 4 * WORD, 0, 7, 5, 1); /* 7, 41 */
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
