/**
 * A bench for the check-on and the tracker: their turns, their deadlines and restarts, with verdicts given by hand.
 *
 * Does what `takeTurn` does with the two machines under test, so that a verdict needs no month of learning.
 * Checks at each turn that deciding changes nothing.
 */
import type { HubState, Turn } from '../../agent/machine.ts';
import type { Moment } from '../../agent/moment.ts';
import { expect } from 'vitest';
import { decideCheckon, deadlineOfCheckon } from '../../agent/checkon/checkon.ts';
import { owedSpeech } from '../../agent/checkon/speech.ts';
import type { CheckonPolicy, Config, Device } from '../../agent/config/config.ts';
import { type Overrides, defaultConfig } from '../../agent/config/defaults.ts';
import { deadlineOfConditions, decideConditions } from '../../agent/health/tracker.ts';
import type {
  AlertStage,
  Body,
  Cause,
  Entry,
  Evidence,
  Fact,
  Offer,
  Overdue,
  Stamp,
  TimeQuality,
} from '../../agent/record.ts';
import { evolve, initialState, momentOf } from '../../agent/state.ts';

export const SENSORS: Config['home']['sensors'] = [
  { id: 'pir-bathroom', room: 'bathroom', class: 'motion' },
  { id: 'pir-kitchen', room: 'kitchen', class: 'motion' },
  { id: 'lamp-hall', room: 'hall', class: 'light' },
  { id: 'door-hall', room: 'hall', class: 'door', entrance: true },
];
/** The hand on the companion. */
export const TOUCH: Device = {
  id: 'companion',
  part: 'touch',
  connector: 'D5',
  options: {},
  role: 'touch',
  mac: null,
  key: null,
  feeds: null,
  room: null,
};
/** The one button, which also calls for help. */
export const BUTTON: Device = { ...TOUCH, id: 'button', part: 'button', connector: 'D6', role: 'button' };
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
/** 2026-03-02T08:00Z, and the home nine hours ahead, as Seoul is. */
const START_WALL_MS = 1_772_438_400_000;
const OFFSET_MIN = 540;
/** More deadlines than any stretch of these tests can hold: a machine that spins is caught here. */
const DEADLINES_MAX = 20_000;

export const EVIDENCE: Evidence = {
  lastSign: { room: 'bathroom', sensor: 'pir-bathroom', localMs: 0 },
  quietMinutes: 215,
  lineMinutes: 200,
  learnedDays: 21,
  cannotSee: [],
  unobservedMinutes: 0,
  timeTrusted: true,
  text: 'No sign of life for 3 h 35 min.',
  textKo: '3시간 35분 동안 생활 신호가 없습니다.',
};

export class Bench {
  readonly policy: Config;
  readonly entries: Entry[] = [];
  readonly configured: Fact;
  state: HubState = initialState();
  quality: TimeQuality = 'synced';
  /** Wall clock minus what it should be. */
  wallSkewMs = 0;
  #boots = 1;
  /** Home time now, and at the running boot's zero. */
  #ms = 0;
  #originMs = 0;

  constructor(checkon: Partial<CheckonPolicy> = {}, overrides: Overrides = {}) {
    const home = { home: 'bench', timezone: 'Asia/Seoul', sensors: SENSORS };
    this.policy = defaultConfig(home, { devices: [TOUCH], ...overrides, checkon });
    const { hash, climate } = this.policy;
    this.configured = { kind: 'config', hash, sensors: SENSORS, climate };
    this.give({ kind: 'link', state: 'up', why: null });
    this.give(this.configured);
  }

  get ms(): number {
    return this.#ms;
  }

  get now(): Moment {
    return momentOf(this.state, this.#stamp());
  }

  /** One turn; returns what was decided in it. `verdicts` stand for what the detector says in this turn. */
  give(fact: Fact, verdicts: readonly Overdue[] = []): Body[] {
    const at = this.#stamp();
    if (fact.kind !== 'deadline') this.#apply({ at, body: fact });
    const now = momentOf(this.state, at);
    const soFar: Body[] = [];
    for (const body of verdicts) {
      this.#apply({ at, body });
      soFar.push(body);
    }
    for (const decide of [decideCheckon, decideConditions]) {
      const before = this.#slices();
      const turn: Turn = { state: this.state, at, now, input: fact, soFar, policy: this.policy };
      const decided = decide(turn);
      expect(this.#slices()).toBe(before);
      for (const body of decided) {
        this.#apply({ at, body });
        soFar.push(body);
      }
    }
    return soFar.slice(verdicts.length);
  }

  /** A record that another machine, or an offer of this one, would have written. */
  write(body: Body): void {
    this.#apply({ at: this.#stamp(), body });
  }

  overdue(cause: Overdue['cause']): Body[] {
    return this.give({ kind: 'deadline' }, [{ kind: 'overdue', cause, evidence: EVIDENCE }]);
  }

  /** Home time of the next deadline of the two machines. */
  get deadlineMs(): number {
    const { state, now, policy } = this;
    return Math.min(deadlineOfCheckon(state, now, policy), deadlineOfConditions(state, now, policy));
  }

  /** Lets time pass, with every deadline in it; `each` sees the state after each turn. */
  pass(ms: number, each: () => void = () => {}): Body[] {
    const untilMs = this.#ms + ms;
    const decided: Body[] = [];
    for (let turns = 0; this.deadlineMs <= untilMs; turns += 1) {
      if (turns > DEADLINES_MAX) throw new Error('a deadline that never passes');
      this.#ms = Math.max(this.#ms, this.deadlineMs);
      decided.push(...this.give({ kind: 'deadline' }));
      each();
    }
    this.#ms = untilMs;
    return decided;
  }

  /** The process starts again from what was written down. */
  restart(offMs: number | null): Body[] {
    this.state = JSON.parse(JSON.stringify(this.state)) as HubState;
    this.#boots += 1;
    this.#ms += offMs ?? 0;
    this.#originMs = this.#ms;
    const previous = { boot: 'before', lastSeq: { alert: 0, notice: 0, need: 0, state: 0, history: 0 } };
    const version = { version: 'bench', codeHash: 'bench' };
    return this.give({ kind: 'boot', ...version, previous, originMs: this.#originMs, offMs });
  }

  /** The outcome of the sentence that is owed. */
  hear(outcome: 'spoken' | 'failed'): Body[] {
    const owed = owedSpeech(this.state, this.now);
    if (owed === null) return [];
    const why = outcome === 'spoken' ? null : ('audio-no-device' as const);
    return this.give({ kind: 'speech', utterance: owed.utterance, outcome, why });
  }

  desk(cause: Cause, stage: Exclude<AlertStage, 'raised'>, minutes: number | null = null): Body[] {
    const alert = this.state.checkon.alerts.find((open) => open.cause === cause)?.alert ?? 'unknown';
    return this.deskOn(alert, stage, minutes);
  }

  deskOn(alert: string, stage: Exclude<AlertStage, 'raised'>, minutes: number | null = null): Body[] {
    const outcome = stage === 'closed' ? 'found-well' : null;
    return this.give({ kind: 'desk', alert, stage, by: 'Kim', minutes, outcome, keyId: 'k', counter: 1 });
  }

  #slices(): string {
    return JSON.stringify([this.state.checkon, this.state.conditions]);
  }

  #stamp(): Stamp {
    return {
      boot: String(this.#boots).repeat(32).slice(0, 32),
      monotonicMs: this.#ms - this.#originMs,
      wallMs: START_WALL_MS + this.#ms + this.wallSkewMs,
      quality: this.quality,
      utcOffsetMin: OFFSET_MIN,
    };
  }

  #apply(entry: Entry): void {
    this.entries.push(structuredClone(entry));
    this.state = evolve(this.state, structuredClone(entry));
  }
}

/** Three choices, six seconds for each. */
export function choicesOffered(offer: string): Offer {
  const steps = [
    { sentence: 'offer-yes', choice: 'yes' },
    { sentence: 'offer-no', choice: 'no' },
    { sentence: 'offer-later', choice: 'later' },
  ] as const;
  return { kind: 'offer', offer, of: 'invitation', subject: 'm1', steps, gapMs: 6 * SECOND_MS };
}

/** A record in one line, for tables; null for what a table leaves out. Times in seconds of home time. */
export function brief(body: Body): string | null {
  if (body.kind === 'probe') return `probe ${body.sentence}`;
  if (body.kind === 'prompt') return `prompt ${body.stage}${body.again ? ' again' : ''} ${body.cause}`;
  if (body.kind === 'say') return `say ${body.sentence}${body.minutes === null ? '' : ` ${body.minutes}`}`;
  if (body.kind === 'answer') return `answer ${body.by}`;
  if (body.kind === 'offer') return `offer ${body.of}`;
  if (body.kind === 'offer-end') return `offer-end ${body.choice ?? body.why}`;
  if (body.kind === 'message-outcome') return `message ${body.outcome}`;
  if (body.kind === 'postponed') return `postponed ${body.dueMs / SECOND_MS} ${body.why}`;
  if (body.kind === 'correction') return `correction ${body.of} ${body.untilMs / SECOND_MS}`;
  if (body.kind === 'condition') return `condition ${body.edge} ${body.code} ${body.subject}`;
  if (body.kind !== 'alert' || body.test) return null;
  const { cause, stage, why, asked, revision } = body;
  return why === 'raised' ? `alert ${cause} raised ${asked}` : `alert ${cause} ${stage} ${why} #${revision}`;
}

export function briefs(bodies: readonly Body[]): string[] {
  return bodies.map(brief).filter((line) => line !== null);
}
