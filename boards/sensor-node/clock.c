/*
 * Timer 1 counts freely at F_CPU / 1024; its compare match ends a sleep. There is no tick interrupt: the chip wakes for
 * its next due moment, for a wrap of the counter (8.4 s), and for its wires.
 *
 * Sleep is idle mode, because the serial line must hear the first byte of a frame and the deeper modes would lose it.
 * Must never sleep past work that an interrupt left between the last look and the SLEEP instruction: SEI lets exactly
 * one more instruction run (datasheet DS40002061B section 7.7).
 */
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#define SLEEP_TICKS_MAX (2 * TICKS_PER_2_SECONDS)

uint32_t clock_now;
uint32_t clock_seconds;
volatile bool clock_is_woken;

static volatile uint16_t wraps;
static uint32_t seconds_at;
static uint32_t wake_at;
static uint32_t asleep_ticks;
static uint32_t share_from;

ISR(TIMER1_OVF_vect) {
  wraps++;
}

ISR(TIMER1_COMPA_vect) {
  clock_is_woken = true;
}

/* With interrupts off. */
static uint32_t ticks(void) {
  uint16_t low = TCNT1;
  uint16_t high = wraps;
  /* It wrapped, and the interrupt that counts it waits. */
  if ((TIFR1 & _BV(TOV1)) && low < 0x8000) high++;
  return (uint32_t)high << 16 | low;
}

void clock_start(void) {
  TCCR1B = _BV(CS12) | _BV(CS10);
  TIMSK1 = _BV(TOIE1) | _BV(OCIE1A);
  set_sleep_mode(SLEEP_MODE_IDLE);
}

void clock_step(void) {
  cli();
  clock_now = ticks();
  sei();
  /* Seconds are counted in pairs, because a pair is a whole number of ticks. */
  while (clock_now - seconds_at >= TICKS_PER_2_SECONDS) {
    seconds_at += TICKS_PER_2_SECONDS;
    clock_seconds = (clock_seconds | 1) + 1;
  }
  if (clock_now - seconds_at > TICKS_PER_2_SECONDS / 2) clock_seconds |= 1;
  wake_at = clock_now + SLEEP_TICKS_MAX;
}

bool clock_is_due(uint32_t at) {
  return (int32_t)(clock_now - at) >= 0;
}

uint32_t clock_after_seconds(uint16_t seconds) {
  return clock_now + seconds * TICKS_PER_2_SECONDS / 2;
}

void clock_wake_by(uint32_t at) {
  if ((int32_t)(at - wake_at) < 0) wake_at = at;
}

void clock_sleep(void) {
  cli();
  uint32_t from = ticks();
  /* A compare value that is reached while it is written is missed for a whole turn of the counter. */
  if ((int32_t)(wake_at - from) >= 2) {
    OCR1A = (uint16_t)wake_at;
    TIFR1 = _BV(OCF1A);
    while (!clock_is_woken) {
      sleep_enable();
      sei();
      sleep_cpu();
      cli();
    }
    sleep_disable();
    asleep_ticks += ticks() - from;
  }
  clock_is_woken = false;
  sei();
}

uint8_t clock_awake_share(void) {
  uint32_t elapsed = clock_now - share_from;
  uint32_t awake = elapsed - asleep_ticks;
  share_from = clock_now;
  asleep_ticks = 0;
  uint32_t share = awake / (elapsed / 1000 + 1) + 1;
  return share > 255 ? 255 : share;
}
