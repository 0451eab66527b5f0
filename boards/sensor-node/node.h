/*
 * The node's side of PROTOCOL.md: what it says when, and what it does when it is told something.
 *
 * One frame at a time: an answer first, then the boot frame, then events, then the heartbeat.
 */
#ifndef NODE_H
#define NODE_H

#include <stdint.h>

/* `causes`: MCUSR, which the first frame tells. */
void node_start(uint8_t causes);
void node_step(void);

#endif
