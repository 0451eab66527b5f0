/**
 * The broker is owned. What it can achieve is delay, and nothing else: no alarm is muted, no "all is well" of yesterday
 * is believed, nothing is obeyed that the centre did not say, nor twice, nor out of order, nor after its time.
 *
 * The same days are lived twice, under the same seed: beside an honest broker, and beside one that records, drops,
 * delays, duplicates, reorders, re-sends and forges. The adversary's moves are those of `owned-broker.ts`.
 */
import { describe, expect, test } from 'vitest';
import { type Body, type Entry, isOrdered } from '../../agent/record.ts';
import { parseEnvelope } from '../../agent/uplink/envelope.ts';
import { seededUnit } from '../../sim/quiet-ports.ts';
import { OwnedBroker } from './owned-broker.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, Town } from './town.ts';
import { policy } from './uplink-rig.ts';

const by = 'Kim';
/** One move of the adversary each ten minutes: 25 packets, more than any centre sends. */
const MOVE_MS = 10 * MINUTE_MS;
const COLLAPSE_MS = 2 * DAY_MS + 4 * HOUR_MS;
const END_MS = 3 * DAY_MS;

interface Run {
  readonly town: Town;
  readonly broker: OwnedBroker;
}

/** A home, a desk that gives orders on the first day, and from the second day on whoever has the broker. */
function live(seed: number, hostile: boolean): Run {
  const all: OwnedBroker[] = [];
  const town = new Town((inner, clock) => {
    const broker = new OwnedBroker(inner, clock, seed);
    all.push(broker);
    return broker;
  });
  const [owned] = all;
  if (owned === undefined) throw new Error('no broker');
  const unit = seededUnit(seed + 1);
  const at = (ms: number, run: () => void): void => void town.clock.after(ms, run);
  at(HOUR_MS, () => town.order({ kind: 'plan', plan: 'absence', until: town.in(20), by }));
  at(2 * HOUR_MS, () => town.order({ kind: 'plan-withdrawn', by }));
  at(3 * HOUR_MS, () => town.order({ kind: 'watch', level: 'raised', until: town.in(2), by }));
  at(4 * HOUR_MS, () => town.order({ kind: 'watch', level: 'normal', by }));
  // Somebody walks about, by day and by night, until they fall.
  for (let ms = MINUTE_MS; ms < COLLAPSE_MS; ms += Math.round((5 + 10 * unit()) * MINUTE_MS)) {
    const sensor = unit() < 0.5 ? 'bed' : 'kitchen';
    at(ms, () => town.see(sensor));
  }
  const cord = { kind: 'reply', by: 'pull-cord', meaning: 'help' } as const;
  at(DAY_MS + (1 + 5 * unit()) * HOUR_MS, () => town.life.hub.submit(cord));
  at(DAY_MS, () => (owned.hostile = hostile));
  if (hostile) {
    for (let ms = DAY_MS; ms < END_MS; ms += MOVE_MS) {
      at(ms, () => {
        owned.attack();
        // It also takes what the hub says and forgets it, for ten minutes at a time; then it gives way.
        town.broker.set({ duplicating: unit() < 0.5, losing: ms < END_MS - 3 * HOUR_MS && unit() < 0.2 });
      });
    }
  }
  town.pass(END_MS);
  return { town, broker: owned };
}

const startMs = Date.UTC(2026, 2, 2, 8);
const times = <B extends Body>(town: Town, is: (body: Body) => body is B, show: (body: B) => string) =>
  town.committed.flatMap(({ at, body }: Entry) =>
    is(body) ? [`${show(body)} ${(at.wallMs - startMs) / MINUTE_MS}`] : [],
  );
type Raised = Extract<Body, { kind: 'alert' }>;
type Prompted = Extract<Body, { kind: 'prompt' }>;
const raised = (town: Town): string[] =>
  times(
    town,
    (body): body is Raised => body.kind === 'alert' && body.why === 'raised' && !body.test,
    ({ cause }) => cause,
  );
const prompted = (town: Town): string[] =>
  times(
    town,
    (body): body is Prompted => body.kind === 'prompt',
    ({ stage }) => `asked ${stage}`,
  );

/** Half an hour after a closing silence is asked about again: so much may a word that is held back move it. */
const MOVED_MINUTES = 30;
const minutesOf = (told: string | undefined): number => Number(told?.split(' ')[1]);

/** What the hub took as the centre's word. */
function obeyed(town: Town): { keyId: string; counter: number; atMs: number; text: string }[] {
  return town.committed.flatMap(({ at, body }) => {
    if (!isOrdered(body) && body.kind !== 'kept' && body.kind !== 'desk') return [];
    const { keyId, counter } = body;
    return [{ keyId, counter, atMs: at.wallMs, text: JSON.stringify(body) }];
  });
}

describe.each([1, 2, 3, 4])('seed %i', (seed) => {
  const honest = live(seed, false);
  const attacked = live(seed, true);

  test('the same alarms: a call at the same moment, a silence within half an hour', () => {
    // What comes after the first of a silence depends on what the desk did about it, and that may be late.
    const [help, inactivity] = raised(honest.town);
    expect([help?.split(' ')[0], inactivity?.split(' ')[0]]).toEqual(['help', 'inactivity']);
    const [helpToo, inactivityToo] = raised(attacked.town);
    expect(helpToo).toBe(help);
    // The desk's last word on the call for help comes late, and with it the moment from which silence is counted anew.
    expect(Math.abs(minutesOf(inactivityToo) - minutesOf(inactivity))).toBeLessThanOrEqual(MOVED_MINUTES);
    expect(inactivityToo?.split(' ')[0]).toBe('inactivity');
    expect(
      prompted(attacked.town)
        .slice(0, 3)
        .map((told) => told.split(' ')[1]),
    ).toEqual(['1', '2', '3']);
  });

  test('every alarm reaches the desk, and is put before a person once', () => {
    const { town } = attacked;
    const opened = town.actions.flatMap((one) =>
      one.kind === 'alert' && one.opened && !one.test ? [one.alert] : [],
    );
    const known = town.committed.flatMap(({ body }) =>
      body.kind === 'alert' && body.why === 'raised' && !body.test ? [body.alert] : [],
    );
    expect(known.length).toBeGreaterThanOrEqual(2);
    expect(opened.toSorted()).toEqual(known.toSorted());
  });

  test('nothing is obeyed that the centre did not say, nor twice, nor out of order, nor after its time', () => {
    const said = new Map(
      attacked.broker.seen.flatMap(({ payload }) => {
        const envelope = parseEnvelope(payload);
        return envelope === null ? [] : [[envelope.counter, envelope] as const];
      }),
    );
    let last = 0;
    const all = obeyed(attacked.town);
    expect(all.length).toBeGreaterThan(50);
    for (const { keyId, counter, atMs } of all) {
      const envelope = said.get(counter);
      expect(envelope?.keyId).toBe(keyId);
      expect(counter).toBeGreaterThan(last);
      expect(atMs).toBeLessThanOrEqual(envelope?.expiry ?? 0);
      last = counter;
    }
    const orders = all.filter(({ text }) => /"kind":"(plan|watch|key)"/.test(text));
    expect(orders).toHaveLength(4);
  });

  test('what is left of it is said, and bounded', () => {
    const { town, broker } = attacked;
    expect(broker.sent).toBeGreaterThan(5_000);
    const refused = town.committed.filter(({ body }) => body.kind === 'refused');
    expect(refused.length).toBeGreaterThan(100);
    // Six a minute of those that nobody can be shown to have sent.
    const moves = (END_MS - DAY_MS) / MOVE_MS;
    const held = broker.seen.length * 3;
    expect(refused.length).toBeLessThanOrEqual(6 * (moves + held));
    expect(town.state.conditions.open.map(({ code }) => code)).toContain('commands-refused');
    expect(town.state.centre.keyring).toEqual({ added: [], retired: [] });
    expect(town.state.plans.absence).toBeNull();
  });
});

test('the adversary does deliver, delay, repeat and forge: the seeds are no honest broker by chance', () => {
  const { town, broker } = live(1, true);
  const whys = new Set(town.committed.flatMap(({ body }) => (body.kind === 'refused' ? [body.why] : [])));
  expect([...whys].toSorted()).toEqual(['counter-replayed', 'key-unknown', 'signature-wrong']);
  expect(broker.seen.some(({ topic }) => topic.endsWith(`${policy.hub}/command`))).toBe(true);
});
