/**
 * A home for tests of the detector: real turns, real deadlines, every machine of the hub, nobody's clock but its own.
 *
 * Plays the loop and the speaker, and the resident's thumb when asked to. Must never reach into a slice.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Moment } from '../../agent/moment.ts';
import type { Config, Device, DetectorPolicy } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { nextDeadline, takeTurn } from '../../agent/decide.ts';
import type {
  Body,
  Boot,
  Checkpoint,
  Fact,
  Kind,
  ObservationValue,
  SensorDescription,
  TimeQuality,
} from '../../agent/record.ts';
import { makeCheckpoint, openCheckpoint } from '../../agent/journal/checkpoint.ts';
import { initialState, momentOf } from '../../agent/state.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Monday, 2026-03-02T00:00, as local time written as if it were UTC. */
export const START_LOCAL_MS = 1_772_409_600_000;
/** More turns than a month of these homes has deadlines: a machine that spins is caught here. */
const SPIN_MAX = 50_000;

export interface Noted {
  /** Minutes since the first midnight, home time. */
  readonly minute: number;
  readonly body: Body;
}

export class LivedHome {
  state: HubState = initialState();
  readonly noted: Noted[] = [];
  quality: TimeQuality = 'synced';
  /** Moves the local clock only, as a change to summer time does. */
  offsetMin = 0;
  /** Moves the wall clock, as somebody who sets it does. */
  wallStepMs = 0;
  /** Whether the button is pressed a minute after each first question. */
  answers = true;
  readonly policy: Config;
  #ms = 0;
  #pressAtMs: number | null = null;

  constructor(
    sensors: readonly SensorDescription[],
    detector: Partial<DetectorPolicy> = {},
    /** The wall clock is so much ahead from the start. */
    aheadMs = 0,
    devices: readonly Device[] = [],
  ) {
    this.wallStepMs = aheadMs;
    this.policy = defaultConfig({ home: 'lived', timezone: 'UTC', sensors }, { detector, devices });
    this.give({ kind: 'boot', version: '1', codeHash: '', previous: null, originMs: 0, offMs: null });
    const { questionDays } = this.policy.detector;
    this.give({ kind: 'config', hash: this.policy.hash, sensors, questionDays });
  }

  get wallMs(): number {
    return this.#stamp().wallMs;
  }
  get now(): Moment {
    return momentOf(this.state, this.#stamp());
  }
  get minute(): number {
    return this.#ms / MINUTE_MS;
  }

  give(body: Fact): void {
    const entries = takeTurn(this.state, { at: this.#stamp(), body }, this.policy);
    for (const entry of entries) {
      this.noted.push({ minute: this.minute, body: entry.body });
      if (entry.body.kind === 'prompt' && entry.body.stage === 1 && this.answers) {
        this.#pressAtMs = this.#ms + MINUTE_MS;
      }
    }
    for (const { body: said } of entries) {
      if (said.kind !== 'say') continue;
      this.give({ kind: 'speech', utterance: said.utterance, outcome: 'spoken', why: null });
    }
  }

  see(sensor: string, value: ObservationValue): void {
    this.give({ kind: 'observation', sensor, value });
  }

  pulse(sensor: string): void {
    this.see(sensor, 'on');
    this.see(sensor, 'off');
  }

  /** The hub is off for so long, and knows it: the clock was set on both sides. */
  off(minutes: number, previous: Boot['previous'] = null): void {
    this.#ms += minutes * MINUTE_MS;
    const offMs = minutes * MINUTE_MS;
    this.give({ kind: 'boot', version: '1', codeHash: '', previous, originMs: 0, offMs });
  }

  /** The hub is off; no clock tells for how long. */
  offUnknown(): void {
    const lastSeq = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
    const previous = { boot: 'b-1', lastSeq };
    this.give({ kind: 'boot', version: '1', codeHash: '', previous, originMs: 0, offMs: null });
  }

  lose(...sensors: readonly string[]): void {
    for (const sensor of sensors) this.give({ kind: 'sensor-health', sensor, health: 'lost', why: 'bus' });
  }

  find(...sensors: readonly string[]): void {
    for (const sensor of sensors) this.give({ kind: 'sensor-health', sensor, health: 'ok', why: 'bus' });
  }

  /** Lives on for so many minutes; deadlines ring when they are due. */
  wait(minutes: number): void {
    this.waitUntil(this.minute + minutes);
  }

  /** Lives on to a minute counted from the first midnight. */
  waitUntil(minute: number): void {
    const endMs = minute * MINUTE_MS;
    if (endMs < this.#ms) throw new Error(`minute ${minute} is over`);
    for (let turns = 0; ; turns += 1) {
      if (turns > SPIN_MAX) throw new Error('a deadline rings without end');
      const dueMs = nextDeadline(this.state, this.now, this.policy);
      const pressMs = this.#pressAtMs ?? Number.POSITIVE_INFINITY;
      if (Math.min(dueMs, pressMs) > endMs) break;
      this.#ms = Math.max(this.#ms, Math.min(dueMs, pressMs));
      if (pressMs > dueMs) {
        this.give({ kind: 'deadline' });
        continue;
      }
      this.#pressAtMs = null;
      if (this.state.checkon.conversation !== null) {
        this.give({ kind: 'reply', by: 'button', meaning: 'fine' });
      }
    }
    this.#ms = endMs;
  }

  /** Another home that lived as this one until now. */
  fork(): LivedHome {
    const other = new LivedHome(this.policy.home.sensors, this.policy.detector);
    other.state = structuredClone(this.state);
    other.noted.length = 0;
    other.#ms = this.#ms;
    return other;
  }

  /** Replaces the state by what a checkpoint brings back. */
  checkpoint(): void {
    this.resume(makeCheckpoint(this.state, 'code'), this.minute);
  }

  /** Goes on from a checkpoint that was made at that minute. */
  resume(checkpoint: Checkpoint, minute: number): void {
    const opened = openCheckpoint(checkpoint);
    if (opened === null) throw new Error('the checkpoint does not open');
    this.state = opened;
    this.#ms = minute * MINUTE_MS;
  }

  /** All records of one kind from a minute on. */
  all<K extends Kind>(kind: K, fromMinute = 0): { minute: number; body: Extract<Body, { kind: K }> }[] {
    const isKind = (body: Body): body is Extract<Body, { kind: K }> => body.kind === kind;
    return this.noted.flatMap(({ minute, body }) =>
      minute >= fromMinute && isKind(body) ? [{ minute, body }] : [],
    );
  }

  #stamp() {
    return {
      boot: 'b0',
      monotonicMs: this.#ms,
      wallMs: START_LOCAL_MS + this.#ms + this.wallStepMs,
      quality: this.quality,
      utcOffsetMin: this.offsetMin,
    };
  }
}

/** Bedroom, kitchen, bathroom: a motion detector each; and a contact at the front door. */
export const FLAT: readonly SensorDescription[] = [
  { id: 'bed', room: 'bedroom', class: 'motion' },
  { id: 'kitchen', room: 'kitchen', class: 'motion' },
  { id: 'bath', room: 'bathroom', class: 'motion' },
  { id: 'door', room: 'entrance', class: 'door', entrance: true },
];

/**
 * A day of one habit: life in the kitchen every ten minutes from 07:00 to 23:00, once an hour in the bedroom; then to
 * bed; none at night.
 */
export function liveDay(home: LivedHome, day: number, { from = 7, to = 23 } = {}): void {
  for (let minute = from * 60; minute <= to * 60; minute += 10) {
    home.waitUntil(day * 24 * 60 + minute);
    home.pulse(minute % 60 === 50 ? 'bed' : 'kitchen');
  }
  if (to === 23) home.pulse('bed');
}
