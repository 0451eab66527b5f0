/**
 * Hushed in front of others: small talk, wishes and what a reminder is of are for the resident alone; who asks whether
 * somebody is well asks in any company.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AT_ONCE_MS,
  LEAVES_MS,
  MOVED_MS,
  MOVED_MS_PER_DAY,
  STAYS_MS,
  companyUntilMs,
  isAccompanied,
} from '../../agent/checkon/company.ts';
import type { Body, Fact, Sentence } from '../../agent/record.ts';
import { Bench, HOUR_MS, MINUTE_MS, SECOND_MS, SENSORS } from './bench.ts';

const order = { by: 'Kim', keyId: 'k', counter: 3 };
const said = (bodies: readonly Body[]): Sentence[] =>
  bodies.flatMap((body) => (body.kind === 'say' ? [body.sentence] : []));
const see = (bench: Bench, sensor: string, value: 'on' | 'open' | 'closed' = 'on'): Body[] =>
  bench.give({ kind: 'observation', sensor, value });
const kitchen = (bench: Bench): Body[] => see(bench, 'pir-kitchen');
const bathroom = (bench: Bench): Body[] => see(bench, 'pir-bathroom');
const door = (bench: Bench): Body[] => see(bench, 'door-hall', 'open');
const badge = (bench: Bench): Body[] => bench.give({ kind: 'badge', device: 'kim' });
const touch = (bench: Bench): Body[] => bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
/** A visit is expected for so long. */
const expected = (bench: Bench, ms: number): Body[] => {
  const untilWallMs = bench.entries.at(-1)!.at.wallMs + ms;
  return bench.give({ kind: 'visit', fromWallMs: null, untilWallMs, ...order });
};
/** Two people in two rooms: there, back, there and back, a few seconds apart. */
function atOnce(bench: Bench, apartMs = 5 * SECOND_MS): void {
  for (const step of [kitchen, bathroom, kitchen, bathroom]) {
    step(bench);
    bench.pass(apartMs);
  }
}

/** Five in the afternoon on a Monday, in the kitchen; the centre was reached. */
function home(): Bench {
  const bench = new Bench();
  bench.restart(0);
  see(bench, 'door-hall', 'closed');
  kitchen(bench);
  bench.write({ kind: 'presence', state: 'home', why: 'seen' });
  bench.desk('test', 'acknowledged');
  return bench;
}
function steps(bodies: readonly Body[]): Sentence[] {
  return bodies.flatMap((body) => (body.kind === 'offer' ? body.steps.map(({ sentence }) => sentence) : []));
}
const hushedMs = (bench: Bench): number => Math.max(0, companyUntilMs(bench.state, bench.ms) - bench.ms);

describe('who else may hear it', () => {
  const TABLE: readonly (readonly [string, (bench: Bench) => void, number])[] = [
    ['nobody', () => {}, 0],
    [
      'a walk through two rooms and back',
      (bench) => [kitchen, bathroom, kitchen].forEach((go) => go(bench)),
      0,
    ],
    ['a visit that is expected', (bench) => expected(bench, 2 * HOUR_MS), 2 * HOUR_MS],
    [
      'a visit in whose time the door was opened',
      (bench) => {
        expected(bench, 2 * HOUR_MS);
        door(bench);
      },
      2 * HOUR_MS + STAYS_MS,
    ],
    ['a door without a visit', door, 0],
    ['a badge', badge, STAYS_MS],
    [
      'a badge, and the door behind whoever came',
      (bench) => {
        badge(bench);
        bench.pass(MINUTE_MS);
        door(bench);
      },
      STAYS_MS - MINUTE_MS,
    ],
    [
      'a badge, and the door half an hour later: they go',
      (bench) => {
        badge(bench);
        bench.pass(30 * MINUTE_MS);
        door(bench);
      },
      LEAVES_MS,
    ],
    ['two rooms at once', (bench) => atOnce(bench), MOVED_MS - 5 * SECOND_MS],
    [
      'a round through three rooms, however fast',
      (bench) => {
        const living = { id: 'pir-living', room: 'living', class: 'motion' } as const;
        bench.give({ ...bench.configured, sensors: [...SENSORS, living] } as Fact);
        for (const sensor of ['pir-kitchen', 'pir-bathroom', 'pir-living', 'pir-kitchen', 'pir-bathroom'])
          see(bench, sensor);
      },
      0,
    ],
    [
      'somebody who goes to and fro, and once through the door between',
      (bench) => [kitchen, bathroom, kitchen, door, bathroom].forEach((go) => go(bench)),
      0,
    ],
    ['one person who carries the dishes', (bench) => atOnce(bench, AT_ONCE_MS / 3 + SECOND_MS), 0],
  ];
  test.each(TABLE)('%s', (_name, happen, ms) => {
    const bench = home();
    happen(bench);
    expect(hushedMs(bench)).toBe(ms);
  });

  test('two sensors that see one spot hush no home for good', () => {
    const bench = home();
    let ms = 0;
    for (let minutes = 0; minutes < 48 * 60; minutes += 1) {
      if (minutes % 5 === 0) atOnce(bench, SECOND_MS);
      bench.pass(MINUTE_MS - (minutes % 5 === 0 ? 4 * SECOND_MS : 0));
      if (isAccompanied(bench.state, bench.ms)) ms += MINUTE_MS;
    }
    expect(ms).toBeGreaterThan(0);
    // What is spent drains while it is spent: the first day has twice its share at most.
    expect(ms).toBeLessThanOrEqual(3 * MOVED_MS_PER_DAY);
  });
});

const COMPANY: readonly (readonly [string, (bench: Bench) => void])[] = [
  ['a visit', (bench) => expected(bench, 3 * HOUR_MS)],
  ['a badge', badge],
  ['two rooms at once', (bench) => atOnce(bench)],
];
describe.each(COMPANY)('in company, known by %s', (_name, come) => {
  test('a touch hears how things stand, and no needs; alone it hears them', () => {
    const alone = steps(touch(home()));
    expect(alone).toContain('offer-food');
    const bench = home();
    come(bench);
    const heard = steps(touch(bench));
    expect(heard).toContain('state-sees-all');
    expect(heard.filter((sentence) => sentence.startsWith('offer') || sentence === 'menu-how')).toEqual([]);
  });

  test('a reminder is said to be there, and not of what; alone it is', () => {
    const reminder = {
      kind: 'reminder',
      reminder: 'pills',
      text: 'It is time for the evening pills.',
      minutes: [17 * 60 + 10],
      days: [],
      forMs: 24 * HOUR_MS,
      ...order,
    } as const;
    const at = (bench: Bench): Body[] => {
      bench.give(reminder);
      return bench.pass(10 * MINUTE_MS - 20 * SECOND_MS + (bench.ms < 20 * SECOND_MS ? 20 * SECOND_MS : 0));
    };
    expect(said(at(home()))).toEqual(['reminder']);
    const bench = home();
    come(bench);
    const bodies = at(bench);
    expect(said(bodies)).toEqual(['reminder-waits']);
    expect(JSON.stringify(bodies)).not.toContain('pills.');
    const choices = bodies.flatMap((body) => (body.kind === 'offer' ? body.steps : []));
    expect(choices.map(({ choice }) => choice)).toEqual([null, 'hear']);
  });

  test('a message of the centre waits, unless it is urgent', () => {
    const bench = home();
    come(bench);
    const message = { kind: 'message', text: 'The meal comes.', invites: false, forMs: 4 * HOUR_MS } as const;
    expect(said(bench.give({ ...message, message: 'a', urgent: false, ...order }))).toEqual([]);
    expect(said(bench.give({ ...message, message: 'b', urgent: true, ...order }))).toEqual(['message']);
  });

  test('whoever is asked is asked, and a call is echoed', () => {
    const bench = home();
    come(bench);
    expect(said(bench.overdue('inactivity'))).toEqual(['ask']);
    const other = home();
    come(other);
    expect(said(other.give({ kind: 'reply', by: 'button', meaning: 'fine' }))).toEqual(['help-heard']);
  });
});

test('what was being offered is left off when somebody comes', () => {
  const bench = home();
  touch(bench);
  bench.hear('spoken');
  const bodies = badge(bench);
  expect(bodies).toMatchObject([{ kind: 'offer-end', of: 'menu', why: 'broken-off' }]);
  expect(said(bench.pass(MINUTE_MS))).toEqual([]);
});

test('property: whatever is known of others, nothing of safety is said less, later or otherwise', () => {
  const happening = fc.constantFrom<Fact | 'overdue'>(
    { kind: 'observation', sensor: 'pir-kitchen', value: 'on' },
    { kind: 'reply', by: 'button', meaning: 'fine' },
    { kind: 'reply', by: 'pull-cord', meaning: 'help' },
    { kind: 'reply', by: 'voice', meaning: 'unclear' },
    'overdue',
  );
  const SAFETY = /^(ask|last-call|help|fine|raised|not-reached|told|unclear|perhaps)/u;
  const lived = (company: boolean, all: readonly { does: Fact | 'overdue'; afterMs: number }[]): string[] => {
    const bench = home();
    if (company) badge(bench);
    const told: string[] = [];
    const note = (bodies: readonly Body[]): void => {
      for (const body of bodies)
        if (body.kind === 'say' && SAFETY.test(body.sentence)) told.push(`${bench.ms} ${body.sentence}`);
        else if (body.kind === 'alert') told.push(`${bench.ms} ${body.cause} ${body.why}`);
    };
    for (const { does, afterMs } of all) {
      note(bench.hear('spoken'));
      note(does === 'overdue' ? bench.overdue('inactivity') : bench.give(does));
      note(bench.pass(afterMs));
    }
    return told;
  };
  const all = fc.array(fc.record({ does: happening, afterMs: fc.nat({ max: 10 * MINUTE_MS }) }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(all, (happenings) => {
      expect(lived(true, happenings)).toEqual(lived(false, happenings));
    }),
    { numRuns: 60 },
  );
});
