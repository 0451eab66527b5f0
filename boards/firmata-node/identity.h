/*
 * The board's own name, kept in EEPROM: what its firmware is called when a host asks.
 * A name that was not written whole is none.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

enum { NAME_MAX = 24 };

/* Copies the name into `name`, without an end mark; returns its length. A board without one has the firmware's. */
uint8_t identity_read(char name[NAME_MAX]);
/* Keeps a name of 1 to NAME_MAX printable characters; false: it is none, and nothing has changed. */
bool identity_write(const char *name, uint8_t length);

#endif
