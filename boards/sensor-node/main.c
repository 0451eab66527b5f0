/*
 * The sensor node: one loop that looks, says what is due, feeds the watchdog and sleeps.
 *
 * The watchdog is fed here and nowhere else, after the work was done. Must never wait for anything but the EEPROM and
 * the converter. What the node says is PROTOCOL.md; the wiring is board.h.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>

#include "board.h"
#include "clock.h"
#include "inputs.h"
#include "node.h"
#include "provisioning.h"
#include "settings.h"
#include "uart.h"

/* Why the chip started. The start-up code would clear it, and after a reset by the watchdog the watchdog still runs. */
static uint8_t causes __attribute__((section(".noinit")));

void save_causes(void) __attribute__((naked, used, section(".init3")));
void save_causes(void) {
  causes = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

/* Pull-ups on all pins that nothing drives: a floating input costs current. The motion sensor drives its own. */
static void pull_up(void) {
  PORTB = 0xff;
  PORTC = 0xff & ~(_BV(LIGHT_INPUT) | _BV(TEMPERATURE_INPUT));
  PORTD = 0xff & ~(_BV(PD1) | _BV(MOTION_PIN));
  DDRD = _BV(PD1);
}

int main(void) {
  pull_up();
  settings_start();
  clock_start();
  uart_start();
  inputs_start(causes);
  provisioning_start(causes);
  node_start(causes);
  wdt_enable(WDTO_8S);
  sei();
  for (;;) {
    clock_step();
    inputs_step();
    node_step();
    wdt_reset();
    clock_sleep();
  }
}
