/**
 * Runs a story through the shipped hub and drivers in this process, on the memory store, with a centre that takes
 * every call. Owns no expectation: what came of it is handed back.
 */
import { Hub } from '../../../agent/hub.ts';
import { type MemoryStore, createMemoryStore } from '../../../agent/journal/memory-store.ts';
import type { Row, Speaker } from '../../../agent/ports.ts';
import type { Body, DeskStage, Entry } from '../../../agent/record.ts';
import { OpenPipe, noLog, noSignatures, noWatchdog, seededRandom } from '../../../sim/quiet-ports.ts';
import { SIMULATED_BOARD } from '../../../sim/simulated-home.ts';
import { type Said, SimulatedSpeaker } from '../../../sim/simulated-speaker.ts';
import { type MakeNode, nodeKeys } from '../../../sim/world/home-nodes.ts';
import { storeOf } from '../../../sim/swarm/copied-store.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';
import { createStoryWorld } from '../../../sim/world/story-world.ts';
import type { Truth } from '../../../sim/world/truth.ts';
import type { World } from '../../../sim/world/world.ts';
import type { Story } from '../../../sim/world/story.ts';

/** One record with its local time in ms, as if UTC. */
export interface Seen {
  readonly localMs: number;
  readonly body: Body;
}
export interface Lived {
  /** Every record, oldest first; observations and deadlines only when they were asked for. */
  readonly seen: readonly Seen[];
  readonly truths: readonly Truth[];
  readonly storyLocalMs: number;
  /** Every line on the wiring, at the end. */
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
export interface Run {
  readonly story: Story;
  readonly seed: number;
  readonly observations?: boolean;
  /** The hub is stopped and started anew at this local time. */
  readonly restartAtMs?: number;
  /** Some of the parts are on sensor nodes that are made so. */
  readonly makeNode?: MakeNode;
}

const STAGES: readonly (readonly [DeskStage['stage'], number])[] = [
  ['acknowledged', 40_000],
  ['dispatched', 160_000],
  ['arrived', 20 * 60_000],
  ['closed', 32 * 60_000],
];
/** Somebody has to be asked first. */
const NEED_ANSWERED_MS = 20 * 60_000;
const OFFSET_MS = 540 * 60_000;

/** What was seen and written in the days before a story: the same for all stories of a seed. */
interface Learned {
  readonly seen: readonly Seen[];
  readonly rows: readonly Row[];
}
const known = new Map<string, Promise<Learned>>();

/** As `lived`, but the days before the story are lived once for all stories, whose hubs are started at its midnight. */
export async function livedFromMidnight({ story, seed }: Pick<Run, 'story' | 'seed'>): Promise<Lived> {
  const key = `${seed} ${story.learningDays}`;
  const learning = known.get(key) ?? learn(story, seed);
  known.set(key, learning);
  const { seen: before, rows } = await learning;
  const stage = new Stage({ story, seed }, storeOf(rows, []));
  const { world, clock } = stage;
  clock.advanceTo(world.learnUntilWallMs - world.startWallMs);
  const { seen, ...rest } = await toTheEnd(stage, stage.enter());
  return { ...rest, seen: [...before, ...seen] };
}

async function learn(story: Story, seed: number): Promise<Learned> {
  const stage = new Stage({ story: { ...story, happenings: [] }, seed });
  const { world, clock, store } = stage;
  const hub = stage.enter();
  clock.advanceTo(world.learnUntilWallMs - world.startWallMs);
  await hub.stop();
  const found = store.crash();
  found.open();
  return { seen: stage.seen, rows: [...found.read(0, Number.POSITIVE_INFINITY)] };
}

export async function lived(run: Run): Promise<Lived> {
  const stage = new Stage(run);
  const { world, clock } = stage;
  let hub = stage.enter();
  if (run.restartAtMs !== undefined) {
    clock.advanceTo(run.restartAtMs - OFFSET_MS - world.startWallMs);
    await hub.stop();
    hub = stage.enter();
  }
  return toTheEnd(stage, hub);
}

async function toTheEnd(stage: Stage, hub: Hub): Promise<Lived> {
  const { world, clock } = stage;
  clock.advanceTo(world.endWallMs - world.startWallMs);
  const counters = Object.fromEntries(hub.wiring.report().map((device) => [device.id, device.counters]));
  await hub.stop();
  const { seen, truths } = stage;
  return { seen, truths, storyLocalMs: world.learnUntilWallMs + OFFSET_MS, counters };
}

class Stage {
  readonly seen: Seen[] = [];
  readonly truths: Truth[] = [];
  readonly world: World;
  readonly clock: VirtualClock;
  readonly store: MemoryStore;
  readonly #run: Run;
  #counter = 0;

  constructor(run: Run, store = createMemoryStore()) {
    const { story, seed, makeNode } = run;
    this.#run = run;
    this.store = store;
    const onTruth = (truth: Truth): void => void this.truths.push(truth);
    this.world = createStoryWorld({ story, seed, onTruth, ...(makeNode === undefined ? {} : { makeNode }) });
    this.clock = new VirtualClock(this.world.startWallMs, this.world.zone);
  }

  /** A hub comes to life on the journal that is there. */
  enter(): Hub {
    const { world, clock } = this;
    const hub: Hub = new Hub({
      config: world.config,
      board: SIMULATED_BOARD,
      deviceKeys: nodeKeys(),
      program: { version: 'test', codeHash: 'test' },
      ports: {
        clock,
        random: seededRandom(this.#run.seed + clock.now().monotonicMs),
        store: this.store,
        buses: world.buses,
        speaker: this.#speaker((said) => world.hear(said, hub)),
        publisher: new OpenPipe(),
        signatures: noSignatures,
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => {
        for (const entry of committed) this.#see(hub, entry);
      },
    });
    hub.start();
    world.start(clock, hub);
    return hub;
  }

  #speaker(listener: (said: Said) => void): Speaker {
    const { world, clock } = this;
    const speaker = new SimulatedSpeaker(clock.after, { listener });
    return {
      say: (utterance, done) => {
        speaker.fault = world.speakerFault(clock.now().wallMs);
        speaker.say(utterance, done);
      },
      stop: () => speaker.stop(),
    };
  }

  #see(hub: Hub, entry: Entry): void {
    const { body, at } = entry;
    this.world.see(entry, hub);
    if (this.#run.observations === true || (body.kind !== 'observation' && body.kind !== 'deadline')) {
      this.seen.push({ localMs: at.wallMs + OFFSET_MS, body });
    }
    if (body.kind === 'need') this.clock.after(NEED_ANSWERED_MS, () => this.#answer(hub, body.need));
    if (body.kind !== 'alert' || body.why !== 'raised') return;
    const stages = body.test ? ([['acknowledged', 0]] as const) : STAGES;
    for (const [stage, ms] of stages) this.clock.after(ms, () => this.#desk(hub, body.alert, stage));
  }

  #answer(hub: Hub, need: string): void {
    this.#counter += 1;
    const message = `key-${this.#counter}`;
    const how = { invites: false, urgent: false, forMs: 4 * 3_600_000 };
    const order = { by: 'desk-1', keyId: 'key', counter: this.#counter };
    hub.submit({ kind: 'message', message, text: 'Somebody comes on Thursday.', need, ...how, ...order });
  }

  #desk(hub: Hub, alert: string, stage: DeskStage['stage']): void {
    this.#counter += 1;
    const minutes = stage === 'dispatched' ? 20 : null;
    const outcome = stage === 'closed' ? 'found-and-helped' : null;
    hub.submit({
      kind: 'desk',
      alert,
      stage,
      by: 'desk-1',
      minutes,
      outcome,
      keyId: 'key',
      counter: this.#counter,
    });
  }
}
