/*
 * What is measured rather than switched: supply, temperature, light.
 *
 * The converter runs for about two milliseconds with the processor awake, and is off in between. Values stay within
 * the bounds of PROTOCOL.md, section 5.3.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

/* As it lies in a heartbeat. */
struct measurement {
  uint16_t battery_mv;
  /* In 0.1 °C. */
  int16_t temperature;
  /* 0 dark ... 1023 bright, a share of the supply. */
  uint16_t light;
};

void measure(struct measurement *to);

#endif
