/*
 * A Firmata board for sensors on wires: pins and analogue inputs, told to the hub over USB serial.
 *
 * Owns the order of work: bytes first, then the millisecond's round, then sleep until the next interrupt. The watchdog
 * is fed only here, after a round was done; a board that hangs starts anew within two seconds and says so. Levels are
 * told as they are, once a millisecond at most: what is bounce is the hub's to say.
 */
#include "board.h"
#include "firmata.h"
#include "serial.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <stdbool.h>

/* 16 MHz / 64 / 250 = 1 kHz. */
enum { TICKS_PER_MS = 250 };

/* Kept from before the C runtime clears memory: section .init3 runs between the two. */
static uint8_t reset_cause __attribute__((section(".noinit")));
static volatile bool is_due;

void save_reset_cause(void) __attribute__((naked, used, section(".init3")));
void save_reset_cause(void) {
    reset_cause = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

ISR(TIMER0_COMPA_vect) { is_due = true; }

static void begin_milliseconds(void) {
    OCR0A = TICKS_PER_MS - 1;
    TCCR0A = _BV(WGM01);
    TCCR0B = _BV(CS01) | _BV(CS00);
    TIMSK0 = _BV(OCIE0A);
}

/* Sleeps unless something came between the last look and now: SEI takes effect after the instruction behind it. */
static void rest(void) {
    cli();
    if (!is_due && !serial_waits()) {
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    sei();
}

int main(void) {
    serial_begin();
    begin_milliseconds();
    set_sleep_mode(SLEEP_MODE_IDLE);
    wdt_enable(WDTO_2S);
    sei();
    firmata_begin(reset_cause);
    for (;;) {
        uint8_t byte;
        while (serial_take(&byte)) firmata_take(byte);
        if (is_due) {
            is_due = false;
            firmata_tick();
            wdt_reset();
        }
        rest();
    }
}
