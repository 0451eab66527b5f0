/*
 * What this board is: an ATmega328P on a 16 MHz crystal, pins numbered as an Arduino Uno prints them.
 * Owns the numbers that more than one file needs.
 */
#ifndef BOARD_H
#define BOARD_H

#define F_CPU 16000000UL

/* Firmata's own protocol version, and this firmware's. */
enum { PROTOCOL_MAJOR = 2, PROTOCOL_MINOR = 5, FIRMWARE_MAJOR = 1, FIRMWARE_MINOR = 0 };

/* 0 and 1 are the serial line, 13 the board's light, 14 to 19 are printed A0 to A5. */
enum { PIN_FIRST = 2, PIN_COUNT = 20, ANALOG_FIRST = 14, ANALOG_COUNT = 6, PORT_COUNT = 3 };

#endif
