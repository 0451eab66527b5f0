/**
 * The signed envelope: every reason to refuse in a table, and that no bit of it can be bent.
 * Signed by throwaway keys, with the real Ed25519.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../agent/errors.ts';
import {
  ENVELOPE_CHARS_MAX,
  type Judge,
  envelopeText,
  openEnvelope,
  sealText,
} from '../../agent/uplink/envelope.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { centreKey } from '../../sim/keys.ts';

const TOPIC = 'anbu/1/site/hub/ack';
const NOW_MS = 1_700_000_000_000;
const key = centreKey('envelope test');
const other = centreKey('somebody else');
const keyring = openSignatures({ [key.keyId]: key.publicKey });

function judge(over: Partial<Judge> = {}): Judge {
  return { keyring, lastCounter: () => 0, nowWallMs: NOW_MS, trusted: true, ...over };
}
function sealed(
  payload: string,
  over: { counter?: number; expiry?: number; topic?: string; by?: typeof key } = {},
) {
  const by = over.by ?? key;
  const seal = {
    alg: 'ed25519',
    keyId: by.keyId,
    counter: over.counter ?? 1,
    expiry: over.expiry ?? NOW_MS + 1,
  } as const;
  return envelopeText(seal, payload, by.sign(sealText(over.topic ?? TOPIC, seal, payload)));
}

describe('an envelope', () => {
  test('opens for its topic, key, counter and time', () => {
    expect(openEnvelope(TOPIC, sealed('{"a":1}'), judge())).toEqual({
      ok: true,
      opened: { keyId: key.keyId, counter: 1, payload: '{"a":1}' },
    });
  });

  const good = JSON.parse(sealed('x')) as Record<string, unknown>;
  const bent = (fields: Record<string, unknown>): string => JSON.stringify({ ...good, ...fields });
  const { counter: _, ...withoutCounter } = good;
  const cases: readonly [string, string, Partial<Judge>, ErrorCode | null][] = [
    ['not JSON', 'hello', {}, 'envelope-malformed'],
    ['a list', '[]', {}, 'envelope-malformed'],
    ['null', 'null', {}, 'envelope-malformed'],
    ['a field too many', bent({ more: 1 }), {}, 'envelope-malformed'],
    ['a field missing', JSON.stringify(withoutCounter), {}, 'envelope-malformed'],
    ['another algorithm', bent({ alg: 'none' }), {}, 'envelope-malformed'],
    ['a counter as text', bent({ counter: '1' }), {}, 'envelope-malformed'],
    ['counter 0', bent({ counter: 0 }), {}, 'envelope-malformed'],
    ['a counter beyond exact numbers', bent({ counter: 2 ** 53 }), {}, 'envelope-malformed'],
    ['a key id with a line feed', bent({ keyId: 'a\nb' }), {}, 'envelope-malformed'],
    ['a signature that is none', bent({ signature: 'x' }), {}, 'envelope-malformed'],
    ['too long', sealed('x'.repeat(ENVELOPE_CHARS_MAX)), {}, 'envelope-malformed'],
    ['an unknown key', sealed('x', { by: other }), {}, 'key-unknown'],
    ['for another hub', sealed('x', { topic: 'anbu/1/site/other/ack' }), {}, 'signature-wrong'],
    ['another payload', bent({ payload: 'y' }), {}, 'signature-wrong'],
    ['a later expiry', bent({ expiry: NOW_MS + 2 }), {}, 'signature-wrong'],
    ['a higher counter', bent({ counter: 2 }), {}, 'signature-wrong'],
    ['the last counter again', sealed('x', { counter: 7 }), { lastCounter: () => 7 }, 'counter-replayed'],
    ['an older counter', sealed('x', { counter: 6 }), { lastCounter: () => 7 }, 'counter-replayed'],
    ['the next counter', sealed('x', { counter: 8 }), { lastCounter: () => 7 }, null],
    ['expired', sealed('x', { expiry: NOW_MS - 1 }), {}, 'envelope-expired'],
    ['expired by a clock nobody set', sealed('x', { expiry: 1 }), { trusted: false }, null],
  ];
  test.each(cases)('%s', (_name, text, over, why) => {
    const opening = openEnvelope(TOPIC, text, judge(over));
    expect(opening.ok ? null : opening.why).toBe(why);
  });

  test('with any bit flipped is refused, or says the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat({ max: 6 }), (payload, at, bit) => {
        const text = sealed(payload);
        const position = at % text.length;
        const flipped = String.fromCharCode(text.charCodeAt(position) ^ (1 << bit));
        const opening = openEnvelope(
          TOPIC,
          text.slice(0, position) + flipped + text.slice(position + 1),
          judge(),
        );
        // `\u000b` and `\u000B` are one character to JSON: the text differs, the message does not.
        if (opening.ok) expect(opening.opened).toEqual({ keyId: key.keyId, counter: 1, payload });
      }),
      { numRuns: 500 },
    );
  });

  test('flipped in its signature never opens', () => {
    const text = sealed('x');
    const start = text.indexOf('"signature":"') + '"signature":"'.length;
    for (let position = start; position < start + 88; position += 1) {
      for (let bit = 0; bit < 7; bit += 1) {
        const flipped = String.fromCharCode(text.charCodeAt(position) ^ (1 << bit));
        expect(
          openEnvelope(TOPIC, text.slice(0, position) + flipped + text.slice(position + 1), judge()).ok,
        ).toBe(false);
      }
    }
  });

  test('gives one signed text for one content only', () => {
    const part = fc.string();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), part, part, (counter, expiry, payload, otherPayload) => {
        const seal = { alg: 'ed25519', keyId: 'k', counter, expiry } as const;
        const same = sealText(TOPIC, seal, payload) === sealText(TOPIC, seal, otherPayload);
        expect(same).toBe(payload === otherPayload);
        expect(sealText(TOPIC, seal, payload)).not.toBe(sealText(`${TOPIC}s`, seal, payload));
      }),
    );
  });
});
