/**
 * A home whose hub may die at any step of a conversation: the shipped hub on a durable journal, its speaker, a line to
 * the centre, and the people, who go on living while it is dead.
 *
 * Owns the dying, and keeps what was heard in the room and what arrived at the centre; where it stands and how it may die
 * is in `mortal-setting.ts`. Judges nothing: what must hold is in `survival.test.ts`. People see only what is heard and
 * what arrives.
 */
import { owedSpeech } from '../../agent/checkon/speech.ts';
import { Hub } from '../../agent/hub.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Packet, PublisherListener, Speaker } from '../../agent/ports.ts';
import type { Alert, Body, Entry, Fact, Sentence } from '../../agent/record.ts';
import { momentOf } from '../../agent/state.ts';
import type { CloudEvent } from '../../agent/uplink/wire.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedSpeaker, type SpeakerFault } from '../../sim/simulated-speaker.ts';
import { storeOf } from '../../sim/swarm/copied-store.ts';
import { Death, MortalStore } from '../../sim/swarm/mortal-store.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import {
  CAP_MS,
  CONFIG,
  HOUR_MS,
  type Kill,
  OFF_MS,
  SECOND_MS,
  START_WALL_MS,
  livedRows,
} from './mortal-setting.ts';
import { TRUE_WHEN } from './true-when.ts';

const IN_THE_WAIT_MS = 40 * SECOND_MS;

/** One sentence that was handed to the speaker. */
export interface Spoken {
  readonly atMs: number;
  readonly life: number;
  readonly id: string;
  readonly sentence: Sentence;
  /** Fresh, and true of what the hub knows. */
  readonly isTrue: boolean;
  /** How long ago it was decided, by a clock that no hub can see. */
  readonly ageMs: number;
  played: boolean;
}
export interface Arrived {
  readonly atMs: number;
  readonly alert: Alert;
}
/** What happens outside of the hub. */
export interface People {
  /** At the start of the run: half a minute before the question comes. */
  begin?(home: MortalHome): void;
  heard?(home: MortalHome, sentence: Sentence): void;
  arrived?(home: MortalHome, alert: Alert): void;
}

/** What a commit is called by; null: nothing of the conversation. */
type NameOf = (batch: readonly Body[]) => string | null;

export class MortalHome {
  readonly clock = new VirtualClock(START_WALL_MS);
  readonly spoken: Spoken[] = [];
  readonly arrivals: Arrived[] = [];
  /** Everything that is on disk, in order. */
  readonly written: Entry[] = [];
  /** Names of the commits, as they came. */
  readonly steps: string[] = [];
  speakerFault: SpeakerFault = 'none';
  killed = 0;
  #hub: Hub | null = null;
  readonly #decidedMs = new Map<string, number>();
  #store: MortalStore;
  #life = 0;
  #linkUp = true;
  #listener: PublisherListener | null = null;
  #dying = false;
  readonly #people: People;
  readonly #nameOf: NameOf;
  #kill: Kill | null;

  constructor(people: People, nameOf: NameOf = () => null, kill: Kill | null = null) {
    this.#people = people;
    this.#nameOf = nameOf;
    this.#kill = kill;
    this.#store = this.#mortal(storeOf(livedRows(), []));
  }

  get ms(): number {
    return this.clock.now().monotonicMs;
  }
  get state(): Readonly<HubState> {
    if (this.#hub === null) throw new Error('the hub is dead');
    return this.#hub.state;
  }

  /** Lives from half a minute before the question for so long. */
  run(ms: number): void {
    this.clock.advanceTo(CAP_MS - 30 * SECOND_MS);
    this.#start();
    this.#people.begin?.(this);
    const endMs = this.ms + ms + (this.#kill === null ? 0 : OFF_MS[this.#kill.off]);
    while (this.#survive(() => this.clock.step(endMs)) !== false);
  }

  /** Runs something later, whoever lives then. */
  later(ms: number, run: () => void): void {
    this.clock.after(ms, run);
  }
  /** Happens to the hub, if it lives. */
  happen(fact: Fact): void {
    this.#survive(() => this.#hub?.submit(fact));
  }
  press(): void {
    this.happen({ kind: 'reply', by: 'button', meaning: 'fine' });
  }
  move(room: 'bathroom' | 'kitchen'): void {
    for (const value of ['on', 'off'] as const)
      this.happen({ kind: 'observation', sensor: `pir-${room}`, value });
  }
  link(up: boolean): void {
    this.#linkUp = up;
    this.#survive(() => (up ? this.#listener?.up() : this.#listener?.down('broker-unreachable')));
  }

  /** True or what `run` gave; a death in it is buried, and the dead rises again later. */
  #survive(run: () => unknown): unknown {
    try {
      const result = run();
      if (this.#dying) this.#die();
      return result;
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.#die();
      return true;
    }
  }

  #die(): void {
    const off = this.#kill?.off ?? 'none';
    this.#kill = null;
    this.#dying = false;
    this.killed += 1;
    this.#life += 1;
    this.#hub = null;
    this.#listener = null;
    this.clock.clearAlarm();
    const left = this.#store.inner.crash();
    this.#store = this.#mortal(left);
    if (off === 'unknown') this.clock.stepWall(-7 * HOUR_MS, 'none');
    this.later(OFF_MS[off], () => this.#start());
  }

  #start(): void {
    const life = this.#life;
    const after = (ms: number, run: () => void): (() => void) =>
      this.clock.after(ms, () => {
        if (life === this.#life) run();
      });
    const speaker = new SimulatedSpeaker(after);
    const publisher = new Line(this.#linkUp, (packet) => this.#arrive(packet));
    const hub = new Hub({
      config: CONFIG,
      program: { version: 'test', codeHash: 'test' },
      ports: {
        clock: this.clock,
        random: seededRandom(life + 1),
        store: this.#store,
        buses: noBuses,
        speaker: this.#hearing(speaker),
        publisher,
        signatures: noSignatures,
        watchdog: noWatchdog,
        log: noLog,
      },
    });
    this.#hub = hub;
    hub.start();
    this.#listener = publisher.listener;
  }

  #hearing(inner: SimulatedSpeaker): Speaker {
    const life = this.#life;
    return {
      say: (utterance, done) => {
        const { id, sentence } = utterance;
        const now = momentOf(this.state, this.clock.now());
        const owed = owedSpeech(this.state, now);
        const isTrue = owed?.utterance === id && TRUE_WHEN[sentence](this.state, owed.about, now.ms);
        const ageMs = this.ms - (this.#decidedMs.get(id) ?? this.ms);
        const noted: Spoken = { atMs: this.ms, life, id, sentence, isTrue, ageMs, played: false };
        this.spoken.push(noted);
        inner.fault = this.speakerFault;
        inner.say(utterance, (failed) => {
          if (failed === null) {
            noted.played = true;
            this.clock.after(0, () => this.#people.heard?.(this, sentence));
          }
          done(failed);
        });
      },
      stop: () => inner.stop(),
    };
  }

  #arrive({ topic, payload }: Packet): void {
    if (!topic.endsWith('/alert')) return;
    const { data: alert, boot, sequence } = JSON.parse(payload) as CloudEvent<Alert>;
    const upTo = Number(sequence);
    const kept = { lane: 'alert', boot, upTo, keyId: 'k', counter: this.arrivals.length + 1 } as const;
    this.later(SECOND_MS, () => this.happen({ kind: 'kept', ...kept }));
    if (alert.test) return;
    this.arrivals.push({ atMs: this.ms, alert });
    this.clock.after(SECOND_MS, () => this.#people.arrived?.(this, alert));
  }

  #mortal(inner: MemoryStore): MortalStore {
    const store = new MortalStore(inner, ({ rows }) => {
      for (const { entry } of rows) {
        this.written.push(entry);
        if (entry.body.kind === 'say') this.#decidedMs.set(entry.body.utterance, this.ms);
      }
    });
    const commit = store.commit.bind(store);
    return Object.assign(store, {
      commit: (batch: Parameters<typeof commit>[0]): void => {
        const step = this.#nameOf(batch.rows.map(({ entry }) => entry.body));
        if (step !== null) this.#meet(step, store);
        commit(batch);
      },
    });
  }

  #meet(step: string, store: MortalStore): void {
    this.steps.push(step);
    if (this.#kill?.step !== step || this.#dying) return;
    switch (this.#kill.death) {
      case 'before the commit':
        store.dieAtCommit('before');
        return;
      case 'after the commit':
        store.dieAtCommit('after');
        return;
      case 'after the effect':
        this.#dying = true;
        return;
      case 'in the wait that follows': {
        const life = this.#life;
        this.later(IN_THE_WAIT_MS, () => (this.#dying = life === this.#life));
      }
    }
  }
}

/** A line that is up or down; what it takes is acknowledged, and has arrived. */
class Line extends OpenPipe {
  listener: PublisherListener | null = null;
  readonly #isUp: boolean;
  readonly #take: (packet: Packet) => void;
  constructor(isUp: boolean, take: (packet: Packet) => void) {
    super();
    this.#isUp = isUp;
    this.#take = take;
  }
  override start(will: Packet, topics: readonly string[], listener: PublisherListener): void {
    this.listener = listener;
    if (this.#isUp) super.start(will, topics, listener);
  }
  override publish(packet: Packet, done: (failed: null) => void): void {
    this.#take(packet);
    super.publish(packet, done);
  }
}
