/**
 * Every verb against everything that may be wrong with an envelope: a table that grows with the list of verbs.
 *
 * A verb without a row here does not compile. Signatures are the real Ed25519.
 */
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../agent/ports.ts';
import { type Ordered, isOrdered } from '../../agent/record.ts';
import { type CommandPayload, VERBS, type Verb } from '../../agent/uplink/command-verbs.ts';
import { parseRfc3339, rfc3339 } from '../../agent/uplink/rfc3339.ts';
import { topicOf } from '../../agent/uplink/wire.ts';
import { spareKey } from './spare-key.ts';
import { HOUR_MS, MINUTE_MS, Town } from './town.ts';
import { type Rig, key, policy, started } from './uplink-rig.ts';

type Payload<V extends Verb> = Extract<CommandPayload, { readonly kind: V }>;
interface VerbRow<V extends Verb> {
  readonly payload: (inAnHour: string) => Payload<V>;
  /** Whether it needs a clock that can be believed. */
  readonly needsClock: boolean;
  /** What has to have happened before. */
  readonly before?: (rig: Rig) => void;
}
const by = 'Kim';
const spare = spareKey('spare');
const ROWS: { readonly [V in Verb]: VerbRow<V> } = {
  plan: { payload: (until) => ({ kind: 'plan', plan: 'outing', until, by }), needsClock: true },
  'plan-withdrawn': { payload: () => ({ kind: 'plan-withdrawn', by }), needsClock: false },
  watch: { payload: (until) => ({ kind: 'watch', level: 'raised', until, by }), needsClock: true },
  pause: { payload: (until) => ({ kind: 'pause', until, by }), needsClock: true },
  'pause-withdrawn': { payload: () => ({ kind: 'pause-withdrawn', by }), needsClock: false },
  visit: { payload: (until) => ({ kind: 'visit', until, by }), needsClock: true },
  'visit-withdrawn': { payload: () => ({ kind: 'visit-withdrawn', by }), needsClock: false },
  programme: {
    payload: (from) => {
      const until = rfc3339((parseRfc3339(from) ?? 0) + HOUR_MS, 0);
      return { kind: 'programme', programme: 'p1', what: 'meal', who: 'Mrs Park', from, until, by };
    },
    needsClock: true,
  },
  'programme-withdrawn': {
    payload: () => ({ kind: 'programme-withdrawn', programme: 'p1', by }),
    needsClock: false,
  },
  diagnostics: { payload: () => ({ kind: 'diagnostics', by }), needsClock: false },
  speak: {
    payload: (until) => ({ kind: 'speak', text: 'The meal comes at noon.', until, by }),
    needsClock: true,
  },
  reminder: {
    payload: (until) => ({
      kind: 'reminder',
      reminder: 'water',
      text: 'Please drink water.',
      at: ['11:00'],
      until,
      by,
    }),
    needsClock: true,
  },
  'reminder-withdrawn': {
    payload: () => ({ kind: 'reminder-withdrawn', reminder: 'water', by }),
    needsClock: false,
  },
  invite: { payload: () => ({ kind: 'invite', text: '함께 식사하시겠어요?', by }), needsClock: false },
  settings: {
    payload: () => ({ kind: 'settings', version: 1, set: { 'detector.cap': '10h' }, by }),
    needsClock: false,
  },
  'key-add': {
    payload: () => ({ kind: 'key-add', key: spare.keyId, publicKey: spare.raw, by }),
    needsClock: false,
  },
  'key-retire': {
    payload: () => ({ kind: 'key-retire', key: spare.keyId, by }),
    needsClock: false,
    before: (rig) => {
      rig.tell(
        rig.say({ kind: 'key-add', key: spare.keyId, publicKey: spare.raw, by }, { topic: 'command' }),
      );
      rig.pass(1000);
      rig.facts.length = 0;
      rig.heard.length = 0;
    },
  },
};
const verbs = Object.keys(VERBS).filter((verb): verb is Verb => verb in ROWS);

const inAnHour = (rig: Rig): string => rfc3339(rig.clock.now().wallMs + HOUR_MS, 0);
function ready(verb: Verb): { rig: Rig; payload: CommandPayload } {
  const rig = started();
  ROWS[verb].before?.(rig);
  return { rig, payload: ROWS[verb].payload(inAnHour(rig)) };
}
const obeyed = (rig: Rig): Ordered[] => rig.facts.filter((fact): fact is Ordered => isOrdered(fact));
const refusals = (rig: Rig): string[] =>
  rig.facts.flatMap((fact) => (fact.kind === 'refused' ? [fact.why] : []));
const outcomes = (rig: Rig): unknown[] => rig.on('command/result').map(({ data }) => data['outcome']);

/** What is bent, and the word with which it is refused. */
const BENT: readonly (readonly [string, (rig: Rig, payload: CommandPayload) => Packet, string])[] = [
  [
    'forged: one bit of the payload',
    (rig, payload) => {
      const good = rig.say(payload, { topic: 'command' });
      return { ...good, payload: good.payload.replace('Kim', 'Kin') };
    },
    'signature-wrong',
  ],
  [
    'forged: signed with a key of nobody',
    (rig, payload) => rig.say(payload, { topic: 'command', signer: spareKey('nobody') }),
    'key-unknown',
  ],
  [
    'forged: signed with another key under the name of ours',
    (rig, payload) =>
      rig.say(payload, { topic: 'command', signer: { ...spareKey('nobody'), keyId: key.keyId } }),
    'signature-wrong',
  ],
  [
    'expired',
    (rig, payload) => {
      const good = rig.say(payload, { topic: 'command' });
      rig.pass(2 * MINUTE_MS);
      return good;
    },
    'envelope-expired',
  ],
  [
    'reordered: behind one that was sent later',
    (rig, payload) => {
      const first = rig.say(payload, { topic: 'command', counter: 40 });
      rig.tell(rig.say({ kind: 'watch', level: 'normal', by }, { topic: 'command', counter: 41 }));
      rig.pass(1000);
      rig.facts.length = 0;
      rig.heard.length = 0;
      return first;
    },
    'counter-replayed',
  ],
  [
    'for another hub',
    (rig, payload) => {
      const topic = topicOf({ ...policy, hub: 'other' }, 'command');
      return { ...rig.say(payload, { sealedFor: topic }), topic: topicOf(policy, 'command') };
    },
    'signature-wrong',
  ],
  [
    'as an acknowledgement',
    (rig, payload) => ({ ...rig.say(payload, { topic: 'ack' }), topic: topicOf(policy, 'command') }),
    'signature-wrong',
  ],
  [
    'with a field of tomorrow',
    (rig, payload) => rig.say({ ...payload, tomorrow: true }, { topic: 'command' }),
    'command-unsupported',
  ],
  [
    'with a verb of tomorrow',
    (rig, payload) => rig.say({ ...payload, kind: 'tomorrow' }, { topic: 'command' }),
    'command-unsupported',
  ],
  [
    'by nobody',
    (rig, payload) => rig.say({ ...payload, by: '' }, { topic: 'command' }),
    'envelope-malformed',
  ],
];

describe.each(verbs)('the verb %s', (verb) => {
  test('is obeyed, answered, and told with key and counter', () => {
    const { rig, payload } = ready(verb);
    const order = rig.say(payload, { topic: 'command' });
    rig.tell(order);
    rig.pass(1000);
    expect(obeyed(rig)).toHaveLength(1);
    expect(outcomes(rig)).toEqual(['obeyed']);
    const { keyId, counter } = obeyed(rig)[0] ?? {};
    expect(keyId).toBe(key.keyId);
    const told = [...rig.on('notice'), ...rig.on('need')].filter(({ data }) => data['counter'] === counter);
    expect(told.map(({ data }) => data['by'])).toEqual([by]);
    expect(refusals(rig)).toEqual([]);
  });

  test.each(BENT)('%s: nothing is obeyed', (_name, bend, why) => {
    const { rig, payload } = ready(verb);
    rig.tell(bend(rig, payload));
    rig.pass(1000);
    expect(obeyed(rig)).toEqual([]);
    expect(refusals(rig)).toEqual([why]);
    expect(outcomes(rig)).toEqual([why === 'command-unsupported' ? 'unsupported' : 'refused']);
  });

  test('replayed, at once and behind another: obeyed once, answered once', () => {
    const { rig, payload } = ready(verb);
    const order = rig.say(payload, { topic: 'command' });
    for (let times = 0; times < 3; times += 1) {
      rig.tell(order);
      rig.pass(1000);
    }
    rig.tell(rig.say({ kind: 'watch', level: 'normal', by }, { topic: 'command' }));
    rig.pass(1000);
    rig.tell(order);
    rig.pass(1000);
    const { counter } = obeyed(rig)[0] ?? {};
    expect(obeyed(rig).filter((fact) => fact.counter === counter)).toHaveLength(1);
    expect(outcomes(rig)).toEqual(['obeyed', 'obeyed']);
  });

  test(`without a clock that can be believed: ${ROWS[verb].needsClock ? 'refused, also later' : 'obeyed'}`, () => {
    const { rig, payload } = ready(verb);
    rig.clock.stepWall(0, 'saved');
    const order = rig.say(payload, { topic: 'command' });
    rig.tell(order);
    rig.pass(1000);
    expect(refusals(rig)).toEqual(ROWS[verb].needsClock ? ['clock-untrusted'] : []);
    rig.clock.stepWall(0, 'synced');
    rig.tell(order);
    rig.pass(1000);
    expect(obeyed(rig)).toHaveLength(ROWS[verb].needsClock ? 0 : 1);
  });

  test.each(['before', 'after'] as const)(
    'the hub dies just %s the commit: at most once, and never called obeyed without its record',
    (when) => {
      const town = new Town();
      town.pass(5000);
      const add = { kind: 'key-add', key: spare.keyId, publicKey: spare.raw, by } as const;
      if (verb === 'key-retire') town.order(add);
      town.pass(5000);
      const results = town.results().length;
      const inDisk = (): number =>
        town.life.store.read(0, 10_000).filter(({ entry: { body } }) => isOrdered(body)).length;
      const known = inDisk();
      town.order(ROWS[verb].payload(town.in(1 / 24)));
      town.life.store.dieAtCommit(when);
      town.pass(MINUTE_MS);
      expect(town.results().length).toBe(results);
      expect(inDisk() - known).toBe(when === 'after' ? 1 : 0);
    },
  );
});

test('one that was refused stays so for the next process: its counter is used up on disk', () => {
  const town = new Town();
  town.pass(5000);
  town.order({ kind: 'plan', plan: 'outing', until: town.in(2), by });
  town.pass(5000);
  expect(town.results()).toEqual(['refused time-too-far']);
  const used = structuredClone(town.state.centre.counters);
  town.kill();
  town.pass(5000);
  const [keyId = ''] = Object.keys(used);
  expect(town.state.centre.counters[keyId]).toBeGreaterThanOrEqual(used[keyId] ?? Infinity);
});
