/**
 * The later checkers of the swarm against parts broken on purpose, and each later fault by itself against all of them.
 *
 * A checker that stays silent here has gone deaf; a fault that breaks something by itself would hide behind others.
 */
import { describe, expect, test } from 'vitest';
import type { HubState } from '../../agent/machine.ts';
import type { Hub } from '../../agent/hub.ts';
import type { ConditionCode, Entry, Stamp } from '../../agent/record.ts';
import { envelopeText, sealText } from '../../agent/uplink/envelope.ts';
import { CommandChecker, SaidByCentre } from '../../sim/checkers/commands.ts';
import { initialState } from '../../agent/state.ts';
import { SightChecker } from '../../sim/checkers/sight.ts';
import { SWARM_SENSORS } from '../../sim/swarm/resident.ts';
import { SWARM_KEY } from '../../sim/swarm/signing.ts';
import { BoundChecker, type Counted } from '../../sim/checkers/bounds.ts';
import type { Invariant, Violation } from '../../sim/checkers/report.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { type Fault, type FaultKind, noFaults } from '../../sim/faults.ts';
import type { Plant } from '../../sim/swarm/plants.ts';
import { type Setting, withoutWires } from '../../sim/swarm/setting.ts';
import { verdictOf } from '../../sim/swarm/verdict.ts';
import { runSeed } from '../../sim/swarm/world.ts';

const HOUR_MS = 3_600_000;
const STAMP: Stamp = { boot: 'b', monotonicMs: 0, wallMs: 0, quality: 'synced', utcOffsetMin: 0 };
const SEED = 5;
const WIRED_SEED = 4;

const fault = (kind: FaultKind, fromHours: number, toHours: number, choice = 0.3): Fault => {
  return { kind, fromMs: fromHours * HOUR_MS, toMs: toHours * HOUR_MS, choice };
};
/** The hub's own state, open for tampering: nobody else may do this. */
const stateOf = (hub: Hub): HubState => hub.state;

interface Planted {
  readonly name: string;
  readonly invariant: Invariant;
  readonly says: RegExp;
  readonly plant: Plant;
  readonly faults?: readonly Fault[];
  readonly seed?: number;
  readonly days?: number;
  readonly amend?: (setting: Setting) => Setting;
}

function once(hours: number, what: (hub: Hub) => void): NonNullable<Plant['tamper']> {
  let done = false;
  return (hub, nowMs) => {
    if (done || nowMs < hours * HOUR_MS) return;
    done = true;
    what(hub);
  };
}

const TABLE: readonly Planted[] = [
  {
    name: 'a hub that obeys what the centre never said',
    invariant: 'I6',
    says: /the centre never said so/,
    plant: {
      tamper: once(12, (hub) =>
        hub.submit({
          kind: 'watch',
          level: 'normal',
          untilWallMs: null,
          by: 'nobody',
          keyId: 'swarm-key',
          counter: 7_000_000,
        }),
      ),
    },
  },
  {
    name: 'a desk whose disk never takes anything',
    invariant: 'I2',
    says: /has not reached the desk after/,
    plant: {
      deskStore: () => {
        const store = new MemoryDeskStore();
        store.commit = () => {
          throw new Error('planted');
        };
        return store;
      },
    },
  },
  {
    name: 'a hub that writes without end',
    invariant: 'I7',
    says: /transactions in a day/,
    plant: {
      tamper: once(12, (hub) => {
        for (let at = 0; at < 9000; at += 1)
          hub.submit({ kind: 'supply', source: 'mains', minutesLeft: null });
      }),
    },
  },
  {
    name: 'a hub that never says that something is mended',
    invariant: 'I5',
    says: /is still open, and its cause is gone/,
    plant: {
      tamper: once(24, (hub) => {
        stateOf(hub).conditions.open.push({
          code: 'disk-full',
          subject: 'journal',
          sinceMs: 0,
          overdueMs: null,
          againMs: 0,
        });
      }),
    },
  },
  {
    name: 'a desk that never closes anything',
    invariant: 'I6',
    says: /is still arrived after/,
    plant: {},
    amend: (setting) => ({ ...setting, desk: { ...setting.desk, closeAfterMs: null } }),
    days: 3,
  },
  {
    name: 'a detector that forgets since when it is silent, behind a liar and a standstill that excuse nothing later',
    invariant: 'I3',
    says: /nobody was told/,
    plant: {
      tamper: (hub) => {
        const state = stateOf(hub);
        for (const silence of Object.values(state.detector.silences ?? {})) {
          silence.sinceMs = state.time.lastMs;
          silence.fromMs = state.time.lastMs;
        }
        state.detector.quietMs &&= state.time.lastMs;
      },
    },
    faults: [fault('sensor-lying', 9, 10), fault('freeze', 11, 11.5)],
    days: 3,
  },
];

function run({
  plant,
  faults = [],
  seed = SEED,
  days = 1,
  amend = withoutWires,
}: Omit<Planted, 'name' | 'invariant' | 'says'>): readonly Violation[] {
  const alone = (setting: Setting): Setting => ({ ...amend(setting), plan: { ...noFaults(), faults } });
  return runSeed({ seed, days, amend: (setting) => alone(withFall(setting)), plant }).violations;
}
/** Somebody falls, and soon enough to be told of within the run. */
function withFall(setting: Setting): Setting {
  const falls = setting.life.falls.slice(0, 1);
  return { ...setting, life: { ...setting.life, falls } };
}

describe('a later checker speaks', () => {
  test.each(TABLE)('$invariant: $name', ({ invariant, says, ...planted }) => {
    expect(run(planted)).toContainEqual(
      expect.objectContaining({ invariant, what: expect.stringMatching(says) as string }),
    );
  });

  test.each<[Counted, number]>([
    ['connects', 7],
    ['packets', 20_000],
    ['sentences', 260],
    ['questions', 2],
  ])('I7: more %s than %i', (what, most) => {
    const heard: string[] = [];
    const { config } = settingOf(SEED);
    const bounds = new BoundChecker(config, (_, said) => heard.push(said));
    for (let at = 0; at < most; at += 1) bounds.count(what, at);
    expect(heard).toEqual([]);
    bounds.count(what, most);
    expect(heard).toHaveLength(1);
  });
});

function settingOf(seed: number): Setting {
  let found: Setting | null = null;
  const amend = (setting: Setting): Setting => {
    found = setting;
    return { ...setting, calmMs: 1, endMs: 1, plan: noFaults(), life: { signs: [], outings: [], falls: [] } };
  };
  const { setting } = runSeed({ seed, days: 1, amend });
  return found ?? setting;
}

/** Each later fault alone, and what the hub says of it, where it is to say something. */
const ALONE: readonly (readonly [Fault, ConditionCode | null])[] = [
  [fault('stop', 9, 9.05), null],
  [fault('upgrade', 9, 9.05), null],
  [fault('freeze', 9, 9.9), null],
  [fault('clock-shaking', 9, 11), 'clock-untrusted'],
  [fault('clock-lost', 9, 20), 'clock-untrusted'],
  [fault('link-lost', 9, 11, 0.2), 'link-down'],
  [fault('acks-lost', 9, 11), null],
  [fault('reordered', 9, 11), null],
  [fault('delayed-down', 9, 11), null],
  [fault('store-full', 9, 11), 'journal-unwritable'],
  [fault('store-flapping', 9, 11), 'journal-unwritable'],
  [fault('journal-damaged', 9, 9.05, 0.1), 'journal-quarantined'],
  [fault('journal-damaged', 9, 9.05, 0.7), 'journal-quarantined'],
  [fault('sensor-silent', 3, 20), null],
  [fault('sensor-lying', 9, 15), null],
  [fault('door-open', 3, 20), null],
  [fault('bus-lost', 9, 11), 'blind'],
  [fault('commands', 9, 11, 0.99), 'commands-refused'],
  [fault('twin', 9, 10), 'identity-conflict'],
];

test('I5: an adapter that is gone for two minutes, of which nobody was told', () => {
  const heard: string[] = [];
  const sight = new SightChecker((_, what) => heard.push(what));
  const state = initialState();
  state.home.sensors = SWARM_SENSORS;
  sight.stepped(state);
  sight.noteBus(0, 119_000);
  expect(heard).toEqual([]);
  sight.noteBus(0, 121_000);
  sight.noteBus(0, 122_000);
  expect(heard).toEqual([expect.stringMatching(/the adapter is gone, and nobody was told/)]);
});

describe('what comes down', () => {
  const watch = (counter: number): Entry => {
    const said = { untilWallMs: null, by: 'desk-1', keyId: 'swarm-key', counter } as const;
    return { at: STAMP, body: { kind: 'watch', level: 'normal', ...said } };
  };
  function centreSaid(...counters: readonly number[]): SaidByCentre {
    const said = new SaidByCentre();
    for (const counter of counters) {
      const seal = { alg: 'ed25519', keyId: 'swarm-key', counter, expiry: 1000 } as const;
      const payload = JSON.stringify({ kind: 'watch', level: 'normal', by: 'desk-1' });
      const text = envelopeText(seal, payload, SWARM_KEY.sign(sealText('command', seal, payload)));
      said.said({ topic: 'command', payload: text, qos: 1, retain: false });
    }
    return said;
  }
  test.each([
    ['is obeyed once, in its order', [1, 2], null],
    ['and never twice', [1, 1], /obeyed twice/],
    ['nor after a later word', [2, 1], /obeyed after/],
  ] as const)('I8: %s', (_, counters, says) => {
    const heard: string[] = [];
    const checker = new CommandChecker((__, what) => heard.push(what), centreSaid(1, 2));
    checker.observed(counters.map(watch));
    expect(heard.length).toBe(says === null ? 0 : 1);
    if (says !== null) expect(heard[0]).toMatch(says);
  });
});

describe('a later fault by itself', () => {
  const inTurn = ALONE.map(([one, says], at) => {
    return { kind: one.kind, seed: at % 2 === 0 ? SEED : WIRED_SEED, one, says };
  });
  test.each(inTurn)('$kind breaks nothing, and is told ($seed)', ({ seed, one, says }) => {
    const told = new Set<string>();
    const report = runSeed({
      seed,
      days: 1,
      amend: (setting) => ({ ...setting, plan: { ...noFaults(), faults: [one] } }),
      observer: (committed) => {
        for (const { body } of committed)
          if (body.kind === 'condition' && body.edge === 'raised') told.add(body.code);
      },
    });
    if (report.violations.length > 0) expect.fail(`\n${verdictOf(report, 'this one')}`);
    if (says !== null) expect([...told]).toContain(says);
  });
});
