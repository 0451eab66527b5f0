/*
 * One word of state, seeded from what tells nodes and starts apart.
 *
 * Must never be zero, or it stays so.
 */
#include "random.h"

#include "settings.h"

static uint32_t word;

static uint32_t next(void) {
  word ^= word << 13;
  word ^= word >> 17;
  word ^= word << 5;
  return word;
}

void random_start(void) {
  uint8_t serial[SERIAL_BYTES];
  settings_read_serial(serial);
  word = settings_session;
  for (uint8_t i = 0; i < SERIAL_BYTES; i++) {
    word ^= serial[i];
    if (word == 0) word = 1;
    next();
  }
}

uint32_t random_below(uint32_t below) {
  return (next() >> 16) * (below >> 8) >> 8;
}
