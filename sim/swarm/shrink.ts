/**
 * Takes away from a failing seed whatever the failure does not need: faults, falls, hours of life, odds of policy.
 *
 * Delta debugging by Zeller and Hildebrandt (2002): halves first, then smaller parts, as long as the same invariant
 * breaks. Pure but for what it is handed; bounded by the runs it may make.
 */
import type { Invariant, Violation } from '../checkers/report.ts';
import type { Remains } from './remains.ts';

export interface Shrinking {
  /** What breaks with so much left. */
  readonly run: (remains: Remains) => readonly Violation[];
  /** Told of each run. */
  readonly progress: (runs: number, remains: Remains) => void;
  /** Runs it may make. */
  readonly runsMax: number;
  /** Whether there is no more time. */
  readonly isLate: () => boolean;
}
export interface Shrunk {
  readonly remains: Remains;
  readonly violation: Violation;
  readonly runs: number;
  /** Nothing more could be taken away; else it was stopped. */
  readonly isDone: boolean;
}

const HOUR_MS = 3_600_000;
const LIVED_PARTS = 12;
/** What a seed is left with when its odds do not matter; all of them among those that are drawn. */
const PLAIN = {
  capMs: 5 * HOUR_MS,
  window: 16,
  heartbeatMs: 60_000,
  groupMs: 10_000,
  checkpointMs: 6 * HOUR_MS,
  memoryRows: 10_000,
  rawEvents: false,
} as const;

/** Shrinks; null when nothing breaks to begin with. */
export function shrink(all: Remains, shrinking: Shrinking): Shrunk | null {
  const first = shrinking.run(all)[0];
  if (first === undefined) return null;
  const smaller = new Smaller(all, first, shrinking);
  let before = -1;
  while (before !== smaller.taken) {
    before = smaller.taken;
    smaller.pass();
  }
  return smaller.result();
}

class Smaller {
  /** How often something could be taken away. */
  taken = 0;
  readonly #shrinking: Shrinking;
  readonly #invariant: Invariant;
  #remains: Remains;
  #violation: Violation;
  #runs = 1;

  constructor(remains: Remains, violation: Violation, shrinking: Shrinking) {
    this.#remains = remains;
    this.#violation = violation;
    this.#invariant = violation.invariant;
    this.#shrinking = shrinking;
  }

  result(): Shrunk {
    return {
      remains: this.#remains,
      violation: this.#violation,
      runs: this.#runs,
      isDone: !this.#isOver(),
    };
  }

  /** Everything once. */
  pass(): void {
    this.#cutEnd();
    this.#thin('faults');
    this.#try({ crashInTheAir: 0 });
    this.#try({ callsPerDay: 0 });
    this.#try({ company: [] });
    this.#thin('company');
    this.#thin('falls');
    this.#try({ wired: false });
    this.#try({ zone: false });
    this.#try({ lived: [] });
    this.#try({ lived: partsOf(this.#remains.lived) });
    this.#thin('lived');
    for (const name of ODDS) this.#try({ odds: { ...this.#remains.odds, [name]: PLAIN[name] } });
    for (const [at, fault] of this.#remains.faults.entries()) {
      const toMs = fault.fromMs + Math.ceil((fault.toMs - fault.fromMs) / 2);
      if (toMs < fault.toMs) this.#try({ faults: this.#remains.faults.with(at, { ...fault, toMs }) });
    }
  }

  /** Faults end soon after the break. */
  #cutEnd(): void {
    const calmMs = Math.ceil(this.#violation.atMs / HOUR_MS) * HOUR_MS;
    if (calmMs >= this.#remains.calmMs) return;
    const { faults, falls, lived } = this.#remains;
    this.#try({
      calmMs,
      faults: faults.filter(({ toMs }) => toMs < calmMs),
      falls: falls.filter(({ atMs }) => atMs < calmMs),
      lived: lived.map(([fromMs, toMs]) => [fromMs, Math.min(toMs, calmMs)] as const),
    });
  }

  /** Takes parts out of a list: halves, quarters, single ones. */
  #thin(name: 'faults' | 'falls' | 'lived' | 'company'): void {
    const left = (): readonly unknown[] => this.#remains[name] ?? [];
    for (let size = Math.ceil(left().length / 2); size >= 1;) {
      for (let at = 0; at < left().length && !this.#isOver();) {
        const list = left();
        const less = list.filter((_, index) => index < at || index >= at + size);
        if (!this.#try({ [name]: less })) at += size;
      }
      if (size === 1) return;
      size = Math.ceil(size / 2);
    }
  }

  #try(change: Partial<Remains>): boolean {
    if (this.#isOver()) return false;
    const remains = { ...this.#remains, ...change };
    if (JSON.stringify(remains) === JSON.stringify(this.#remains)) return false;
    this.#runs += 1;
    this.#shrinking.progress(this.#runs, this.#remains);
    const violation = this.#shrinking.run(remains).find(({ invariant }) => invariant === this.#invariant);
    if (violation === undefined) return false;
    this.#remains = remains;
    this.#violation = violation;
    this.taken += 1;
    return true;
  }
  #isOver(): boolean {
    return this.#runs >= this.#shrinking.runsMax || this.#shrinking.isLate();
  }
}

const ODDS = [
  'capMs',
  'window',
  'heartbeatMs',
  'groupMs',
  'checkpointMs',
  'memoryRows',
  'rawEvents',
] as const satisfies readonly (keyof Remains['odds'])[];

function partsOf(lived: Remains['lived']): Remains['lived'] {
  return lived.flatMap(([fromMs, toMs]) => {
    const partMs = Math.ceil((toMs - fromMs) / LIVED_PARTS);
    if (partMs < HOUR_MS) return [[fromMs, toMs] as const];
    return Array.from(
      { length: LIVED_PARTS },
      (_, at) => [fromMs + at * partMs, Math.min(toMs, fromMs + (at + 1) * partMs)] as const,
    );
  });
}
