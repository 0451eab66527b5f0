/**
 * I9: what is said anyway disturbs nobody: at most three times a local day and two hours apart, by day, to somebody who
 * is at home, never while somebody is asked or told.
 *
 * Keeps its own book of probes and says each bound itself, apart from the code that keeps it. Local days of the past
 * are told by the clock that is believed now, as a person would count. Pure.
 */
import { localTime } from '../../agent/lines.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Batch } from '../../agent/ports.ts';
import type { Entry, Stamp } from '../../agent/record.ts';
import type { Report } from './report.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PER_DAY_MAX = 3;
const APART_MS = 2 * HOUR_MS;
const FROM_MS = 8 * HOUR_MS;
const TO_MS = 21 * HOUR_MS;
/** Clocks with fractions round. */
const SLACK_MS = 1;

interface Said {
  readonly probe: string;
  /** Home time. */
  readonly atMs: number;
}

export class ProbeChecker {
  readonly #report: Report;
  readonly #onDisk = new Set<string>();
  #said: Said[] = [];
  /** Probes judged, for people. */
  judged = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  written({ rows }: Batch): void {
    for (const { entry } of rows) if (entry.body.kind === 'probe') this.#onDisk.add(entry.body.probe);
  }

  /** What the store refused died with the hub: nobody can hold it to what it cannot know. */
  restarted(): void {
    this.#said = this.#said.filter(({ probe }) => this.#onDisk.has(probe));
  }

  /** The journal was found damaged: the hub knows no more of what it said. */
  damaged(): void {
    this.#said = [];
  }

  observed(committed: readonly Entry[], state: Readonly<HubState>): void {
    for (const { at, body } of committed) {
      if (body.kind !== 'probe') continue;
      this.#judge(body.probe, at, state);
      // A greeting that goes unheard costs a person nothing, yet it counts: the bound is the hub's.
      this.#said.push({ probe: body.probe, atMs: homeMs(at, state) });
      if (this.#said.length > PER_DAY_MAX) this.#said.shift();
    }
  }

  #judge(probe: string, at: Stamp, state: Readonly<HubState>): void {
    const { checkon, presence } = state;
    this.judged += 1;
    const say = (what: string): void => this.#report('I9', `probe ${probe} at ${localTime(at)} ${what}`);
    const nowMs = homeMs(at, state);
    const localMs = at.wallMs + at.utcOffsetMin * 60_000;
    const dayOf = (pastMs: number): number => Math.floor((localMs - nowMs + pastMs) / DAY_MS);
    const sinceMidnightMs = localMs - dayOf(nowMs) * DAY_MS;
    if (sinceMidnightMs + SLACK_MS < FROM_MS || sinceMidnightMs >= TO_MS) say('was said at night');
    if (at.quality !== 'synced') say('trusts a clock that nobody set');
    const today = this.#said.filter(({ atMs }) => dayOf(atMs) === dayOf(nowMs)).length;
    if (today >= PER_DAY_MAX) say(`was number ${today + 1} of the day`);
    const last = this.#said.at(-1);
    if (last !== undefined && nowMs - last.atMs < APART_MS - SLACK_MS) say('came too soon after the last');
    if (presence.state !== 'home') say(`spoke to a home believed ${presence.state}`);
    if (checkon.conversation !== null) say('was said over a question');
    const open = checkon.alerts.find((alert) => {
      const waits = alert.stage === 'raised' || alert.stage === 'acknowledged';
      return waits && !alert.test && !alert.answered;
    });
    if (open !== undefined) say(`was said while alert ${open.alert} waits for somebody`);
  }
}

function homeMs(at: Stamp, state: Readonly<HubState>): number {
  return state.time.originMs + at.monotonicMs;
}
