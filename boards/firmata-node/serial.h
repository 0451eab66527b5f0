/*
 * The serial line: 57,600 baud 8N1, Firmata's default.
 * Bytes only; what they mean is firmata.c's.
 */
#ifndef SERIAL_H
#define SERIAL_H

#include <stdbool.h>
#include <stdint.h>

void serial_begin(void);
/* Takes the next received byte; false when there is none. */
bool serial_take(uint8_t *byte);
/* Whether a received byte waits. Callable with interrupts off. */
bool serial_waits(void);
/* Sends a byte; waits for the one before, 175 us at most. */
void serial_put(uint8_t byte);

#endif
