/**
 * What is remembered of the centre.
 * Restarts and outages included: the slice is what a checkpoint carries over them.
 */
import { expect, test } from 'vitest';
import type { Body } from '../../agent/record.ts';
import { evolveCentre, initialCentre } from '../../agent/uplink/centre.ts';

const at = (ms: number) => ({ ms, localMs: ms, trusted: true });
const link = (state: 'up' | 'down'): Body => ({ kind: 'link', state, why: null });
const kept = (keyId: string, counter: number): Body => ({
  kind: 'kept',
  lane: 'alert',
  boot: 'b',
  upTo: 1,
  keyId,
  counter,
});
const boot: Body = { kind: 'boot', version: '1', codeHash: '', previous: null, originMs: 0, offMs: null };

test('counters only rise, key by key, and it was heard', () => {
  let slice = initialCentre();
  for (const [ms, body] of [kept('a', 5), kept('a', 3), kept('b', 1)].entries())
    slice = evolveCentre(slice, body, at(ms));
  expect(slice).toMatchObject({ counters: { a: 5, b: 1 }, lastHeardMs: 2 });
});

test('an outage is as long as it is, over restarts too', () => {
  let slice = evolveCentre(initialCentre(), boot, at(10));
  expect(slice.link).toEqual({ state: 'down', sinceMs: 0 });
  slice = evolveCentre(slice, link('up'), at(20));
  slice = evolveCentre(slice, link('up'), at(30));
  expect(slice.link).toEqual({ state: 'up', sinceMs: 20 });
  slice = evolveCentre(slice, boot, at(40));
  expect(slice.link).toEqual({ state: 'down', sinceMs: 40 });
  slice = evolveCentre(slice, link('down'), at(50));
  slice = evolveCentre(slice, boot, at(60));
  expect(slice.link).toEqual({ state: 'down', sinceMs: 40 });
});

test('the slice is plain JSON', () => {
  const slice = evolveCentre(initialCentre(), kept('a', 5), at(1));
  expect(JSON.parse(JSON.stringify(slice))).toEqual(slice);
});
