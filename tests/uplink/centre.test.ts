/**
 * What is remembered of the centre.
 * Restarts and outages included: the slice is what a checkpoint carries over them.
 */
import { expect, test } from 'vitest';
import type { Body } from '../../agent/record.ts';
import { LINK_HELD_MS, evolveCentre, initialCentre, nameIsTaken } from '../../agent/uplink/centre.ts';

const at = (ms: number) => ({ ms, localMs: ms, trusted: true });
const link = (state: 'up' | 'down', flaps?: number): Body => ({
  kind: 'link',
  state,
  why: null,
  ...(flaps === undefined ? {} : { flaps }),
});
const taken: Body = { kind: 'link', state: 'down', why: 'client-id-taken' };
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
  expect(slice.link).toEqual({ state: 'down', sinceMs: 0, troubleMs: 0 });
  slice = evolveCentre(slice, link('up'), at(20));
  slice = evolveCentre(slice, link('up'), at(30));
  expect(slice.link).toMatchObject({ state: 'up', sinceMs: 20 });
  const heldMs = 20 + LINK_HELD_MS;
  slice = evolveCentre(slice, boot, at(heldMs));
  expect(slice.link).toEqual({ state: 'down', sinceMs: heldMs, troubleMs: heldMs });
  slice = evolveCentre(slice, link('down'), at(heldMs + 10));
  slice = evolveCentre(slice, boot, at(heldMs + 20));
  expect(slice.link).toEqual({ state: 'down', sinceMs: heldMs, troubleMs: heldMs });
});

test.each([
  ['stood a moment short of what counts', LINK_HELD_MS - 1, undefined, 1000],
  ['stood long enough', LINK_HELD_MS, undefined, 2000 + LINK_HELD_MS],
  ['is said to have stood long, and flapped', LINK_HELD_MS, 3, 1000],
])('a link that %s', (_, stoodMs, flaps, troubleMs) => {
  let slice = evolveCentre(initialCentre(), link('up'), at(0));
  slice = { ...slice, link: { state: 'down', sinceMs: 1000, troubleMs: 1000 } };
  slice = evolveCentre(slice, link('up'), at(2000));
  slice = evolveCentre(slice, link('down', flaps), at(2000 + stoodMs));
  expect(slice.link).toMatchObject({ state: 'down', troubleMs });
});

test('a slice of before, without these fields, is gone on from', () => {
  let slice = evolveCentre(
    {
      counters: {},
      keyring: { added: [], retired: [] },
      lastHeardMs: null,
      link: { state: 'down', sinceMs: 7 },
    },
    link('up'),
    at(9),
  );
  expect(slice.link).toEqual({ state: 'up', sinceMs: 9, troubleMs: 7 });
  slice = evolveCentre(slice, taken, at(10));
  expect(nameIsTaken(slice)).toBe(false);
});

test.each([
  ['three times within the hour', [0, 30, 60], true],
  ['twice', [0, 1], false],
  ['three times, slowly', [0, 40, 80], false],
])('our name taken %s', (_, minutes, conflict) => {
  let slice = initialCentre();
  for (const minute of minutes) slice = evolveCentre(slice, taken, at(minute * 60_000));
  expect(nameIsTaken(slice)).toBe(conflict);
});

test('the slice is plain JSON', () => {
  const slice = evolveCentre(initialCentre(), kept('a', 5), at(1));
  expect(JSON.parse(JSON.stringify(slice))).toEqual(slice);
});
