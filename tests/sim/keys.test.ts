/**
 * Throwaway keys: the same from the same seed, and such that the hub's own check accepts what they sign.
 *
 * Never writes a key to a disk.
 */
import { expect, test } from 'vitest';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { centreKey } from '../../sim/keys.ts';

test('a seed always gives the same key, no seed never', () => {
  expect(centreKey('a').publicKey).toBe(centreKey('a').publicKey);
  expect(centreKey('a').keyId).not.toBe(centreKey('b').keyId);
  expect(centreKey().keyId).not.toBe(centreKey().keyId);
  expect(centreKey('a').sign('text')).toBe(centreKey('a').sign('text'));
});

test('what it signs is accepted under its id, and nothing else is', () => {
  const [key, other] = [centreKey('a'), centreKey('b')];
  const signatures = openSignatures({ [key.keyId]: key.publicKey });
  expect(signatures.known(key.keyId)).toBe(true);
  expect(signatures.verify(key.keyId, '안부', key.sign('안부'))).toBe(true);
  expect(signatures.verify(key.keyId, '안부?', key.sign('안부'))).toBe(false);
  expect(signatures.verify(key.keyId, '안부', other.sign('안부'))).toBe(false);
});
