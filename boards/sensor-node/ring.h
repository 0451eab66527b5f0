/*
 * The events that the hub has not yet said it keeps, oldest first, with their numbers in the session.
 *
 * Numbers are without gaps. When the ring is full one event goes and is counted as lost: the oldest; but while the
 * oldest is a press, whatever comes and is none, and for another press the oldest that is none. Must never forget an
 * event that was neither acknowledged nor counted, nor give a number again that was told.
 */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>

#define RING_EVENTS 16

struct event {
  uint32_t at_seconds;
  uint8_t channel : 4;
  uint8_t value : 4;
} __attribute__((packed));

/* Number of the newest event of the session; 0 before the first. */
extern uint16_t ring_newest;
/* Events of this session that were lost, at most 255. */
extern uint8_t ring_lost;
/* Events that wait, and all that were ever let in, modulo 256. */
extern uint8_t ring_kept, ring_added;

/* The oldest event that is kept; only when there is one. */
const struct event *ring_oldest(void);
uint16_t ring_oldest_number(void);
void ring_add(uint8_t channel, uint8_t value);
/* The hub keeps every event up to this number; false when it said nothing new. */
bool ring_acknowledge(uint16_t upto);
/* A new session: what is kept is numbered from 1 again. */
void ring_renumber(void);

#endif
