/**
 * I3: whoever has fallen in a home that can be seen is told about within a bound.
 *
 * The bound is policy alone: the cap of silence, the three waits, what movement may put off, the verdict given
 * again. Excused, and no more than it lasts, is: time in which the hub was off, stood still or could not see; a sensor
 * that shows life where there is none, from whose last word the bound runs anew; a door that was not seen to move, for
 * somebody believed away; a plan for somebody believed away; and peace that the resident asked for before, of any day no
 * more than half, each with the half hour after it. A journal found damaged begins anew. Pure; the world
 * says when somebody falls and when they are found.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Config } from '../../agent/config/config.ts';
import { AGAIN_MS } from '../../agent/detector/silence.ts';
import type { Entry } from '../../agent/record.ts';
import type { Report } from './report.ts';
import type { Fall } from '../swarm/resident.ts';

interface Lying {
  readonly atMs: number;
  alert: string | null;
  /** When the entrance door last moved before. */
  readonly doorMs: number;
  /** Whether the hub could not know that anybody was at home. */
  unseen: boolean;
  excusedMs: number;
  /** Of that, for being thought away, and for peace with the half hour after it. */
  awayMs: number;
  peaceMs: number;
  /** The last sign that was no life, or the stir that a greeting drew, once: from it on the bound runs anew. */
  misledMs: number | null;
  hasStirred: boolean;
  reported: boolean;
}

/** Group commit, heartbeat of the alarm, latency: what is left over is seconds. */
const SLACK_MS = 60_000;
/** In silence the hub notes every quarter of an hour that it is awake (`agent/loop.ts`); a restart may lose as much. */
const AWAKE_MS = 15 * 60_000;

/** Of any 24 hours twelve, and the half hour in which whoever was told that it is over may stir. */
const PEACE_GRACE_MS = 30 * 60_000;
const PEACE_MS_MAX = 12 * 3_600_000 + PEACE_GRACE_MS;
const DAY_MS = 86_400_000;

export class FallChecker {
  readonly #report: Report;
  readonly #boundMs: number;
  readonly #conversationMs: number;
  readonly #awayMs: number;
  #lying: Lying | null = null;
  #lastStepMs = 0;
  #peacefulUntilMs = 0;
  /** Falls whose bound was really judged. */
  judged = 0;

  constructor({ detector, checkon }: Config, report: Report) {
    this.#report = report;
    const waitsMs = checkon.waitMs.reduce((sum, ms) => sum + ms, 0) * checkon.nightWaitFactor;
    this.#conversationMs = waitsMs + checkon.postponeMax * checkon.postponeMs;
    this.#boundMs = detector.capMs + this.#conversationMs + AGAIN_MS + SLACK_MS;
    this.#awayMs = detector.awayMaxMs - detector.capMs;
  }

  /** Somebody fell. `unseen`: the hub missed them going out or coming home, or something since. */
  fell(
    { atMs, doorMs }: Pick<Fall, 'atMs' | 'doorMs'>,
    state: Readonly<HubState> | null,
    unseen: boolean,
  ): void {
    const open = state?.checkon.alerts.find((alert) => !alert.test) ?? null;
    this.#lying = {
      atMs,
      doorMs,
      alert: open?.alert ?? null,
      unseen,
      excusedMs: 0,
      awayMs: 0,
      peaceMs: 0,
      misledMs: null,
      hasStirred: false,
      reported: false,
    };
  }
  /** Somebody came. */
  found(): void {
    this.#lying = null;
  }
  /** Whoever lies there stirred because they were greeted. A hub may be misled by that once, never twice. */
  stirredAtGreeting(nowMs: number): void {
    if (this.#lying === null || this.#lying.hasStirred) return;
    this.misled(nowMs);
    this.#lying.hasStirred = true;
  }
  /**
   * A sensor showed life that was none, or the hub has forgotten since when it is silent. Whoever seems to have walked
   * since may mislead it by a stir again.
   */
  misled(nowMs: number): void {
    if (this.#lying === null) return;
    this.#lying.misledMs = nowMs;
    this.#lying.hasStirred = false;
  }
  /** The hub may believe that somebody went out. */
  unsee(): void {
    if (this.#lying !== null) this.#lying.unseen = true;
  }
  /** The hub stood still so long. */
  excuseSpan(spanMs: number): void {
    if (this.#lying !== null) this.#lying.excusedMs += spanMs;
  }
  /** The journal was found damaged: an alert in it that the desk never had is gone, and may be raised again. */
  damaged(opened: ReadonlySet<string>): void {
    const lying = this.#lying;
    if (lying === null || lying.alert === null || opened.has(lying.alert)) return;
    lying.alert = null;
  }
  get lying(): boolean {
    return this.#lying !== null;
  }

  /**
   * The hub was gone, and is there again; the last record that survived was written at `lastMs`. A question that was
   * open is asked again, perhaps from its beginning.
   */
  excuse(lastMs: number, nowMs: number): void {
    const lying = this.#lying;
    if (lying === null) return;
    lying.excusedMs += nowMs - lastMs + AWAKE_MS + this.#conversationMs;
    // What showed somebody at home may have gone with the tail.
    lying.unseen ||= lastMs < lying.atMs;
  }

  observed(committed: readonly Entry[], nowMs: number): void {
    const lying = this.#lying;
    if (lying === null || lying.alert !== null) return;
    for (const { body } of committed) {
      if (body.kind !== 'alert' || body.why !== 'raised' || body.test || nowMs < lying.atMs) continue;
      lying.alert = body.alert;
      this.judged += 1;
    }
  }

  stepped(state: Readonly<HubState>, nowMs: number): void {
    const sinceMs = nowMs - this.#lastStepMs;
    this.#lastStepMs = nowMs;
    const lying = this.#lying;
    if (lying === null || lying.alert !== null || lying.reported) return;
    const isThoughtAway = lying.unseen && state.presence.state === 'away';
    const isPlanned = isThoughtAway && (state.plans.absence ?? state.plans.outing) !== null;
    const isAwayExcused = isThoughtAway && lying.awayMs < this.#awayMs;
    if (isAwayExcused) lying.awayMs += sinceMs;
    if (state.sensors.blindSinceMs !== null || isPlanned || isAwayExcused) lying.excusedMs += sinceMs;
    else if (this.#isLeftInPeace(state, nowMs)) this.#excusePeace(lying, sinceMs, nowMs);
    const fromMs = lying.misledMs ?? lying.atMs;
    if (nowMs - fromMs <= this.#boundMs + lying.excusedMs) return;
    lying.reported = true;
    const minutes = Math.round((nowMs - lying.atMs) / 60_000);
    this.#report('I3', `somebody has been lying for ${minutes} minutes and nobody was told`);
  }

  #isLeftInPeace({ plans }: Readonly<HubState>, nowMs: number): boolean {
    if (plans.peace !== null) this.#peacefulUntilMs = nowMs + PEACE_GRACE_MS;
    return nowMs <= this.#peacefulUntilMs;
  }
  /** Days as they begin with the fall: each has its own half. */
  #excusePeace(lying: Lying, sinceMs: number, nowMs: number): void {
    const mostMs = PEACE_MS_MAX * Math.ceil((nowMs - lying.atMs) / DAY_MS);
    const ms = Math.max(0, Math.min(sinceMs, mostMs - lying.peaceMs));
    lying.peaceMs += ms;
    lying.excusedMs += ms;
  }

  ended(opened: ReadonlySet<string>): void {
    const alert = this.#lying?.alert ?? null;
    if (alert !== null && !opened.has(alert))
      this.#report('I3', `the alert ${alert} of a fall never reached the desk`);
  }
}
