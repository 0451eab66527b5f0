/*
 * The board: which pin is what, and what the chip must be programmed with. ATmega328P, internal 8 MHz oscillator.
 *
 *   PD0, PD1  serial line, 38,400 baud 8N1 (USB serial or a transparent radio)
 *   PD2/INT0  motion sensor, push-pull output, high = motion
 *   PD3/INT1  reed contact to ground, internal pull-up, low = closed
 *   PB0       button to ground, internal pull-up, low = pressed
 *   PC0/ADC0  light: divider of supply, photoresistor above 10 kΩ
 *   PC1/ADC1  temperature: MCP9700A, 500 mV at 0 °C, 10 mV per °C (Microchip DS20001942)
 *
 * EEPROM, written when the chip is programmed: bytes 0 to 7 the serial number, byte 8 the oscillator's correction (OSCCAL,
 * 0xff: as the factory left it, which may be 10 % off and then no frame is understood).
 * Fuses: low 0xE2 (8 MHz undivided), high 0xD1 (EEPROM kept by a chip erase), extended 0xFD (reset below 2.7 V).
 * Must hold no code. Registers: ATmega328P datasheet DS40002061B.
 */
#ifndef BOARD_H
#define BOARD_H

#define F_CPU 8000000UL

#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0

/* UBRR for 38,400 baud with U2X: 8,000,000 / (8 * 26) = 38,462, 0.2 % off (datasheet table 19-10). */
#define BAUD_DIVIDER 25

#define MOTION_PIN PD2
#define CONTACT_PIN PD3
#define BUTTON_PIN PB0

#define LIGHT_INPUT 0
#define TEMPERATURE_INPUT 1

/* Channels, as they are numbered in frames. */
#define MOTION 0
#define CONTACT 1
#define BUTTON 2
#define CHANNELS 3

/* What this board has: motion, contact, button, battery, light, temperature. */
#define CAPABILITIES 0x3f

#endif
