/*
 * Ascon-AEAD128 (NIST SP 800-232, section 4), in steps, one message at a time.
 *
 * Order: ascon_start, ascon_associate, ascon_encrypt or ascon_decrypt, ascon_finish. Each of the middle two at most
 * once. Must never be used twice with one key and nonce for two texts: see frame.h for how that is kept.
 */
#ifndef ASCON_H
#define ASCON_H

#include <stdint.h>

#define ASCON_KEY_BYTES 16
#define ASCON_NONCE_BYTES 16
#define ASCON_TAG_BYTES 16

void ascon_start(const uint8_t *key, const uint8_t *nonce);
void ascon_associate(const uint8_t *data, uint8_t length);
/* Both work in place. */
void ascon_encrypt(uint8_t *text, uint8_t length);
void ascon_decrypt(uint8_t *text, uint8_t length);
/* Ends the message; the tag stays readable until the next ascon_start. */
const uint8_t *ascon_finish(const uint8_t *key);

#endif
