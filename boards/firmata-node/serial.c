/*
 * The serial line by interrupts, with a queue each way.
 *
 * Must never wait for a byte to come. A byte that finds the receive queue full is dropped: 64 bytes are more than any
 * command of Firmata that this board knows. ATmega328P datasheet DS40002061B section 19.
 */
#include "serial.h"
#include "board.h"

#include <avr/interrupt.h>
#include <avr/io.h>

enum { QUEUE = 64 };
/* 16 MHz / 8 / 35 = 57,143 baud, 0.8 % slow; the receiver bears 2 % (section 19.10). */
enum { DIVIDER = 34 };

static volatile uint8_t received[QUEUE], received_head, received_tail;
static volatile uint8_t sent[QUEUE], sent_head, sent_tail;

static uint8_t after(uint8_t place) { return (place + 1) % QUEUE; }

ISR(USART_RX_vect) {
    uint8_t byte = UDR0, next = after(received_head);
    if (next == received_tail) return;
    received[received_head] = byte;
    received_head = next;
}

ISR(USART_UDRE_vect) {
    if (sent_tail == sent_head) {
        UCSR0B &= ~_BV(UDRIE0);
        return;
    }
    UDR0 = sent[sent_tail];
    sent_tail = after(sent_tail);
}

void serial_begin(void) {
    UBRR0 = DIVIDER;
    UCSR0A = _BV(U2X0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

bool serial_waits(void) { return received_tail != received_head; }

bool serial_take(uint8_t *byte) {
    if (!serial_waits()) return false;
    *byte = received[received_tail];
    received_tail = after(received_tail);
    return true;
}

void serial_put(uint8_t byte) {
    uint8_t next = after(sent_head);
    while (next == sent_tail) {}
    sent[sent_head] = byte;
    sent_head = next;
    UCSR0B |= _BV(UDRIE0);
}
