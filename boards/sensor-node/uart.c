/*
 * USART 0 at 38,400 baud, driven by its two interrupts; frames are stuffed and unstuffed byte by byte on the way.
 *
 * Must never wait: neither for a byte to leave nor for one to come. A frame is sent between two delimiters, so that
 * noise before it ends in front of it.
 */
#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"
#include "clock.h"
#include "cobs.h"

uint8_t uart_received[FRAME_BYTES_MAX];

static uint16_t own_address;
static struct cobs_decoder decoder = {.data = uart_received, .capacity = FRAME_BYTES_MAX};
static volatile bool is_received, is_missed;
static struct cobs_encoder encoder;
static volatile enum { IDLE, OPENING, SENDING } sending;

static bool is_for_us(void) {
  const struct header *header = (const struct header *)uart_received;
  return decoder.length >= FRAME_EXTRA_BYTES && header->address == own_address;
}

ISR(USART_RX_vect) {
  uint8_t byte = UDR0;
  if (is_received) {
    is_missed = true;
  } else if (cobs_feed(&decoder, byte)) {
    if (is_for_us()) {
      is_received = true;
      clock_is_woken = true;
    } else {
      cobs_reset(&decoder, false);
    }
  }
}

ISR(USART_UDRE_vect) {
  uint8_t byte = 0;
  if (sending == OPENING) {
    sending = SENDING;
  } else if (!cobs_next(&encoder, &byte)) {
    byte = 0;
    sending = IDLE;
    UCSR0B &= ~_BV(UDRIE0);
    clock_is_woken = true;
  }
  UDR0 = byte;
}

void uart_start(void) {
  UBRR0 = BAUD_DIVIDER;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(RXCIE0) | _BV(RXEN0) | _BV(TXEN0);
}

void uart_listen_to(uint16_t address) {
  cli();
  own_address = address;
  sei();
}

uint8_t uart_received_length(void) {
  return is_received ? decoder.length : 0;
}

void uart_release(void) {
  cli();
  /* What came meanwhile began in the middle of something. */
  cobs_reset(&decoder, is_missed);
  is_missed = false;
  is_received = false;
  sei();
}

bool uart_is_idle(void) {
  return sending == IDLE;
}

void uart_send(const uint8_t *frame, uint8_t length) {
  cobs_begin(&encoder, frame, length);
  sending = OPENING;
  cli();
  UCSR0B |= _BV(UDRIE0);
  sei();
}
