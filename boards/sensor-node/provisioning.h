/*
 * Settings by frame: PROTOCOL.md, section 8. Takes requests, stages and commits, and keeps the one answer that is due.
 *
 * Also the button held from power-up on, which gives the node back its factory settings. Must never carry out a request
 * twice, nor one that is older than the last.
 */
#ifndef PROVISIONING_H
#define PROVISIONING_H

#include <stdbool.h>
#include <stdint.h>

#define ANSWER_VALUE_BYTES 10

struct answer {
  uint32_t request;
  uint8_t status, field;
  uint8_t value[ANSWER_VALUE_BYTES];
};

/* At start; `causes` as in inputs_start. */
void provisioning_start(uint8_t causes);
/* A new session: no request was taken yet. */
void provisioning_begin_session(void);
void provisioning_step(void);
/* A request whose tag was right. */
void provisioning_take(uint32_t request, const uint8_t *body, uint8_t length);
/* Writes the answer that is due and returns its length, once; 0 when none is due. */
uint8_t provisioning_answer(struct answer *to);
/* Whether new settings wait to be in force, now that nothing more is to be said under the old ones. */
bool provisioning_wants_session(void);

#endif
