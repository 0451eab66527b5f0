/*
 * Pins by the numbers printed on the board, and what each is set to.
 * A number that the board does not have is refused or reads as nothing, never followed.
 */
#ifndef PINS_H
#define PINS_H

#include <stdbool.h>
#include <stdint.h>

/* As Firmata numbers them; UNSET is its "ignore": nobody has asked for this pin since power came. */
typedef enum { MODE_INPUT = 0, MODE_OUTPUT = 1, MODE_ANALOG = 2, MODE_PULLUP = 11, MODE_UNSET = 127 } pin_mode;

/* All pins float and are unset, as after a reset. */
void pins_begin(void);
/* Sets a pin; false: it has no such mode. */
bool pins_set_mode(uint8_t pin, uint8_t mode);
pin_mode pins_mode(uint8_t pin);
/* What an output drives, whether an input is pulled up. */
uint8_t pins_state(uint8_t pin);
/* Drives an output; on a plain input the pull-up, as hosts before protocol 2.5 ask for it. Others are left alone. */
void pins_write(uint8_t pin, uint8_t level);
/* The eight pins of a Firmata port, inputs only; others read 0. */
uint8_t pins_read_port(uint8_t port);
/* 0 to 1023 of the supply. Takes 104 us. */
uint16_t pins_read_analog(uint8_t channel);

#endif
