/**
 * The written description of the wire: it is what its source gives, it covers what leaves, and the hub reads what
 * comes down as the schemas say.
 *
 * That the schemas fit what is really sent is in `wire-traffic.test.ts`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kind, LANES } from '../../agent/record.ts';
import { readOrder } from '../../agent/uplink/command-verbs.ts';
import { readDownlink } from '../../agent/uplink/commands.ts';
import { envelopeText, parseEnvelope } from '../../agent/uplink/envelope.ts';
import { LEAVES } from '../../agent/uplink/leaves.ts';
import { documents } from '../../agent/uplink/wire-documents.ts';
import { RECORD_SCHEMAS } from '../../agent/uplink/wire-records.ts';
import { CHANNEL_SCHEMAS, SEALED_SCHEMAS } from '../../agent/uplink/wire-schema.ts';

const FOLDER = new URL('../../agent/uplink/schema/', import.meta.url);

describe('agent/uplink/schema/', () => {
  test('is what its source gives: npm run schemas', () => {
    const files = documents();
    expect(readdirSync(FOLDER).toSorted()).toEqual([...files.keys()].toSorted());
    for (const [name, text] of files)
      expect(readFileSync(new URL(name, FOLDER), 'utf8') === text, name).toBe(true);
  });
  test('has every kind that leaves the home, and none that stays', () => {
    const leaving = Object.entries(LEAVES).filter(([, { by }]) => by !== 'stays');
    const kinds: string[] = leaving.map(([kind]) => kind);
    expect(Object.keys(RECORD_SCHEMAS).toSorted()).toEqual([...kinds, 'withheld' satisfies Kind].toSorted());
  });
});

// ---- What comes down: the hub's own reading and the schema agree ---------------------------------------------------

const NOW_MS = Date.UTC(2026, 10, 21, 12);
const HOUR_MS = 3_600_000;
const instant = (hours: number): string => new Date(NOW_MS + hours * HOUR_MS).toISOString();
/** Any name of a key is in force, and may come a second time. */
const KEYS = { known: () => true, isProven: () => true, wasKnown: () => false, ever: 0 };
const SETTINGS = { canChange: true, version: 0, isBusy: false, recent: 0 };
const MESSAGES = { waiting: 0, recent: 0 };
const by = fc.string({ minLength: 1, maxLength: 200 });
const until = fc.integer({ min: 3, max: 20 }).map(instant);
const words = fc.constantFrom('The meal comes at noon.', '열두 시에 식사가 갑니다.');
const orders = fc.oneof(
  fc.record({ kind: fc.constant('plan'), plan: fc.constantFrom('absence', 'outing'), until, by }),
  fc.record({
    kind: fc.constant('plan'),
    plan: fc.constantFrom('absence', 'outing'),
    from: fc.constantFrom(instant(-1), instant(2)),
    until,
    by,
  }),
  fc.record({ kind: fc.constant('plan-withdrawn'), by }),
  fc.record({ kind: fc.constant('watch'), level: fc.constant('raised'), until, by }),
  fc.record({ kind: fc.constant('watch'), level: fc.constant('normal'), by }),
  fc.record({ kind: fc.constant('pause'), until, by }),
  fc.record({ kind: fc.constant('pause-withdrawn'), by }),
  fc.record({
    kind: fc.constant('key-add'),
    key: fc.constant('new'),
    publicKey: fc.constant(`${'c'.repeat(42)}A`),
    by,
  }),
  fc.record({ kind: fc.constant('diagnostics'), by }),
  fc.record({ kind: fc.constant('visit'), until, by }),
  fc.record({ kind: fc.constant('visit'), who: fc.constant('Mrs Park'), until, by }),
  fc.record({
    kind: fc.constant('programme'),
    programme: fc.constantFrom('p1', 'p2'),
    what: fc.constantFrom('shopping', 'meal', 'visit'),
    who: fc.constantFrom('Mrs Park', '박 선생님'),
    where: fc.constant('at the market'),
    from: fc.constant(instant(2.6)),
    until,
    by,
  }),
  fc.record({ kind: fc.constant('programme-withdrawn'), programme: fc.constant('p1'), by }),
  fc.record({ kind: fc.constant('visit-withdrawn'), by }),
  fc.record({ kind: fc.constant('speak'), text: words, by, until, urgent: fc.boolean() }),
  fc.record({ kind: fc.constant('invite'), text: words, by }),
  fc.record({
    kind: fc.constant('settings'),
    version: fc.integer({ min: 1, max: 9 }),
    set: fc.constantFrom({ 'detector.cap': '10h' }, { 'checkon.wait': ['3m', '3m', '2m'], language: null }),
    dryRun: fc.boolean(),
    by,
  }),
  fc.record({ kind: fc.constant('key-retire'), key: fc.constant('other'), by }),
);
// After every `from` and before every `until`: an order in time is not a matter of form.
const BETWEEN = instant(2.7);
const anything = fc.constantFrom(null, 0, -1, 1.5, '', 'x', true, [], {}, 'y'.repeat(201), BETWEEN);

/** An object, and one field of it taken away, made something else, or added. */
function spoilt(good: fc.Arbitrary<object>): fc.Arbitrary<Record<string, unknown>> {
  return fc.tuple(good, fc.nat(), anything, fc.constantFrom('keep', 'drop', 'change', 'add')).map(spoil);
}
function spoil([object, at, value, how]: [object, number, unknown, string]): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...object };
  const name = Object.keys(fields)[at % Object.keys(fields).length] ?? '';
  if (how === 'drop') return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
  if (how === 'change') fields[name] = value;
  if (how === 'add') fields['more'] = value;
  return fields;
}

describe('the hub reads as the schema says', () => {
  test('a command', () => {
    const reading = {
      nowWallMs: NOW_MS,
      believed: true,
      seesLeaving: true,
      keys: KEYS,
      settings: SETTINGS,
      needs: [],
      reminders: [],
      programmes: { open: [], over: [] },
      messages: MESSAGES,
    };
    let refused = 0;
    fc.assert(
      fc.property(spoilt(orders), (fields) => {
        const order = readOrder({ keyId: 'k', counter: 1, payload: JSON.stringify(fields) }, reading);
        const wellFormed = order.ok || order.why === 'setting-fixed' || order.why.startsWith('time-');
        if (!wellFormed) refused += 1;
        expect(SEALED_SCHEMAS.command.safeParse(fields).success).toBe(wellFormed);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
  test('an acknowledgement', () => {
    const acks = fc.oneof(
      fc.record({
        kind: fc.constant('kept'),
        lane: fc.constantFrom(...LANES),
        boot: fc.constant('b'.repeat(32)),
        upTo: fc.nat(),
        resend: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('stage'),
        alert: by,
        stage: fc.constantFrom('acknowledged', 'dispatched', 'arrived', 'closed'),
        by,
        minutes: fc.nat({ max: 1440 }),
        outcome: by,
      }),
    );
    const judge = {
      keyring: { known: () => true, verify: () => true },
      keys: KEYS,
      settings: SETTINGS,
      needs: [],
      reminders: [],
      programmes: { open: [], over: [] },
      messages: MESSAGES,
      lastCounter: () => 0,
      nowWallMs: NOW_MS,
      trusted: true,
      believed: true,
      seesLeaving: true,
    };
    const seal = { alg: 'ed25519', keyId: 'k', counter: 1, expiry: NOW_MS + HOUR_MS } as const;
    fc.assert(
      fc.property(spoilt(acks), (fields) => {
        const envelope = envelopeText(seal, JSON.stringify(fields), `${'A'.repeat(85)}Q==`);
        const taken = readDownlink('ack', 'anbu/1/site/hub/ack', envelope, judge).kind !== 'refused';
        // The hub takes null for a field that is left out; nobody needs to send it.
        const told = Object.entries(fields).filter(
          ([name, value]) => value !== null || !['minutes', 'outcome'].includes(name),
        );
        expect(SEALED_SCHEMAS.ack.safeParse(Object.fromEntries(told)).success).toBe(taken);
      }),
      { numRuns: 2000 },
    );
  });
  test('an envelope', () => {
    const envelopes = fc.record({
      alg: fc.constant('ed25519'),
      keyId: fc.constantFrom('k', 'a.b-c_9'),
      counter: fc.integer({ min: 1 }),
      expiry: fc.nat(),
      payload: fc.string(),
      signature: fc.constant(`${'A'.repeat(85)}Q==`),
    });
    fc.assert(
      fc.property(spoilt(envelopes), (fields) => {
        const taken = parseEnvelope(JSON.stringify(fields)) !== null;
        expect(CHANNEL_SCHEMAS.ack.safeParse(fields).success).toBe(taken);
      }),
      { numRuns: 2000 },
    );
  });
});
