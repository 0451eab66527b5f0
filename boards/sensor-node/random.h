/*
 * Random shares of waiting times: different on each node and in each session, the same for one serial and session.
 *
 * Xorshift, 32 bits (G. Marsaglia, Journal of Statistical Software 8 (14), 2003). Must never be used for secrets.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* Seeds from the serial number and the session. */
void random_start(void);
/* 0 ... below - 1; the bound is at most 2^24 and loses its last eight bits. */
uint32_t random_below(uint32_t below);

#endif
