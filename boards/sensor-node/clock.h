/*
 * Time since power-up, and sleep until something is due.
 *
 * A tick is 128 microseconds (8 MHz / 1024). Ticks wrap after 6.3 days: compare them with clock_is_due, and only over
 * spans below three days. Each pass of the main loop sees one `clock_now`. Must never be read in an interrupt.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* 7,812.5 ticks a second. */
#define TICKS_PER_2_SECONDS 15625UL
#define TICKS(ms) ((uint32_t)(ms) * 1000 / 128)

extern uint32_t clock_now;
extern uint32_t clock_seconds;
/* Set by an interrupt that leaves work to the main loop. */
extern volatile bool clock_is_woken;

void clock_start(void);
/* Takes the time of this pass of the main loop. */
void clock_step(void);
bool clock_is_due(uint32_t at);
uint32_t clock_after_seconds(uint16_t seconds);
/* The main loop is wanted at this tick at the latest. */
void clock_wake_by(uint32_t at);
/* Sleeps until then, at most 4 s, or until an interrupt leaves work. */
void clock_sleep(void);
/* Share of the time not slept since the last call, in 0.1 %, rounded up. */
uint8_t clock_awake_share(void);

#endif
