/**
 * Whatever a hub says, no secret of it leaves with a technician; and what is no secret stays readable.
 * Texts alone; a whole bundle is searched in tests/cli/diagnostics.test.ts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../agent/provisioning/redact.ts';

const left = (text: string): string => redact(text, []).text;

describe('forms in which secrets are written', () => {
  test.each([
    ['psk=hunter22', 'psk=[left out: value of a secret]'],
    ['"password": "with blanks", "x": 1', '"password": [left out: value of a secret], "x": 1'],
    ['sim-pin: 4711', 'sim-pin: [left out: value of a secret]'],
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer [left out: token]'],
    ['mqtts://kim:pass@broker.example:8883', 'mqtts://[left out: password in an address]broker.example:8883'],
    ['companion.callName: 김 할머니', 'companion.callName: [left out: name]'],
    ['a -----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY----- b', 'a [left out: private key] b'],
    ['a -----BEGIN EC PRIVATE KEY-----\nMIGH', 'a [left out: private key]'],
  ])('%s', (text, wanted) => expect(left(text)).toBe(wanted));

  test.each(['the key is 24 days old', 'uplink.clientKey: /etc/anbu/hub.key', 'mqtts://broker:8883/a@b'])(
    'no secret, and stays: %s',
    (text) => expect(left(text)).toBe(text),
  );
});

test('a name is found with its endings and in JSON, and a short one only as a word', () => {
  const secrets = [
    { what: 'name', text: '김 할머니' },
    { what: 'name', text: '할머니' },
    { what: 'name', text: 'Ann' },
    { what: 'key', text: 'a"b\\c{16}.*' },
  ];
  const said = redact('김 할머니께; 할머니; ann, announce; {"x":"a\\"b\\\\c{16}.*"}', secrets);
  expect(said.text).toBe(
    '[left out: name]께; [left out: name]; [left out: name], announce; {"x":"[left out: key]"}',
  );
  expect([...said.counts]).toEqual([
    ['key', 1],
    ['name', 3],
  ]);
});

test('property: a key planted anywhere, in any case, is never in what is left', () => {
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 32 });
  const secret = fc.oneof(
    bytes.map((key) => Buffer.from(key).toString('hex')),
    fc.base64String({ minLength: 16, maxLength: 64 }),
    fc.string({ minLength: 8, maxLength: 30 }).filter((text) => !/^[A-Za-z0-9]{1,7}$/.test(text)),
  );
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.array(fc.string()), (keys, around) => {
      const secrets = keys.map((text) => ({ what: '☒', text }));
      const text = around.flatMap((part, at) => [part, keys[at % keys.length], part]).join('\u0001');
      const { text: said } = redact(`${text}${keys[0]?.toUpperCase()}`, secrets);
      // What stands for a secret is our own word.
      const without = said.replaceAll(/\[left out: [^\]]*\]/g, '\u0001').toLowerCase();
      return keys.every((key) => !without.includes(key.toLowerCase()));
    }),
  );
});
