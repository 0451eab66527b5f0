/*
 * A ring of sixteen events. Sixteen, because memory is 512 bytes in all; a resident makes a few hundred events a day, so
 * that it bridges a restart of the hub, not an evening without one.
 *
 * An acknowledgement beyond the newest number is not believed. Pure: no register is touched here.
 */
#include "ring.h"

#include "clock.h"

uint16_t ring_newest;
uint8_t ring_lost;

static struct event events[RING_EVENTS];
static uint8_t kept;
/* Where the next event goes. */
static uint8_t next;

bool ring_is_empty(void) {
  return kept == 0;
}

const struct event *ring_oldest(void) {
  return &events[(uint8_t)(next - kept) % RING_EVENTS];
}

uint16_t ring_oldest_number(void) {
  return ring_newest - kept + 1;
}

void ring_add(uint8_t channel, uint8_t value) {
  events[next++ % RING_EVENTS] = (struct event){clock_seconds, channel, value};
  ring_newest++;
  if (kept < RING_EVENTS) kept++;
  else if (ring_lost < 255) ring_lost++;
}

bool ring_acknowledge(uint16_t upto) {
  if (upto > ring_newest || upto < ring_oldest_number()) return false;
  kept = ring_newest - upto;
  return true;
}

void ring_renumber(void) {
  ring_newest = kept;
  ring_lost = 0;
}
