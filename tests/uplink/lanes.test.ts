/**
 * The lanes under any interleaving of commits, acknowledgements, refusals and lost connections.
 * Against a journal that is a list, so that the witness can look at every row.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../agent/errors.ts';
import type { Row } from '../../agent/ports.ts';
import { LANES, type Lane } from '../../agent/record.ts';
import { type LaneReader, Lanes, type Packer, type Shipment } from '../../agent/uplink/lanes.ts';
import { Pace } from '../../agent/uplink/pace.ts';
import { perLane } from '../../agent/uplink/wire.ts';
import { seededRandom } from '../../sim/quiet-ports.ts';

const WINDOW = 16;
const BOOT = 'a'.repeat(32);
const OBSERVATION = { kind: 'observation', sensor: 's', value: 'on' } as const;

/** A journal in memory, and a witness of all that happens to it. */
class Witness implements LaneReader {
  readonly rows = perLane((): Row[] => []);
  readonly kept = perLane(() => 0);
  readonly sent = perLane(() => 0);
  readonly acked = perLane(() => new Set<number>());
  readonly shorts: string[] = [];
  #n = 0;
  readonly lanes: Lanes;

  constructor(pace = new Pace(null, seededRandom(1))) {
    const pack: Packer['pack'] = (lane, rows, short) => {
      if (short) this.shorts.push(lane);
      const taken = lane === 'history' ? Math.min(3, rows.length) : 1;
      return { packet: { topic: lane, payload: 'x'.repeat(100), qos: 1, retain: false }, rows: taken };
    };
    this.lanes = new Lanes(this, { pack, isHistoric: () => true }, pace);
  }

  append(lane: Lane): void {
    this.#n += 1;
    const seq = this.rows[lane].length + 1;
    const at = {
      boot: BOOT,
      monotonicMs: this.#n,
      wallMs: this.#n,
      quality: 'synced',
      utcOffsetMin: 0,
    } as const;
    this.rows[lane].push({ n: this.#n, lane, seq, entry: { at, body: OBSERVATION } });
  }
  readLane(lane: Lane, after: number, limit: number): Row[] {
    return this.rows[lane].filter(({ n }) => n > after && n > this.kept[lane]).slice(0, limit);
  }
  markSent(lane: Lane, n: number): void {
    expect(n).toBeGreaterThan(this.sent[lane]);
    this.sent[lane] = n;
    for (const row of this.rows[lane]) {
      if (row.n <= n && row.n > this.kept[lane]) expect(this.acked[lane].has(row.n)).toBe(true);
    }
  }
  backlog(lane: Lane): { rows: number; oldestWallMs: number | null } {
    return { rows: this.readLane(lane, 0, 1e6).length, oldestWallMs: null };
  }
  durable(): boolean {
    return true;
  }
  land(shipment: Shipment, failed: ErrorCode | null, nowMs: number): void {
    if (failed === null) for (const { n } of shipment.rows) this.acked[shipment.lane].add(n);
    this.lanes.landed(shipment, failed, nowMs);
  }
  takeAll(nowMs: number, limit = WINDOW): Shipment[] {
    const taken: Shipment[] = [];
    for (let next = this.lanes.next(nowMs, limit); next !== null; next = this.lanes.next(nowMs, limit))
      taken.push(next);
    return taken;
  }
}

const lane = fc.constantFrom(...LANES);
type Step =
  | { do: 'append'; lane: Lane; times: number }
  | { do: 'land'; which: number; failed: ErrorCode | null }
  | { do: 'reconnect' }
  | { do: 'resend'; lane: Lane }
  | { do: 'keep'; lane: Lane }
  | { do: 'wait'; ms: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      lane,
      times: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('land' as const),
      which: fc.nat(),
      failed: fc.constantFrom(null, null, null, null, 'publish-refused', 'message-too-big', 'not-connected'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resend' as const), lane }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('keep' as const), lane }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 400_000 }) }),
  },
);

/** From here the broker takes everything: bounded rounds, each past every backoff. */
function allArrives(witness: Witness, pass: () => void): void {
  for (let round = 0; round < 600 && !(witness.lanes.idle() && witness.lanes.flying === 0); round += 1)
    pass();
  expect(witness.lanes.idle()).toBe(true);
  for (const each of LANES) {
    expect(witness.readLane(each, 0, 1e6).filter(({ n }) => !witness.acked[each].has(n))).toEqual([]);
    expect(witness.sent[each]).toBe(witness.rows[each].at(-1)?.n ?? 0);
  }
  expect(witness.lanes.dueMs(WINDOW)).toBe(Number.POSITIVE_INFINITY);
}

test('any interleaving: in order, within the window, nothing skipped, and all of it arrives in the end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const witness = new Witness();
      let nowMs = 0;
      let flying: Shipment[] = [];
      let given = perLane(() => 0);
      const take = (): void => {
        for (const shipment of witness.takeAll(nowMs)) {
          flying.push(shipment);
          const { rows, lane: from } = shipment;
          const numbers = rows.map(({ n }) => n);
          const lastN = numbers.at(-1) ?? 0;
          if (lastN <= given[from]) continue;
          // New rows begin where the last ones ended: between them lies nothing that is still owed.
          const passed = witness.readLane(from, given[from], 1e6).filter(({ n }) => n <= lastN);
          expect(passed.filter(({ n }) => !numbers.includes(n))).toEqual([]);
          given[from] = lastN;
        }
        expect(witness.lanes.flying).toBe(flying.length);
        expect(flying.length).toBeLessThanOrEqual(WINDOW);
        // Wherever history took a place, four were still free for what is more urgent.
        expect(flying.filter((one) => one.lane === 'history').length).toBeLessThanOrEqual(WINDOW - 4);
      };
      const run = (one: Step): void => {
        if (one.do === 'append') for (let times = 0; times < one.times; times += 1) witness.append(one.lane);
        else if (one.do === 'wait') nowMs += one.ms;
        else if (one.do === 'resend') witness.lanes.resend(one.lane);
        else if (one.do === 'keep') {
          witness.kept[one.lane] = Math.max(witness.kept[one.lane], witness.sent[one.lane]);
        } else if (one.do === 'reconnect') {
          witness.lanes.rewind(nowMs);
          for (const shipment of flying) witness.lanes.landed(shipment, 'not-connected', nowMs);
          flying = [];
          given = perLane(() => 0);
        } else if (flying.length > 0) {
          const [shipment] = flying.splice(one.which % flying.length, 1);
          if (shipment !== undefined) witness.land(shipment, one.failed, nowMs);
        }
      };
      for (const one of steps) {
        run(one);
        take();
      }
      const pass = (): void => {
        nowMs += 400_000;
        take();
        for (const shipment of flying.splice(0)) witness.land(shipment, null, nowMs);
        take();
      };
      allArrives(witness, pass);
    }),
    { numRuns: 300 },
  );
});

describe('what goes first', () => {
  test('alerts before notices before history, whatever came first', () => {
    const witness = new Witness();
    for (const each of LANES.toReversed()) witness.append(each);
    expect(witness.takeAll(0).map((shipment) => shipment.lane)).toEqual([...LANES]);
  });
  test('an alert finds a place though history fills the window', () => {
    const witness = new Witness();
    for (let times = 0; times < 500; times += 1) witness.append('history');
    expect(witness.takeAll(0)).toHaveLength(WINDOW - 4);
    witness.append('alert');
    expect(witness.takeAll(0).map((shipment) => shipment.lane)).toEqual(['alert']);
  });
  test('a broker that allows one packet at a time still gets every lane', () => {
    const witness = new Witness();
    for (const each of LANES) witness.append(each);
    const order: Lane[] = [];
    for (let [next] = witness.takeAll(0, 1); next !== undefined; [next] = witness.takeAll(0, 1)) {
      order.push(next.lane);
      witness.land(next, null, 0);
    }
    expect(order).toEqual([...LANES]);
  });
});

test('what was once handed out stays known when the lane starts over', () => {
  const witness = new Witness();
  for (let times = 0; times < 3; times += 1) witness.append('notice');
  witness.takeAll(0);
  witness.lanes.rewind(0);
  witness.lanes.next(0, WINDOW);
  const kept = { kind: 'kept', lane: 'notice', boot: BOOT, keyId: 'k', counter: 1 } as const;
  expect(witness.lanes.isBeyond({ ...kept, upTo: 3 }, BOOT)).toBe(false);
  expect(witness.lanes.isBeyond({ ...kept, upTo: 4 }, BOOT)).toBe(true);
});

describe('a record the broker refuses', () => {
  test('does not block the ones behind it, and `sent` waits for it', () => {
    const witness = new Witness();
    for (let times = 0; times < 3; times += 1) witness.append('notice');
    const [first, second, third] = witness.takeAll(0);
    witness.land(first!, 'message-too-big', 0);
    witness.land(second!, null, 0);
    witness.land(third!, null, 0);
    expect(witness.sent.notice).toBe(0);
    expect(witness.lanes.idle(['notice'])).toBe(false);
    expect(witness.takeAll(999)).toEqual([]);
    expect(witness.lanes.dueMs(WINDOW)).toBe(1000);
    const [again] = witness.takeAll(1000);
    witness.land(again!, null, 1000);
    expect(witness.sent.notice).toBe(3);
    expect(witness.lanes.report('notice')).toMatchObject({ refusals: 1, refusedWhy: 'message-too-big' });
  });
  test('whose lane is held for less than itself: nothing is due until it is', () => {
    const witness = new Witness();
    for (let times = 0; times < 2; times += 1) witness.append('notice');
    const [first, second] = witness.takeAll(0);
    witness.land(first!, 'publish-refused', 0);
    witness.land(second!, null, 0);
    const [again] = witness.takeAll(1000);
    witness.land(again!, 'publish-refused', 1000);
    expect(witness.lanes.dueMs(WINDOW)).toBe(2000);
    expect(witness.takeAll(2000)).toEqual([]);
    expect(witness.lanes.dueMs(WINDOW)).toBe(3000);
  });
  test('is not due while the window has no place for it', () => {
    const witness = new Witness();
    witness.append('notice');
    const [notice] = witness.takeAll(0);
    witness.land(notice!, 'publish-refused', 0);
    witness.append('alert');
    witness.takeAll(0);
    expect(witness.lanes.dueMs(3)).toBe(1000);
    expect(witness.lanes.dueMs(2)).toBe(Number.POSITIVE_INFINITY);
  });
  test('too big eight times leaves a word in its place; an alert is cut at once', () => {
    const tries = (from: Lane): number => {
      const witness = new Witness();
      witness.append(from);
      let nowMs = 0;
      for (let tried = 1; tried < 20; tried += 1) {
        const [shipment] = witness.takeAll(nowMs);
        if (witness.shorts.length > 0) return tried;
        witness.land(shipment!, 'message-too-big', nowMs);
        nowMs = witness.lanes.dueMs(WINDOW);
      }
      return Number.POSITIVE_INFINITY;
    };
    expect(tries('alert')).toBe(2);
    expect(tries('history')).toBe(9);
  });
  test('a lane that is refused is probed by one packet at a time, ever more slowly, for ever', () => {
    const witness = new Witness();
    for (let times = 0; times < 50; times += 1) witness.append('alert');
    let nowMs = 0;
    for (const shipment of witness.takeAll(nowMs)) witness.land(shipment, 'publish-refused', nowMs);
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const dueMs = witness.lanes.dueMs(WINDOW);
      waits.push(dueMs - nowMs);
      nowMs = dueMs;
      const probes = witness.takeAll(nowMs);
      expect(probes).toHaveLength(1);
      witness.land(probes[0]!, 'publish-refused', nowMs);
    }
    expect(waits.at(-1)).toBe(256_000);
    expect(witness.shorts).toEqual([]);
  });
});
