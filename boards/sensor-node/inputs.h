/*
 * Motion sensor, contact and button: edges become events.
 *
 * A level counts when it has stood still for its channel's time: 20 ms, for a contact the debounce time, for the end of
 * a movement the hold time, so that movement within it is one movement. Motion is ignored while the sensor warms up.
 * More edges in a minute than a person makes are a fault, not life. See PROTOCOL.md, section 6.
 */
#ifndef INPUTS_H
#define INPUTS_H

#include <stdint.h>

/* A bit per channel: the level in force; whether the channel floods. */
extern uint8_t inputs_levels;
extern uint8_t inputs_faults;

/* `causes`: MCUSR. The motion sensor warms up only when the power was off. */
void inputs_start(uint8_t causes);
void inputs_step(void);

#endif
