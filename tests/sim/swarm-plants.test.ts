/**
 * Each checker of the swarm against a part broken on purpose: one that stays silent here has gone deaf.
 *
 * Whatever else speaks up as well is no harm; without the planted fault the same seed is sound.
 */
import type { HubState } from '../../agent/machine.ts';
import { describe, expect, test } from 'vitest';
import type { Hub } from '../../agent/hub.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { Batch } from '../../agent/ports.ts';
import type { Invariant, Violation } from '../../sim/checkers/report.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { noFaults, type Fault } from '../../sim/faults.ts';
import type { Plant } from '../../sim/swarm/plants.ts';
import { type Setting, withoutWires } from '../../sim/swarm/setting.ts';
import { runSeed } from '../../sim/swarm/world.ts';

const HOUR_MS = 3_600_000;
const SEED = 5;
const GREETED_SEED = 15;

interface Planted {
  readonly name: string;
  readonly invariant: Invariant;
  readonly says: RegExp;
  readonly plant: Plant;
  readonly faults?: readonly Fault[];
  /** SEED when not given. */
  readonly seed?: number;
}

const CRASH: Fault = { kind: 'crash', fromMs: 20 * HOUR_MS, toMs: 20 * HOUR_MS + 1000, choice: 0.9 };

const DEFAULT: readonly Fault[] = [CRASH];

/** The store with another commit; its crashes keep it. */
function withCommit(
  store: MemoryStore,
  commit: (batch: Batch, pass: (batch: Batch) => void) => void,
): MemoryStore {
  return {
    open: () => store.open(),
    commit: (batch) => commit(batch, (other) => store.commit(other)),
    read: (after, limit) => store.read(after, limit),
    readLane: (lane, after, limit) => store.readLane(lane, after, limit),
    readCheckpoints: (limit) => store.readCheckpoints(limit),
    backlog: (lane) => store.backlog(lane),
    bytes: () => store.bytes(),
    close: () => store.close(),
    failNext: (code, commits) => store.failNext(code, commits),
    mend: () => store.mend(),
    crash: () => withCommit(store.crash(), commit),
  };
}
/** The hub's own state, open for tampering: nobody else may do this. */
function stateOf(hub: Hub): HubState {
  return hub.state;
}
function once(when: (nowMs: number) => boolean, what: (hub: Hub) => void): NonNullable<Plant['tamper']> {
  let done = false;
  return (hub, nowMs) => {
    if (done || !when(nowMs)) return;
    done = true;
    what(hub);
  };
}
const evidence = {
  lastSign: null,
  quietMinutes: 0,
  lineMinutes: null,
  learnedDays: 0,
  cannotSee: [],
  unobservedMinutes: 0,
  timeTrusted: true,
  text: 'planted',
  textKo: 'planted',
};

const TABLE: readonly Planted[] = [
  {
    name: 'a store that loses a committed row',
    invariant: 'I1',
    says: /is gone|never reached|misses/,
    plant: {
      store: (store) => {
        let seen = 0;
        return withCommit(store, (batch, pass) => {
          const rows = batch.rows.filter(({ entry }) => entry.body.kind !== 'presence' || ++seen !== 2);
          pass({ ...batch, rows });
        });
      },
    },
  },
  {
    name: 'a desk that forgets what it has acknowledged',
    invariant: 'I1',
    says: /never reached the desk|does not have it|misses/,
    plant: {
      deskStore: () => {
        const store = new MemoryDeskStore();
        store.load = () => new MemoryDeskStore().load();
        return store;
      },
    },
    faults: [{ kind: 'desk-crash', fromMs: 20 * HOUR_MS, toMs: 20 * HOUR_MS + 1000, choice: 0 }],
  },
  {
    name: 'a desk that opens each alert twice',
    invariant: 'I2',
    says: /was opened 2 times/,
    plant: { repeatsActions: true },
  },
  {
    name: 'a detector that forgets since when it is silent',
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
  },
  {
    name: 'a question that nobody had ground to ask',
    invariant: 'I4',
    says: /without ground/,
    plant: {
      tamper: once(
        (nowMs) => nowMs > 13 * HOUR_MS,
        (hub) => {
          const { checkon, time } = stateOf(hub);
          checkon.conversation = {
            id: 'planted',
            cause: 'inactivity',
            evidence,
            openedMs: time.lastMs,
            stage: 3,
            stageMs: time.lastMs - HOUR_MS,
            night: false,
            dueMs: null,
            utterance: null,
            failed: true,
            spoken: 0,
            unsaid: 0,
            shown: { asks: false, isAlone: false, times: 0 },
            level: null,
            heardFrom: null,
            heardTo: null,
            heard: false,
            touched: false,
            moved: false,
            movedMs: null,
            postponed: 0,
            unclears: 0,
            restart: 'none',
          };
        },
      ),
    },
  },
  {
    name: 'a hub that keeps a lost sensor to itself',
    invariant: 'I5',
    says: /is lost by heartbeat and nobody was told/,
    plant: {
      tamper: once(
        (nowMs) => nowMs > 13 * HOUR_MS,
        (hub) => {
          const { sensors } = stateOf(hub);
          for (const memory of sensors.memories) memory.lostBy = ['heartbeat'];
          sensors.lost = sensors.memories.length;
        },
      ),
    },
  },
  {
    name: 'a hub that judges silence where nothing sees',
    invariant: 'I5',
    says: /cannot be seen/,
    plant: {
      tamper: (hub) => {
        stateOf(hub).sensors.blindSinceMs = null;
      },
    },
    faults: Array.from({ length: 7 }, (_, at) => {
      return { kind: 'sensor-lost', fromMs: 23 * HOUR_MS, toMs: 47 * HOUR_MS, choice: at / 8 };
    }),
  },
  {
    name: 'a hub that closes an alert by itself',
    invariant: 'I6',
    says: /the desk did not close it/,
    plant: {
      tamper: (hub) => {
        const open = hub.state.checkon.alerts.find(({ test: isTest }) => !isTest);
        if (open === undefined) return;
        hub.submit({
          kind: 'desk',
          alert: open.alert,
          stage: 'closed',
          by: 'nobody',
          minutes: null,
          outcome: null,
          keyId: 'forged',
          counter: 1,
        });
      },
    },
  },
  {
    name: 'a hub that forgets an open alert',
    invariant: 'I6',
    says: /was never closed/,
    plant: {
      tamper: (hub) => {
        const { checkon } = stateOf(hub);
        checkon.alerts = checkon.alerts.filter(({ test: isTest }) => isTest);
      },
    },
  },
  {
    name: 'a memory that grows',
    invariant: 'I7',
    says: /stirs are remembered/,
    plant: {
      tamper: (hub, nowMs) => {
        stateOf(hub).presence.stirs.push({ sensor: 'motion-living', ms: nowMs, weight: 1 });
      },
    },
  },
  {
    name: 'a state that the journal does not tell of',
    invariant: 'I8',
    says: /the journal says/,
    plant: {
      tamper: once(
        (nowMs) => nowMs > 78.9 * HOUR_MS,
        (hub) => {
          stateOf(hub).counts.observations += 1;
        },
      ),
    },
  },
  {
    name: 'a decision that depends on something besides state and input',
    invariant: 'I8',
    says: /decided again|no input decides/,
    plant: {
      tamper: once(
        (nowMs) => nowMs > 30 * HOUR_MS,
        (hub) => {
          stateOf(hub).checkon.ids += 100;
        },
      ),
    },
  },
  {
    name: 'a companion that forgets what it has said',
    invariant: 'I9',
    says: /came too soon after the last|was number 4 of the day/,
    plant: {
      tamper: (hub) => {
        stateOf(hub).checkon.probes = { recent: [], waiting: false, room: null };
      },
    },
    // Somebody lies still here in the afternoon, and is greeted once.
    seed: GREETED_SEED,
  },
];

function run(
  plant: Plant | undefined,
  faults: readonly Fault[] = [],
  seed: number = SEED,
): readonly Violation[] {
  const amend = (setting: Setting): Setting => ({
    ...withoutWires(setting),
    plan: { ...noFaults(), faults },
  });
  return runSeed({ seed, days: 3, amend, ...(plant === undefined ? {} : { plant }) }).violations;
}

describe('a checker speaks', () => {
  test.each(TABLE)('$invariant: $name', ({ plant, invariant, says, faults, seed }) => {
    const heard = run(plant, faults ?? DEFAULT, seed);
    expect(heard).toContainEqual(
      expect.objectContaining({ invariant, what: expect.stringMatching(says) as string }),
    );
  });
  test('and is silent about the same seed when nothing is broken', () => {
    const mixes = new Set(TABLE.map(({ faults }) => faults ?? DEFAULT));
    for (const faults of mixes) expect(run(undefined, faults)).toEqual([]);
    expect(run(undefined, DEFAULT, GREETED_SEED)).toEqual([]);
  });
});
