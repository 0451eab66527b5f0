/*
 * The board's name in EEPROM, with a mark and a checksum: what was not written whole is no name.
 *
 * Must never leave a half-written name in force: the checksum is written last. CRC-16/IBM-3740 as in avr-libc's
 * util/crc16.h (_crc_xmodem_update from 0xFFFF).
 */
#include "identity.h"

#include <avr/eeprom.h>
#include <avr/pgmspace.h>
#include <avr/wdt.h>
#include <string.h>
#include <util/crc16.h>

enum { MARK = 0xA7 };
static const char DEFAULT_NAME[] PROGMEM = "anbu-firmata";

typedef struct {
    uint8_t mark, length;
    char name[NAME_MAX];
    uint16_t crc;
} record;

static record EEMEM stored;

static uint16_t crc_of(const record *from) {
    uint16_t crc = 0xFFFF;
    const uint8_t *byte = (const uint8_t *)from;
    for (uint8_t at = 0; at < offsetof(record, crc); at++) crc = _crc_xmodem_update(crc, byte[at]);
    return crc;
}

uint8_t identity_read(char name[NAME_MAX]) {
    record kept;
    eeprom_read_block(&kept, &stored, sizeof kept);
    if (kept.mark != MARK || kept.length > NAME_MAX || kept.crc != crc_of(&kept)) {
        memcpy_P(name, DEFAULT_NAME, sizeof DEFAULT_NAME - 1);
        return sizeof DEFAULT_NAME - 1;
    }
    memcpy(name, kept.name, kept.length);
    return kept.length;
}

bool identity_write(const char *name, uint8_t length) {
    if (length < 1 || length > NAME_MAX) return false;
    record fresh = {.mark = MARK, .length = length};
    for (uint8_t at = 0; at < length; at++) {
        if (name[at] < ' ' || name[at] > '~') return false;
        fresh.name[at] = name[at];
    }
    fresh.crc = crc_of(&fresh);
    const uint8_t *byte = (const uint8_t *)&fresh;
    for (uint8_t at = 0; at < sizeof fresh; at++) {
        /* 28 bytes of 3.4 ms each: within one watchdog period, but fed for each all the same. */
        wdt_reset();
        eeprom_update_byte((uint8_t *)&stored + at, byte[at]);
    }
    return true;
}
