/*
 * Requests of whoever holds the key. The fields with a number are one table; the rest are a switch.
 *
 * Must never show a key, and never commit half an identity: address and key are both set, or both as from the factory.
 */
#include "provisioning.h"

#include <avr/io.h>
#include <stddef.h>
#include <string.h>

#include "board.h"
#include "clock.h"
#include "inputs.h"
#include "measure.h"
#include "settings.h"

enum { ADDRESS = 1, KEY, HEARTBEAT, HOLD, DEBOUNCE, REFERENCE, SELF_TEST, FACTORY, COMMIT, READ };
enum { DONE = 0, NO_FIELD, WRONG_LENGTH, OUT_OF_BOUNDS, NOT_STORED, INCOMPLETE };

#define FACTORY_HOLD_SECONDS 10

/* Where a number is kept and what it may be. */
static const __flash struct {
  uint8_t field, offset;
  uint16_t min, max;
} numbers[] = {
    {ADDRESS, offsetof(struct settings, address), 1, 65534},
    {HEARTBEAT, offsetof(struct settings, heartbeat_seconds), 10, 600},
    {HOLD, offsetof(struct settings, hold_seconds), 1, 600},
    {DEBOUNCE, offsetof(struct settings, debounce_ms), 5, 200},
    {REFERENCE, offsetof(struct settings, reference_mv), 900, 1300},
};
#define NUMBERS (sizeof numbers / sizeof *numbers)

static uint32_t last_request;
static uint8_t last_status, last_field;
static uint16_t read_value;
/* Bytes of value in the answer, and whether it is due. */
static uint8_t value_length;
static bool is_due, is_session_wanted;
static bool is_button_watched;

void provisioning_start(uint8_t causes) {
  is_button_watched = causes & _BV(PORF);
}

void provisioning_begin_session(void) {
  last_request = 0;
  is_due = is_session_wanted = false;
}

static bool is_blank(const uint8_t *key) {
  uint8_t bits = 0;
  for (uint8_t i = 0; i < KEY_BYTES; i++) bits |= key[i];
  return bits == 0;
}

static uint8_t commit(void) {
  if ((settings_staged.address == 0) != is_blank(settings_staged.key)) return INCOMPLETE;
  if (!settings_commit()) return NOT_STORED;
  is_session_wanted = true;
  return DONE;
}

static uint8_t reset_to_factory(void) {
  settings_stage_factory();
  return commit();
}

/* A field with a number: staged, or read out of the settings in force. */
static uint8_t number(uint8_t field, const uint8_t *value, uint8_t length) {
  for (uint8_t i = 0; i < NUMBERS; i++) {
    if (numbers[i].field != field) continue;
    if (value == 0) {
      memcpy(&read_value, (const uint8_t *)&settings + numbers[i].offset, 2);
      value_length = 2;
      return DONE;
    }
    if (length != 2) return WRONG_LENGTH;
    uint16_t wanted = value[0] | value[1] << 8;
    if (wanted < numbers[i].min || wanted > numbers[i].max) return OUT_OF_BOUNDS;
    memcpy((uint8_t *)&settings_staged + numbers[i].offset, value, 2);
    return DONE;
  }
  return NO_FIELD;
}

static uint8_t carry_out(uint8_t field, const uint8_t *value, uint8_t length) {
  switch (field) {
    case KEY:
      if (length != KEY_BYTES) return WRONG_LENGTH;
      if (is_blank(value)) return OUT_OF_BOUNDS;
      memcpy(settings_staged.key, value, KEY_BYTES);
      return DONE;
    case SELF_TEST:
      if (length != 0) return WRONG_LENGTH;
      value_length = 2 + sizeof(struct measurement);
      return DONE;
    case FACTORY:
      return length == 0 ? reset_to_factory() : WRONG_LENGTH;
    case COMMIT:
      return length == 0 ? commit() : WRONG_LENGTH;
    case READ:
      return length == 1 ? number(value[0], 0, 0) : WRONG_LENGTH;
    default:
      return number(field, value, length);
  }
}

void provisioning_take(uint32_t request, const uint8_t *body, uint8_t length) {
  if (request < last_request || request == 0) return;
  value_length = 0;
  if (request > last_request) {
    last_request = request;
    last_field = body[0];
    last_status = carry_out(last_field, body + 1, length - 1);
  }
  is_due = true;
}

void provisioning_step(void) {
  if (!is_button_watched) return;
  if (!(inputs_levels & (1 << BUTTON))) is_button_watched = false;
  else if (clock_seconds >= FACTORY_HOLD_SECONDS) {
    is_button_watched = false;
    reset_to_factory();
  }
}

uint8_t provisioning_answer(struct answer *to) {
  if (!is_due) return 0;
  is_due = false;
  to->request = last_request;
  to->status = last_status;
  to->field = last_field;
  uint8_t *value = to->value;
  if (last_field == SELF_TEST) {
    *value++ = inputs_levels;
    *value++ = inputs_faults;
    measure((struct measurement *)value);
  } else {
    memcpy(value, &read_value, sizeof read_value);
  }
  return offsetof(struct answer, value) + value_length;
}

bool provisioning_wants_session(void) {
  return is_session_wanted && !is_due;
}
