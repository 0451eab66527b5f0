/*
 * The serial line: received by interrupt into a queue, sent byte by byte.
 *
 * Must never wait for a byte to come. A byte that finds the queue full is dropped: 64 bytes are more than any command of
 * Firmata that this board knows. ATmega328P datasheet DS40002061B section 19.
 */
#include "serial.h"
#include "board.h"

#include <avr/interrupt.h>
#include <avr/io.h>

enum { QUEUE = 64 };
/* 16 MHz / 8 / 35 = 57,143 baud, 0.8 % slow; the receiver bears 2 % (section 19.10). */
enum { DIVIDER = 34 };

static volatile uint8_t received[QUEUE], head, tail;

ISR(USART_RX_vect) {
    uint8_t byte = UDR0, next = (head + 1) % QUEUE;
    if (next == tail) return;
    received[head] = byte;
    head = next;
}

void serial_begin(void) {
    UBRR0 = DIVIDER;
    UCSR0A = _BV(U2X0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

bool serial_waits(void) { return tail != head; }

bool serial_take(uint8_t *byte) {
    if (!serial_waits()) return false;
    *byte = received[tail];
    tail = (tail + 1) % QUEUE;
    return true;
}

void serial_put(uint8_t byte) {
    loop_until_bit_is_set(UCSR0A, UDRE0);
    UDR0 = byte;
}
