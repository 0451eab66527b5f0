/*
 * The pins of the ATmega328P behind the numbers of the board.
 *
 * Must never touch pins 0 and 1 (the serial line), nor drive a pin that nobody asked to be driven: an unset pin floats.
 * ATmega328P datasheet DS40002061B sections 13 and 23.
 */
#include "pins.h"
#include "board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sfr_defs.h>

/* PIN, DDR and PORT of ports D, B and C stand in this order, one after the other (section 30). */
typedef struct {
    volatile uint8_t input, direction, output;
} port_registers;

static uint8_t modes[PIN_COUNT];

static port_registers *registers_of(uint8_t pin) {
    return (port_registers *)(pin < 8 ? &PIND : pin < ANALOG_FIRST ? &PINB : &PINC);
}

static uint8_t mask_of(uint8_t pin) {
    return 1 << (pin < 8 ? pin : pin < ANALOG_FIRST ? pin - 8 : pin - ANALOG_FIRST);
}

static void drive(uint8_t pin, bool is_output, bool is_high) {
    port_registers *port = registers_of(pin);
    uint8_t mask = mask_of(pin);
    if (is_output) port->direction |= mask;
    else port->direction &= ~mask;
    if (is_high) port->output |= mask;
    else port->output &= ~mask;
}

void pins_begin(void) {
    for (uint8_t pin = PIN_FIRST; pin < PIN_COUNT; pin++) {
        modes[pin] = MODE_UNSET;
        drive(pin, false, false);
    }
    /* Against the supply, clock / 128 = 125 kHz: within the 50 to 200 kHz that ten bits need (section 23.4). */
    ADMUX = _BV(REFS0);
    ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
}

bool pins_set_mode(uint8_t pin, uint8_t mode) {
    if (pin < PIN_FIRST || pin >= PIN_COUNT) return false;
    if (mode == MODE_ANALOG ? pin < ANALOG_FIRST : mode != MODE_INPUT && mode != MODE_OUTPUT && mode != MODE_PULLUP)
        return false;
    modes[pin] = mode;
    drive(pin, mode == MODE_OUTPUT, mode == MODE_PULLUP);
    return true;
}

pin_mode pins_mode(uint8_t pin) {
    return pin < PIN_FIRST || pin >= PIN_COUNT ? MODE_UNSET : modes[pin];
}

uint8_t pins_state(uint8_t pin) {
    return pins_mode(pin) != MODE_UNSET && (registers_of(pin)->output & mask_of(pin)) != 0;
}

void pins_write(uint8_t pin, uint8_t level) {
    pin_mode mode = pins_mode(pin);
    if (mode == MODE_OUTPUT || mode == MODE_INPUT) drive(pin, mode == MODE_OUTPUT, level);
}

uint8_t pins_read_port(uint8_t port) {
    uint8_t levels = 0;
    for (uint8_t bit = 0; bit < 8; bit++) {
        uint8_t pin = port * 8 + bit;
        pin_mode mode = pins_mode(pin);
        if ((mode == MODE_INPUT || mode == MODE_PULLUP) && (registers_of(pin)->input & mask_of(pin)) != 0)
            levels |= 1 << bit;
    }
    return levels;
}

uint16_t pins_read_analog(uint8_t channel) {
    ADMUX = _BV(REFS0) | channel;
    ADCSRA |= _BV(ADSC);
    loop_until_bit_is_clear(ADCSRA, ADSC);
    return ADC;
}
