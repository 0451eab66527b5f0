/*
 * A ring of sixteen events. Sixteen, because memory is 512 bytes in all; a resident makes a few hundred events a day, so
 * that it bridges a restart of the hub, not an evening without one: then movement goes, and a press for help stays.
 *
 * Laid out as a row, oldest first, because one in the middle may go. An acknowledgement beyond the newest number is not
 * believed. Pure: no register is touched here.
 */
#include "ring.h"

#include <string.h>

#include "board.h"
#include "clock.h"

uint16_t ring_newest;
uint8_t ring_lost;
uint8_t ring_kept;
uint8_t ring_added;

static struct event events[RING_EVENTS];

const struct event *ring_oldest(void) {
  return events;
}

uint16_t ring_oldest_number(void) {
  return ring_newest - ring_kept + 1;
}

static void drop(uint8_t from, uint8_t count) {
  ring_kept -= count;
  memmove(events + from, events + from + count, (ring_kept - from) * sizeof *events);
}

static bool is_press(uint8_t channel, uint8_t value) {
  return channel == BUTTON && value;
}

/* Makes room; false when the new event is the one that has to go. */
static bool make_room(bool is_for_press) {
  if (ring_lost < 255) ring_lost++;
  uint8_t gone = 0;
  while (is_press(events[gone].channel, events[gone].value))
    if (!is_for_press || ++gone == RING_EVENTS) return false;
  drop(gone, 1);
  /* Only the oldest was ever told: the numbers of those behind it are free to be given again. */
  if (gone > 0) ring_newest--;
  return true;
}

void ring_add(uint8_t channel, uint8_t value) {
  if (ring_kept == RING_EVENTS && !make_room(is_press(channel, value))) return;
  events[ring_kept++] = (struct event){clock_seconds, channel, value};
  ring_newest++;
  ring_added++;
}

bool ring_acknowledge(uint16_t upto) {
  if (upto > ring_newest || upto < ring_oldest_number()) return false;
  drop(0, ring_kept - (ring_newest - upto));
  return true;
}

void ring_renumber(void) {
  ring_newest = ring_kept;
  ring_lost = 0;
}
