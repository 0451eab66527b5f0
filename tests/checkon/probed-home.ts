/**
 * A home for tests of probes: real turns of every machine and real deadlines, on a clock that tests may bend.
 *
 * Owns the loop's part and the speaker's; a question comes two hours after the last sign of life, so that times can be
 * read. Must never reach into a slice.
 */
import { type Config } from '../../agent/config/config.ts';
import { type Overrides, defaultConfig } from '../../agent/config/defaults.ts';
import { nextDeadline, takeTurn } from '../../agent/decide.ts';
import { makeCheckpoint, openCheckpoint } from '../../agent/journal/checkpoint.ts';
import { localTime } from '../../agent/lines.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Moment } from '../../agent/moment.ts';
import type { Body, DeskStage, Entry, Fact, Kind, Stamp, TimeQuality } from '../../agent/record.ts';
import { initialState, momentOf } from '../../agent/state.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Monday, 2026-03-02T00:00Z. */
const START_WALL_MS = 1_772_409_600_000;
/** More turns than any stretch of these tests can hold. */
const TURNS_MAX = 20_000;
export const ROOMS = ['kitchen', 'bath', 'bed'] as const;
export type Room = (typeof ROOMS)[number];
const SENSORS: Config['home']['sensors'] = [
  { id: 'kitchen', room: 'kitchen', class: 'motion' },
  { id: 'bath', room: 'bathroom', class: 'motion' },
  { id: 'bed', room: 'bedroom', class: 'motion' },
  { id: 'door', room: 'entrance', class: 'door', entrance: true },
];

export class ProbedHome {
  state: HubState = initialState();
  readonly entries: Entry[] = [];
  readonly policy: Config;
  quality: TimeQuality = 'synced';
  offsetMin = 0;
  /** Wall clock minus what it should be. */
  skewMs = 0;
  /** Whether every sentence is heard at once; else whoever tests says what became of it. */
  hears = true;
  #boots = 1;
  /** Home time is counted from the first midnight. */
  #ms: number;
  #originMs: number;

  constructor(from: string, probes = true, overrides: Overrides = {}) {
    this.#ms = timeMs(from);
    this.#originMs = this.#ms;
    const home = { home: 'probed', timezone: 'UTC', sensors: SENSORS };
    this.policy = defaultConfig(home, {
      checkon: { probes },
      // So dear a question is asked by the cap alone.
      detector: { capMs: 2 * HOUR_MS, questionDays: 1e6 },
      ...overrides,
    });
    this.give({ kind: 'boot', version: '1', codeHash: '', previous: null, originMs: this.#ms, offMs: null });
    this.give({ kind: 'config', hash: this.policy.hash, sensors: SENSORS });
    this.give({ kind: 'link', state: 'up', why: null });
  }

  get ms(): number {
    return this.#ms;
  }
  get now(): Moment {
    return momentOf(this.state, this.#stamp());
  }
  get deadlineMs(): number {
    return nextDeadline(this.state, this.now, this.policy);
  }

  give(body: Fact): readonly Entry[] {
    const entries = takeTurn(this.state, { at: this.#stamp(), body }, this.policy);
    this.entries.push(...structuredClone(entries));
    if (this.hears) for (const { body: said } of entries) if (said.kind === 'say') this.hear(said.utterance);
    return entries;
  }
  hear(utterance: string | undefined, outcome: 'spoken' | 'failed' = 'spoken'): void {
    if (utterance === undefined) return;
    const why = outcome === 'failed' ? 'audio-no-device' : null;
    this.give({ kind: 'speech', utterance, outcome, why });
  }
  move(room: Room): void {
    this.give({ kind: 'observation', sensor: room, value: 'on' });
    this.give({ kind: 'observation', sensor: room, value: 'off' });
  }
  /** Through two rooms. */
  walk(): void {
    this.move('bath');
    this.move('kitchen');
  }
  leave(): void {
    this.give({ kind: 'observation', sensor: 'door', value: 'closed' });
    this.give({ kind: 'observation', sensor: 'door', value: 'open' });
    this.give({ kind: 'observation', sensor: 'door', value: 'closed' });
  }
  press(): readonly Entry[] {
    return this.give({ kind: 'reply', by: 'button', meaning: 'fine' });
  }
  desk(stage: DeskStage['stage']): void {
    const open = this.state.checkon.alerts.find((alert) => !alert.test);
    if (open === undefined) return;
    const rest = { by: 'desk', minutes: null, outcome: null, keyId: 'k', counter: 1 };
    this.give({ kind: 'desk', alert: open.alert, stage, ...rest });
  }

  /** Lives on for so long; deadlines ring when they are due. */
  pass(ms: number, each: () => void = () => {}): void {
    const untilMs = this.#ms + ms;
    for (let turns = 0; this.deadlineMs <= untilMs; turns += 1) {
      if (turns > TURNS_MAX) throw new Error('a deadline rings without end');
      this.#ms = Math.max(this.#ms, Math.ceil(this.deadlineMs));
      this.give({ kind: 'deadline' });
      each();
    }
    this.#ms = untilMs;
  }
  /** Lives on to a time of the day by the right clock of Greenwich; `day` 0 is the first. */
  until(time: string, day = 0): this {
    this.pass(day * DAY_MS + timeMs(time) - this.#ms);
    return this;
  }

  /** The clock is set, and says so. */
  setClock(skewMs: number, quality: TimeQuality = this.quality): void {
    const stepMs = skewMs - this.skewMs;
    this.skewMs = skewMs;
    this.quality = quality;
    this.give({ kind: 'clock', stepMs });
  }
  setOffset(offsetMin: number): void {
    this.offsetMin = offsetMin;
    this.give({ kind: 'clock', stepMs: 0 });
  }
  /** What a checkpoint brings back takes the place of the state. */
  checkpoint(): void {
    const opened = openCheckpoint(makeCheckpoint(this.state, 'code'));
    if (opened === null) throw new Error('a checkpoint that cannot be trusted');
    this.state = opened;
  }
  restart(offMs: number | null): void {
    this.checkpoint();
    this.#boots += 1;
    this.#ms += offMs ?? 0;
    this.#originMs = this.#ms;
    const previous = { boot: 'before', lastSeq: { alert: 0, notice: 0, need: 0, state: 0, history: 0 } };
    this.give({ kind: 'boot', version: '1', codeHash: '', previous, originMs: this.#originMs, offMs });
  }

  all<K extends Kind>(kind: K): { at: string; body: Extract<Body, { kind: K }> }[] {
    const isKind = (body: Body): body is Extract<Body, { kind: K }> => body.kind === kind;
    return this.entries.flatMap(({ at, body }) =>
      isKind(body) ? [{ at: localTime(at).slice(11, 16), body }] : [],
    );
  }
  /** Each probe in home time and in local time. */
  get probes(): { homeMs: number; localMs: number }[] {
    let originMs = 0;
    return this.entries.flatMap(({ at, body }) => {
      if (body.kind === 'boot') ({ originMs } = body);
      if (body.kind !== 'probe') return [];
      return [{ homeMs: originMs + at.monotonicMs, localMs: at.wallMs + at.utcOffsetMin * MINUTE_MS }];
    });
  }
  /** What was said and asked, each with its local time. */
  get heard(): string[] {
    const { entries } = this;
    return entries.flatMap(({ at, body }) => {
      const time = localTime(at).slice(11, 16);
      if (body.kind === 'probe') return [`${time} ${body.sentence}`];
      return body.kind === 'prompt' ? [`${time} question ${body.stage}`] : [];
    });
  }

  #stamp(): Stamp {
    return {
      boot: String(this.#boots).padStart(32, '0'),
      monotonicMs: this.#ms - this.#originMs,
      wallMs: START_WALL_MS + this.#ms + this.skewMs,
      quality: this.quality,
      utcOffsetMin: this.offsetMin,
    };
  }
}

function timeMs(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * HOUR_MS + minute * MINUTE_MS;
}
