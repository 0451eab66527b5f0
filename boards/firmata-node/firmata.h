/*
 * The Firmata protocol, as much of it as this board needs.
 * Owns what is said on the line; when, is the caller's (main.c).
 */
#ifndef FIRMATA_H
#define FIRMATA_H

#include <stdint.h>

/* Tells who is here: protocol, firmware with the board's name, and why it started (MCUSR). */
void firmata_begin(uint8_t reset_cause);
/* Takes one received byte, and acts when a command is whole. */
void firmata_take(uint8_t byte);
/* Called once a millisecond: tells levels that changed, and samples what is analogue when that is due. */
void firmata_tick(void);

#endif
