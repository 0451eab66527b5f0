/*
 * The serial line: whole frames in and out, nothing in between. One frame each way.
 *
 * While a received frame is looked at, the line is not heard: whoever sends to a node waits for its answer or sends
 * again. Frames for other nodes on the line are left out here, before they cost anything.
 */
#ifndef UART_H
#define UART_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

extern uint8_t uart_received[FRAME_BYTES_MAX];

void uart_start(void);
/* Frames for other addresses are not even looked at. */
void uart_listen_to(uint16_t address);
/* Length of the frame in uart_received; 0 when there is none. */
uint8_t uart_received_length(void);
/* The received frame was dealt with: the next may come. */
void uart_release(void);
bool uart_is_idle(void);
/* Sends a frame of at most 254 bytes, which must stay as it is until the line is idle. */
void uart_send(const uint8_t *frame, uint8_t length);

#endif
