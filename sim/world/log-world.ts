/**
 * A world made of a home's log: its lines enter after the filters, and its questions are answered as in replay.
 *
 * Remembers nothing of its own: where to go on after a restart is the number of observations the hub has kept.
 */
import type { Config } from '../../agent/config/config.ts';
import type { Hub } from '../../agent/hub.ts';
import type { Entry } from '../../agent/record.ts';
import { type ZoneChange, localToUtc, zoneChanges } from '../../agent/zone.ts';
import { Answerer } from '../answerer.ts';
import type { LoggedObservation } from '../home-log.ts';
import { noBuses } from '../quiet-ports.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Caption, World } from './world.ts';

export interface LogWorldOptions {
  readonly config: Config;
  readonly log: readonly LoggedObservation[];
  /** Local wall clock as if UTC, ms; null when nobody collapses. */
  readonly collapseAtMs: number | null;
  readonly untilMs: number | null;
}

const DAY_MS = 86_400_000;
const MARGIN_MS = 2 * DAY_MS;

export class LogWorld implements World {
  readonly config: Config;
  readonly zone: readonly ZoneChange[];
  readonly startWallMs: number;
  readonly endWallMs: number;
  readonly learnUntilWallMs: number;
  readonly momentWallMs: number;
  readonly buses = noBuses;
  readonly #log: readonly LoggedObservation[];
  readonly #collapseWallMs: number;
  readonly #toUtc: (localMs: number) => number;
  #answerer: Answerer | null = null;
  #next = 0;

  constructor({ config, log, collapseAtMs, untilMs }: LogWorldOptions) {
    this.config = config;
    this.#log = collapseAtMs === null ? log : log.filter(({ localMs }) => localMs <= collapseAtMs);
    const startMs = log[0]?.localMs ?? 0;
    const lastMs = this.#log.at(-1)?.localMs ?? startMs;
    const endMs = untilMs ?? (collapseAtMs === null ? lastMs : collapseAtMs + DAY_MS);
    this.zone = zoneChanges(config.home.timezone, startMs - MARGIN_MS, endMs + MARGIN_MS);
    this.#toUtc = localToUtc(this.zone);
    this.startWallMs = this.#toUtc(startMs);
    this.endWallMs = this.#toUtc(endMs);
    this.learnUntilWallMs = this.startWallMs;
    this.momentWallMs = this.startWallMs;
    this.#collapseWallMs = collapseAtMs === null ? Number.POSITIVE_INFINITY : this.#toUtc(collapseAtMs);
  }

  speakerFault(): 'none' {
    return 'none';
  }
  brokerDown(): boolean {
    return false;
  }
  start(clock: VirtualClock, hub: Hub): void {
    this.#answerer = new Answerer(clock, this.#collapseWallMs);
    this.#next = hub.state.counts.observations;
    this.#feed(clock, hub);
  }
  hear(): void {}
  see(entry: Entry, hub: Hub): void {
    this.#answerer?.see(entry, hub);
  }
  caption(): Caption {
    return { room: null, doing: '' };
  }

  /** One line at a time, so that the hub's own deadlines come in between. */
  #feed(clock: VirtualClock, hub: Hub): void {
    const line = this.#log[this.#next];
    if (line === undefined) return;
    clock.after(this.#toUtc(line.localMs) - clock.now().wallMs, () => {
      this.#next += 1;
      hub.submit({ kind: 'observation', sensor: line.sensor, value: line.value });
      this.#feed(clock, hub);
    });
  }
}
