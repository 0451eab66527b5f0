/*
 * What the node is: address, key and settings, kept in EEPROM; and the number of its session.
 *
 * Changes are staged in memory and become real by settings_commit alone: a cable pulled at any byte leaves the old
 * identity whole. Must never hand out a session number twice, because a key and a header used twice give the text away.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#define SERIAL_BYTES 8
#define KEY_BYTES 16

struct settings {
  uint16_t address;
  uint8_t key[KEY_BYTES];
  uint16_t heartbeat_seconds;
  uint16_t hold_seconds;
  uint16_t debounce_ms;
  /* The part's own 1.1 V reference as measured, in mV; it is off by up to 10 %. */
  uint16_t reference_mv;
};

extern struct settings settings;
extern struct settings settings_staged;
extern uint32_t settings_session;

/* At power-up or reset. */
void settings_start(void);
/* Takes what was committed, and the next session number, which is durable before this returns. */
void settings_begin_session(void);
/* The staged settings are those of the next session; false when the EEPROM did not take them. */
bool settings_commit(void);
/* The number that was written when the chip was programmed; 0xff... when none was. */
void settings_read_serial(uint8_t serial[SERIAL_BYTES]);
/* Stages what a new node has. */
void settings_stage_factory(void);

#endif
