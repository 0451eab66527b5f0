/**
 * One pass of the shipped reducer over a home, and beside it every collapse that could have happened on the way.
 *
 * Between two facts from outside the future of a silence is the same whenever the collapse was, so one fork at its
 * start tells the delay of every moment in it. Owns that argument. The fork sees no later line, and nobody answers.
 */
import { chanceToLast } from '../../agent/detector/overdue.ts';
import type { Evidence, Entry, PresenceState } from '../../agent/record.ts';
import { Fold, answersAlways, answersNever } from './fold.ts';
import { type HomeCase, hourOf, localOf } from './homes.ts';
import { gridOf } from './truth.ts';
import { DAY_MS, MINUTE_MS } from './units.ts';

/** Collapses are tried so often; a silence shorter than this may hold none. */
export const GRID_MS = 5 * MINUTE_MS;
/** How long a collapse is followed; what has not rung by then is missed. */
export const HORIZON_MS = DAY_MS;

/** Silences are compared with what was thought of them from this age on: shorter ones are the rhythm of a hand. */
export const LASTED_MS = 30 * MINUTE_MS;

/** A false prompt or a false alert: somebody was well. */
export interface Raised {
  readonly ms: number;
  readonly localMs: number;
  readonly text: string;
}
/** One made-up collapse; delays in ms, null: nothing within the horizon. */
export interface Collapse {
  readonly ms: number;
  readonly hour: number;
  /** Room of the last sign of life. */
  readonly room: string;
  readonly presence: PresenceState;
  readonly promptMs: number | null;
  readonly alertMs: number | null;
}
/** The longest-undetected collapse of one silence. */
export interface Silence {
  readonly localMs: number;
  readonly room: string;
  readonly promptMs: number | null;
  readonly text: string;
}
/** A sign of life, as baselines get it. */
export interface Sign {
  readonly ms: number;
  readonly localMs: number;
  readonly sensor: string;
  readonly room: string;
}
export interface Pass {
  readonly home: HomeCase;
  readonly prompts: readonly Raised[];
  readonly alerts: readonly Raised[];
  readonly collapses: readonly Collapse[];
  readonly silences: readonly Silence[];
  readonly signs: readonly Sign[];
  /** Of each silence at home that lasted for `LASTED_MS`: the chance, as the detector had it, of lasting as long as it did. */
  readonly chances: readonly number[];
}

/** Told of every stretch without a line, before the home lives through it; may fork `fold`, must not advance it. */
export type Watcher = (fold: Fold, toMs: number, index: number) => void;

/** When the forks of one silence rang. */
export interface Rung {
  readonly prompts: readonly { readonly ms: number; readonly evidence: Evidence }[];
  readonly alerts: readonly number[];
}

export function lifeThrough(
  home: HomeCase,
  watch: Watcher = () => undefined,
  stepMs: number = GRID_MS,
): Pass {
  const walk = new Walk(home, stepMs);
  walk.silence(home.observations[0]?.ms ?? home.endMs);
  for (const [index, { ms, sensor, value }] of home.observations.entries()) {
    const chance = walk.chance();
    walk.fold.give({ kind: 'observation', sensor, value });
    if (walk.fold.state.sensors.isLife) walk.note(sensor, chance);
    const toMs = home.observations[index + 1]?.ms ?? home.endMs;
    if (toMs === ms) continue;
    watch(walk.fold, toMs, index);
    walk.silence(toMs);
  }
  return walk;
}

class Walk implements Pass {
  readonly home: HomeCase;
  readonly fold: Fold;
  readonly prompts: Raised[] = [];
  readonly alerts: Raised[] = [];
  readonly collapses: Collapse[] = [];
  readonly silences: Silence[] = [];
  readonly signs: Sign[] = [];
  readonly chances: number[] = [];
  readonly #grid: readonly number[];
  #next = 0;
  #replied = false;

  constructor(home: HomeCase, stepMs: number) {
    const { config, startUtcMs, zone, truth, fromMs, endMs } = home;
    this.home = home;
    this.#grid = gridOf(truth, fromMs, endMs - HORIZON_MS, stepMs);
    const see = (entry: Entry): void => this.#see(entry);
    this.fold = new Fold({ config, startUtcMs, zone, answers: answersAlways, desk: true, see });
  }

  /** What the detector thinks of the silence that may be ending now; null while there is nothing to say. */
  chance(): number | null {
    const { state, now, ms } = this.fold;
    const silence = state.detector.silences?.any;
    if (silence === undefined || silence.spoiled || ms < this.home.fromMs) return null;
    const ageMs = ms - silence.sinceMs;
    return ageMs < LASTED_MS ? null : chanceToLast(state, LASTED_MS, ageMs, now);
  }

  note(sensor: string, chance: number | null): void {
    if (chance !== null) this.chances.push(chance);
    const { ms } = this.fold;
    const room = this.home.config.home.sensors.find(({ id }) => id === sensor)?.room ?? '';
    this.signs.push({ ms, localMs: localOf(this.home, ms), sensor, room });
  }

  /** Lives to the next line; each answer on the way begins a silence of its own. */
  silence(toMs: number): void {
    for (let replied = true; replied;) {
      const due = this.#grid[this.#next];
      const fork = due !== undefined && due < toMs ? afresh(this.fold) : null;
      this.#replied = false;
      replied = this.fold.advanceTo(toMs, () => this.#replied);
      if (fork !== null) this.#collapse(fork, replied ? this.fold.ms + 1 : toMs);
    }
  }

  /** Every moment of the grid before `endMs`. */
  #collapse({ fold, rung }: Forked, endMs: number): void {
    const first = this.#next;
    while ((this.#grid[this.#next] ?? endMs) < endMs) this.#next += 1;
    const moments = this.#grid.slice(first, this.#next);
    const last = moments.at(-1);
    if (last === undefined) return;
    const { presence } = fold.state;
    const from = presence.state;
    runOut(fold, rung, last);
    let worst: { ms: number; promptMs: number | null; text: string } | null = null;
    const room = roomOf(this.home, fold.state.sensors.lifeSensor);
    for (const ms of moments) {
      const prompt = rung.prompts.find((one) => one.ms >= ms);
      const alert = rung.alerts.find((one) => one >= ms);
      const promptMs = delay(prompt?.ms, ms);
      const hour = hourOf(localOf(this.home, ms));
      this.collapses.push({ ms, hour, room, presence: from, promptMs, alertMs: delay(alert, ms) });
      if (worst === null || (promptMs ?? HORIZON_MS) > (worst.promptMs ?? HORIZON_MS))
        worst = { ms, promptMs, text: promptMs === null ? unasked(fold) : (prompt?.evidence.text ?? '') };
    }
    if (worst === null) return;
    const localMs = localOf(this.home, worst.ms);
    this.silences.push({ localMs, room, promptMs: worst.promptMs, text: worst.text });
  }

  #see({ body }: Entry): void {
    if (body.kind === 'reply') this.#replied = true;
    const isPrompt = body.kind === 'prompt' && body.stage === 1 && !body.again;
    const isAlert = body.kind === 'alert' && body.why === 'raised' && !body.test;
    if ((!isPrompt && !isAlert) || this.fold.ms < this.home.fromMs) return;
    const { ms } = this.fold;
    const raised = { ms, localMs: localOf(this.home, ms), text: body.evidence.text };
    if (isPrompt) this.prompts.push(raised);
    else this.alerts.push(raised);
  }
}

function unasked({ state }: Fold): string {
  return `Nothing was asked within 24 h. The hub held the home to be: ${state.presence.state}.`;
}

export interface Forked {
  readonly fold: Fold;
  readonly rung: MutableRung;
}
interface MutableRung extends Rung {
  readonly prompts: { readonly ms: number; readonly evidence: Evidence }[];
  readonly alerts: number[];
}

/** The home from here on with nobody who answers, and no desk that takes a new alert. */
export function afresh(from: Fold): Forked {
  const rung: MutableRung = { prompts: [], alerts: [] };
  const fold: Fold = from.fork({
    answers: answersNever,
    desk: false,
    see: ({ body }) => {
      if (body.kind === 'prompt' && !body.again) rung.prompts.push({ ms: fold.ms, evidence: body.evidence });
      else if (body.kind === 'alert' && body.why === 'raised' && !body.test) rung.alerts.push(fold.ms);
    },
  });
  return { fold, rung };
}

/** Lives on until both a prompt and an alert came after `lastMs`, or the horizon from there is reached. */
export function runOut(fold: Fold, rung: Rung, lastMs: number): void {
  const isEnough = (): boolean =>
    (rung.prompts.at(-1)?.ms ?? -1) >= lastMs && (rung.alerts.at(-1) ?? -1) >= lastMs;
  if (!isEnough()) fold.advanceTo(lastMs + HORIZON_MS, isEnough);
}

export function delay(atMs: number | undefined, fromMs: number): number | null {
  return atMs === undefined || atMs - fromMs > HORIZON_MS ? null : atMs - fromMs;
}

export function roomOf(home: HomeCase, sensor: string | null): string {
  return home.config.home.sensors.find(({ id }) => id === sensor)?.room ?? '';
}
