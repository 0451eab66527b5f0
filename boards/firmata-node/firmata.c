/*
 * Firmata 2.5: version, firmware name, capabilities, pin states, digital and analogue reports, sampling interval.
 *
 * Must never wait for the host, act on half a command, or believe a number it did not check. A byte of 128 or more
 * begins a command, wherever it stands; what was half received before it is dropped. After a reset nothing is reported
 * and no pin is set until the host asks, so that a host can see the reset in any pin's state.
 * Standard: https://github.com/firmata/protocol, protocol.md of version 2.5.
 */
#include "firmata.h"
#include "board.h"
#include "identity.h"
#include "pins.h"
#include "serial.h"

#include <avr/io.h>
#include <avr/pgmspace.h>
#include <stdbool.h>

enum {
    DIGITAL_MESSAGE = 0x90,
    REPORT_ANALOG = 0xC0,
    REPORT_DIGITAL = 0xD0,
    ANALOG_MESSAGE = 0xE0,
    SYSEX_START = 0xF0,
    SET_PIN_MODE = 0xF4,
    SET_DIGITAL_PIN = 0xF5,
    SYSEX_END = 0xF7,
    REPORT_VERSION = 0xF9,
    SYSTEM_RESET = 0xFF
};
enum {
    /* 0x00 to 0x0F are left to the user by the standard: here, to give the board its name. */
    SET_NAME = 0x01,
    ANALOG_MAPPING_QUERY = 0x69,
    ANALOG_MAPPING_RESPONSE = 0x6A,
    CAPABILITY_QUERY = 0x6B,
    CAPABILITY_RESPONSE = 0x6C,
    PIN_STATE_QUERY = 0x6D,
    PIN_STATE_RESPONSE = 0x6E,
    STRING_DATA = 0x71,
    REPORT_FIRMWARE = 0x79,
    SAMPLING_INTERVAL = 0x7A
};
enum { NONE = 127, ANALOG_BITS = 10, DIGITAL_BITS = 1 };
/* The longest command is a name: its sort, and two bytes for each character. */
enum { COMMAND_MAX = 1 + 2 * NAME_MAX };
/* The standard's default, and six conversions with room to send them. */
enum { SAMPLING_MS_DEFAULT = 19, SAMPLING_MS_MIN = 10 };

static uint8_t command, taken, data[COMMAND_MAX];
static bool is_sysex;
static uint8_t reported_ports, reported_channels, told[PORT_COUNT];
static uint16_t sampling_ms, since_sample_ms;

static void put_pair(uint16_t value) {
    serial_put(value & 0x7F);
    serial_put(value >> 7 & 0x7F);
}

static void begin_sysex(uint8_t sort) {
    serial_put(SYSEX_START);
    serial_put(sort);
}

static void tell_version(void) {
    serial_put(REPORT_VERSION);
    serial_put(PROTOCOL_MAJOR);
    serial_put(PROTOCOL_MINOR);
}

static void tell_firmware(void) {
    char name[NAME_MAX];
    uint8_t length = identity_read(name);
    begin_sysex(REPORT_FIRMWARE);
    serial_put(FIRMWARE_MAJOR);
    serial_put(FIRMWARE_MINOR);
    for (uint8_t at = 0; at < length; at++) put_pair(name[at]);
    serial_put(SYSEX_END);
}

/* `text` is in flash. */
static void tell_text(const char *text) {
    begin_sysex(STRING_DATA);
    for (uint8_t byte; (byte = pgm_read_byte(text)) != 0; text++) put_pair(byte);
    serial_put(SYSEX_END);
}

static void tell_capabilities(void) {
    begin_sysex(CAPABILITY_RESPONSE);
    for (uint8_t pin = 0; pin < PIN_COUNT; pin++) {
        if (pin >= PIN_FIRST) {
            static const uint8_t digital[] PROGMEM = {MODE_INPUT, MODE_OUTPUT, MODE_PULLUP};
            for (uint8_t at = 0; at < sizeof digital; at++) {
                serial_put(pgm_read_byte(&digital[at]));
                serial_put(DIGITAL_BITS);
            }
        }
        if (pin >= ANALOG_FIRST) {
            serial_put(MODE_ANALOG);
            serial_put(ANALOG_BITS);
        }
        serial_put(NONE);
    }
    serial_put(SYSEX_END);
}

static void tell_analog_mapping(void) {
    begin_sysex(ANALOG_MAPPING_RESPONSE);
    for (uint8_t pin = 0; pin < PIN_COUNT; pin++) serial_put(pin < ANALOG_FIRST ? NONE : pin - ANALOG_FIRST);
    serial_put(SYSEX_END);
}

static void tell_pin_state(uint8_t pin) {
    if (pin >= PIN_COUNT) return;
    begin_sysex(PIN_STATE_RESPONSE);
    serial_put(pin);
    serial_put(pins_mode(pin));
    serial_put(pins_state(pin));
    serial_put(SYSEX_END);
}

static void tell_port(uint8_t port) {
    told[port] = pins_read_port(port);
    serial_put(DIGITAL_MESSAGE | port);
    put_pair(told[port]);
}

static void forget(void) {
    pins_begin();
    reported_ports = 0;
    reported_channels = 0;
    sampling_ms = SAMPLING_MS_DEFAULT;
}

static void set_name(void) {
    char name[NAME_MAX];
    uint8_t length = (taken - 1) / 2;
    for (uint8_t at = 0; at < length; at++) name[at] = data[1 + 2 * at] | data[2 + 2 * at] << 7;
    if (identity_write(name, length)) tell_firmware();
    else tell_text(PSTR("no name: 1 to 24 printable characters"));
}

static void obey_sysex(void) {
    switch (data[0]) {
        case SET_NAME: set_name(); break;
        case ANALOG_MAPPING_QUERY: tell_analog_mapping(); break;
        case CAPABILITY_QUERY: tell_capabilities(); break;
        case REPORT_FIRMWARE: tell_firmware(); break;
        case PIN_STATE_QUERY:
            if (taken == 2) tell_pin_state(data[1]);
            break;
        case SAMPLING_INTERVAL:
            if (taken != 3) break;
            sampling_ms = data[1] | data[2] << 7;
            if (sampling_ms < SAMPLING_MS_MIN) sampling_ms = SAMPLING_MS_MIN;
            break;
    }
}

/* A pin that becomes analogue is reported, one that ceases to be is not. */
static void set_mode(uint8_t pin, uint8_t mode) {
    if (!pins_set_mode(pin, mode) || pin < ANALOG_FIRST) return;
    uint8_t mask = 1 << (pin - ANALOG_FIRST);
    if (mode == MODE_ANALOG) reported_channels |= mask;
    else reported_channels &= ~mask;
}

/* Asked to report, a pin becomes analogue: hosts do not set its mode first. */
static void report_analog(uint8_t channel, bool is_on) {
    if (channel >= ANALOG_COUNT) return;
    if (is_on) set_mode(ANALOG_FIRST + channel, MODE_ANALOG);
    else reported_channels &= ~(1 << channel);
}

static void report_digital(uint8_t port, bool is_on) {
    if (port >= PORT_COUNT) return;
    reported_ports &= ~(1 << port);
    if (!is_on) return;
    reported_ports |= 1 << port;
    tell_port(port);
}

static void write_port(uint8_t port, uint8_t levels) {
    if (port >= PORT_COUNT) return;
    for (uint8_t bit = 0; bit < 8; bit++) pins_write(port * 8 + bit, levels >> bit & 1);
}

/* Bytes that follow a command; one that this board does not know has none that matter. */
static uint8_t length_of(uint8_t sort) {
    if (sort == SET_PIN_MODE || sort == SET_DIGITAL_PIN || sort == DIGITAL_MESSAGE || sort == ANALOG_MESSAGE) return 2;
    return sort == REPORT_ANALOG || sort == REPORT_DIGITAL ? 1 : 0;
}

static void obey(uint8_t sort, uint8_t low) {
    switch (sort) {
        case DIGITAL_MESSAGE: write_port(low, data[0] | data[1] << 7); break;
        case REPORT_ANALOG: report_analog(low, data[0]); break;
        case REPORT_DIGITAL: report_digital(low, data[0]); break;
        case SET_PIN_MODE: set_mode(data[0], data[1]); break;
        case SET_DIGITAL_PIN: pins_write(data[0], data[1]); break;
        case REPORT_VERSION: tell_version(); break;
        case SYSTEM_RESET: forget(); break;
    }
}

static void begin_command(uint8_t byte) {
    is_sysex = byte == SYSEX_START;
    command = byte;
    taken = 0;
}

void firmata_take(uint8_t byte) {
    if (byte == SYSEX_END) {
        if (is_sysex && taken > 0 && taken <= COMMAND_MAX) obey_sysex();
        begin_command(0);
        return;
    }
    if (byte >= 0x80) begin_command(byte);
    else if (command == 0) return;
    else {
        if (taken < COMMAND_MAX) data[taken] = byte;
        /* One beyond: too long, and therefore not obeyed. */
        if (taken <= COMMAND_MAX) taken++;
    }
    if (is_sysex) return;
    uint8_t sort = command < SYSEX_START ? command & 0xF0 : command;
    if (taken < length_of(sort)) return;
    uint8_t low = command & 0x0F;
    begin_command(0);
    obey(sort, low);
}

void firmata_tick(void) {
    for (uint8_t port = 0; port < PORT_COUNT; port++)
        if ((reported_ports >> port & 1) && pins_read_port(port) != told[port]) tell_port(port);
    if (++since_sample_ms < sampling_ms) return;
    since_sample_ms = 0;
    for (uint8_t channel = 0; channel < ANALOG_COUNT; channel++) {
        if (!(reported_channels >> channel & 1)) continue;
        serial_put(ANALOG_MESSAGE | channel);
        put_pair(pins_read_analog(channel));
    }
}

void firmata_begin(uint8_t reset_cause) {
    forget();
    tell_version();
    tell_firmware();
    if (reset_cause & _BV(WDRF)) tell_text(PSTR("started: watchdog"));
    else if (reset_cause & _BV(BORF)) tell_text(PSTR("started: supply too low"));
    else if (reset_cause & _BV(PORF)) tell_text(PSTR("started: power"));
    else tell_text(PSTR("started: reset"));
}
