/*
 * EEPROM: serial number, oscillator correction, and two slots each for the session and the settings.
 *
 * A change is written to the slot that is not in force, its checksum last; at start the newest whole slot counts. So a
 * power cut in the middle leaves the other slot, whatever byte it hit. The two slots also halve the wear: 100,000
 * writes of a cell (datasheet DS40002061B section 8.4) are 200,000 starts. Serial number and oscillator correction are
 * written when the chip is programmed, never here.
 */
#include "settings.h"

#include <avr/eeprom.h>
#include <avr/io.h>
#include <string.h>

#include "frame.h"

#define MAGIC 0xa55e

struct settings_slot {
  uint16_t magic;
  uint8_t generation;
  struct settings settings;
  uint16_t crc;
} __attribute__((packed));

struct session_slot {
  uint32_t session;
  uint16_t crc;
} __attribute__((packed));

/* The whole map; board.h says what is written when the chip is programmed. */
#define SERIAL_AT ((const void *)0x000)
#define OSCILLATOR_AT ((const uint8_t *)0x008)
#define SESSION_AT(slot) ((void *)(uintptr_t)(0x010 + 8 * (slot)))
#define SETTINGS_AT(slot) ((void *)(uintptr_t)(0x020 + 32 * (slot)))

struct settings settings;
struct settings settings_staged;
uint32_t settings_session;

#define NEITHER 2
/* The slot in force. */
static uint8_t in_force;
static uint8_t generation;

static bool read_settings(uint8_t slot, struct settings_slot *to) {
  eeprom_read_block(to, SETTINGS_AT(slot), sizeof *to);
  return to->magic == MAGIC && to->crc == crc16((const uint8_t *)to, sizeof *to - 2);
}

static bool read_session(uint8_t slot, uint32_t *session) {
  struct session_slot read;
  eeprom_read_block(&read, SESSION_AT(slot), sizeof read);
  *session = read.session;
  return read.crc == crc16((const uint8_t *)&read, sizeof read - 2);
}

void settings_read_serial(uint8_t serial[SERIAL_BYTES]) {
  eeprom_read_block(serial, SERIAL_AT, SERIAL_BYTES);
}

void settings_stage_factory(void) {
  settings_staged = (struct settings){
      .heartbeat_seconds = 60, .hold_seconds = 10, .debounce_ms = 30, .reference_mv = 1100};
}

static void load(void) {
  struct settings_slot slot;
  in_force = NEITHER;
  for (uint8_t i = 0; i < 2; i++) {
    if (!read_settings(i, &slot)) continue;
    if (in_force != NEITHER && (int8_t)(slot.generation - generation) < 0) continue;
    in_force = i;
    generation = slot.generation;
    settings_staged = slot.settings;
  }
  if (in_force == NEITHER) settings_stage_factory();
}

bool settings_commit(void) {
  struct settings_slot slot = {.magic = MAGIC, .generation = generation + 1, .settings = settings_staged};
  slot.crc = crc16((const uint8_t *)&slot, sizeof slot - 2);
  uint8_t spare = in_force == 0;
  eeprom_update_block(&slot, SETTINGS_AT(spare), sizeof slot);
  if (!read_settings(spare, &slot)) return false;
  in_force = spare;
  generation = slot.generation;
  return true;
}

/* The number of this start is in the EEPROM, or the key must not be used. */
static bool count_session(void) {
  uint32_t read;
  uint8_t newest = NEITHER;
  for (uint8_t i = 0; i < 2; i++) {
    if (!read_session(i, &read) || (newest != NEITHER && read < settings_session)) continue;
    newest = i;
    settings_session = read;
  }
  if (newest == NEITHER) settings_session = 0;
  settings_session++;
  struct session_slot slot = {.session = settings_session};
  slot.crc = crc16((const uint8_t *)&slot, sizeof slot - 2);
  uint8_t spare = newest == 0;
  /* Before the number: with it alone, the next start would take the old key for usable. */
  if (newest == NEITHER) {
    settings_stage_factory();
    settings_commit();
  }
  eeprom_update_block(&slot, SESSION_AT(spare), sizeof slot);
  return read_session(spare, &read) && read == settings_session;
}

void settings_begin_session(void) {
  load();
  if (!count_session()) settings_stage_factory();
  settings = settings_staged;
}

void settings_start(void) {
  uint8_t correction = eeprom_read_byte(OSCILLATOR_AT);
  if (correction != 0xff) OSCCAL = correction;
  settings_begin_session();
}
