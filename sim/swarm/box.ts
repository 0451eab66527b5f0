/**
 * The box a hub lives in: one card, one life after another on it, and how each of them ends.
 *
 * Owns the store from one life to the next and what the checkers are told of starts and ends. Never decides when
 * something fails.
 */
import type { BoardProfile } from '../../agent/config/board.ts';
import type { Config } from '../../agent/config/config.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { Buses, Random, Row } from '../../agent/ports.ts';
import type { Entry } from '../../agent/record.ts';
import type { Checkers } from '../checkers.ts';
import type { SimulatedBroker } from '../simulated-broker.ts';
import type { Said } from '../simulated-speaker.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { quarantinedStore, storeOf } from './copied-store.ts';
import type { Draw } from './draw.ts';
import { HubLife } from './life.ts';
import { Death } from './mortal-store.ts';
import { SWARM_SIGNATURES } from './signing.ts';

export interface BoxParts {
  readonly clock: VirtualClock;
  readonly broker: SimulatedBroker;
  readonly config: Config;
  readonly random: Random;
  readonly draw: Draw;
  readonly buses: Buses;
  readonly board: BoardProfile | null;
  readonly checkers: Checkers;
  /** Alerts that were put before a person. */
  readonly opened: () => ReadonlySet<string>;
  /** A new life meets a world that is as broken as before. */
  readonly equip: (life: HubLife) => void;
  readonly observed: (committed: readonly Entry[], life: HubLife) => void;
  readonly said: (said: Said) => void;
  /** Something that happened at home was not noticed. */
  readonly missed: () => void;
  /** It has started. */
  readonly started: (life: HubLife) => void;
}

const ALL_ROWS = 10_000_000;
/** Downtime after a death in a transaction: from a supervisor's restart to a board that boots. */
const DEATH_MS = { least: 500, most: 90_000 } as const;
/** A process that stands still answers no keep-alive for so long; then its broker gives it up. */
const KEEP_ALIVE_MS = 60_000;

export class Box {
  /** Of every start. */
  readonly nonces: string[] = [];
  readonly #parts: BoxParts;
  #store: MemoryStore;
  #life: HubLife | null = null;
  #version = 0;
  #lastWrittenMs = 0;
  #frozenSinceMs: number | null = null;
  #isDamaged = false;

  constructor(parts: BoxParts, store: MemoryStore) {
    this.#parts = parts;
    this.#store = store;
  }

  get life(): HubLife | null {
    return this.#life;
  }
  /** What the journal holds now. */
  rows(): Row[] {
    return this.#life?.store.read(0, ALL_ROWS) ?? [];
  }

  /** The hub starts on what the disk shows. */
  boot(): void {
    const { checkers, equip, observed, said, clock, broker, config, random, buses, board } = this.#parts;
    this.guard(() => {
      const life = new HubLife({
        clock,
        broker,
        config,
        random,
        buses,
        board,
        said,
        signatures: SWARM_SIGNATURES,
        store: this.#store,
        codeHash: `swarm-${this.#version}`,
        written: (batch) => {
          this.#lastWrittenMs = clock.now().monotonicMs;
          checkers.written(batch);
        },
        observed: (entries) => observed(entries, life),
        linked: () => checkers.bounds.count('connects', clock.now().monotonicMs),
        published: () => checkers.bounds.count('packets', clock.now().monotonicMs),
      });
      this.#life = life;
      this.nonces.push(life.hub.boot);
      equip(life);
      checkers.booted(this.rows(), life.hub.state);
      // Whatever it knew of a silence is gone.
      if (this.#isDamaged) checkers.falls.misled(clock.now().monotonicMs);
      this.#isDamaged = false;
      life.hub.start();
      this.#parts.started(life);
    });
  }

  /** Does something with the hub, if there is one that runs; it may die of it. */
  take(what: (life: HubLife) => void): boolean {
    const life = this.#life;
    if (life === null) return false;
    const isAwake = !life.frozen;
    this.guard(() => what(life));
    return isAwake;
  }
  /** Runs what may kill the hub. */
  guard(what: () => void): void {
    try {
      what();
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.kill(this.#parts.draw.between(DEATH_MS.least, DEATH_MS.most));
    }
  }

  /** The hub dies now, and is there again after so long; Infinity: never. */
  kill(downMs: number): void {
    this.#end(downMs, (life) => life.die());
  }
  /** It is told to stop, says farewell, and is started again; `isUpgrade`: as another version. */
  stop(downMs: number, isUpgrade: boolean): void {
    if (this.#life?.frozen === true || this.#life?.store.doomed === true) return this.kill(downMs);
    if (isUpgrade) this.#version += 1;
    this.#end(downMs, (life) => life.stop());
  }
  /** It dies, and at the next start the file is damaged: all of it is moved aside, or so much of its beginning is left. */
  damage(downMs: number, leftShare: number): void {
    const life = this.#life;
    if (life === null) return;
    const { checkers, opened } = this.#parts;
    const rows = this.rows();
    const left = rows.slice(0, Math.floor(rows.length * leftShare));
    const { marks } = life.store;
    this.kill(downMs);
    this.#store = quarantinedStore(storeOf(left, marks));
    this.#isDamaged = true;
    checkers.damaged(left, opened());
  }
  /** It stands still, and goes on after so long. */
  freeze(ms: number): void {
    const { clock } = this.#parts;
    const life = this.#life;
    if (life === null || life.frozen) return;
    life.freeze();
    this.#parts.missed();
    const sinceMs = clock.now().monotonicMs;
    this.#frozenSinceMs = sinceMs;
    clock.after(KEEP_ALIVE_MS, () => {
      if (this.#life === life && life.frozen && this.#frozenSinceMs === sinceMs) life.hangUp();
    });
    clock.after(ms, () => {
      if (this.#life === life && this.#frozenSinceMs === sinceMs) this.thaw();
    });
  }
  thaw(): void {
    const life = this.#life;
    if (life === null || this.#frozenSinceMs === null) return;
    const { clock, checkers } = this.#parts;
    const nowMs = clock.now().monotonicMs;
    this.#parts.missed();
    checkers.falls.excuseSpan(nowMs - this.#frozenSinceMs);
    checkers.delivery.began(nowMs);
    checkers.sight.began(nowMs);
    this.#frozenSinceMs = null;
    this.guard(() => life.thaw());
  }

  #end(downMs: number, how: (life: HubLife) => void): void {
    const life = this.#life;
    if (life === null) return;
    const { checkers, clock } = this.#parts;
    how(life);
    this.#life = null;
    this.#frozenSinceMs = null;
    checkers.died(life.hub.boot, life.store.failing);
    this.#store = life.store.inner.crash();
    const lastMs = this.#lastWrittenMs;
    this.#parts.missed();
    if (downMs === Number.POSITIVE_INFINITY) return;
    clock.after(downMs, () => {
      checkers.falls.excuse(lastMs, clock.now().monotonicMs);
      this.boot();
    });
  }
}
