/*
 * The interrupts of the three pins only count; the main loop judges. A pin that floods is cut off from its interrupt
 * for the rest of the minute, so that no wire can keep the chip from its work.
 *
 * Times: a pyroelectric sensor settles within a minute of power-up and gives pulses of seconds; reeds bounce below
 * 10 ms, buttons below 20 ms. Must never send an event for what changed while it was not looking: after warm-up and
 * flood the level is taken over in silence, and told by the next heartbeat.
 */
#include "inputs.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <stdbool.h>

#include "board.h"
#include "clock.h"
#include "ring.h"
#include "settings.h"

#define WARM_UP_SECONDS 60
#define FLOOD_EDGES 240
#define FLOOD_WINDOW_SECONDS 60
#define STILL_TICKS TICKS(20)

uint8_t inputs_levels;
uint8_t inputs_faults;

/* Edges in this minute, and channels with an edge since the last look. */
static volatile uint8_t edges[CHANNELS];
static volatile uint8_t touched;

/* The levels seen last, and since when each stands still. */
static uint8_t seen;
static uint32_t still_since[CHANNELS];
static bool is_warming_up;
static uint32_t window_ends;

static void mask(uint8_t channel) {
  if (channel == MOTION) EIMSK &= ~_BV(INT0);
  else if (channel == CONTACT) EIMSK &= ~_BV(INT1);
  else PCICR = 0;
}

static void count(uint8_t channel) {
  touched |= 1 << channel;
  clock_is_woken = true;
  if (++edges[channel] > FLOOD_EDGES) mask(channel);
}

ISR(INT0_vect) {
  count(MOTION);
}
ISR(INT1_vect) {
  count(CONTACT);
}
ISR(PCINT0_vect) {
  count(BUTTON);
}

static void listen(void) {
  EIMSK = _BV(INT0) | _BV(INT1);
  PCICR = _BV(PCIE0);
}

static uint8_t levels(void) {
  uint8_t read = 0;
  if (PIND & _BV(MOTION_PIN)) read |= 1 << MOTION;
  if (!(PIND & _BV(CONTACT_PIN))) read |= 1 << CONTACT;
  if (!(PINB & _BV(BUTTON_PIN))) read |= 1 << BUTTON;
  return read;
}

void inputs_start(uint8_t causes) {
  EICRA = _BV(ISC00) | _BV(ISC10);
  PCMSK0 = _BV(BUTTON_PIN);
  listen();
  seen = inputs_levels = levels();
  is_warming_up = causes & (_BV(PORF) | _BV(BORF));
  window_ends = clock_after_seconds(FLOOD_WINDOW_SECONDS);
}

/* A minute is over: what did not flood in it is calm. */
static void end_window(void) {
  window_ends = clock_after_seconds(FLOOD_WINDOW_SECONDS);
  for (uint8_t channel = 0; channel < CHANNELS; channel++) {
    if (edges[channel] <= FLOOD_EDGES) inputs_faults &= ~(1 << channel);
    edges[channel] = 0;
  }
  cli();
  listen();
  sei();
}

static uint32_t still_ticks(uint8_t channel, bool is_on) {
  if (channel == CONTACT) return TICKS(settings.debounce_ms);
  if (channel == MOTION && !is_on) return settings.hold_seconds * TICKS_PER_2_SECONDS / 2;
  return STILL_TICKS;
}

static void judge(uint8_t channel, uint8_t bit) {
  bool is_on = (seen & bit) != 0;
  if (edges[channel] > FLOOD_EDGES) inputs_faults |= bit;
  if ((inputs_faults & bit) || (channel == MOTION && is_warming_up)) {
    inputs_levels = (inputs_levels & ~bit) | (seen & bit);
  } else if ((seen ^ inputs_levels) & bit) {
    uint32_t at = still_since[channel] + still_ticks(channel, is_on);
    if (clock_is_due(at)) {
      inputs_levels ^= bit;
      ring_add(channel, is_on);
    } else {
      clock_wake_by(at);
    }
  }
}

void inputs_step(void) {
  cli();
  uint8_t changed = touched;
  touched = 0;
  sei();
  uint8_t now = levels();
  changed |= now ^ seen;
  seen = now;
  for (uint8_t channel = 0; channel < CHANNELS; channel++) {
    uint8_t bit = 1 << channel;
    if (changed & bit) still_since[channel] = clock_now;
    judge(channel, bit);
  }
  if (is_warming_up && clock_seconds >= WARM_UP_SECONDS) is_warming_up = false;
  if (clock_is_due(window_ends)) end_window();
}
