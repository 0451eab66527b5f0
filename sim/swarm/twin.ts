/**
 * A copy of the card in another box: a second hub under the same name, in a home where nobody has moved in yet.
 *
 * Owns the copy from its start to its end, and who is told there. What must hold for both is the checkers'; the copy
 * has its own, for everything but falls.
 */
import { noBuses, seededRandom } from '../quiet-ports.ts';
import { Checkers } from '../checkers.ts';
import type { SaidByCentre } from '../checkers/commands.ts';
import type { Violation } from '../checkers/report.ts';
import { Box, type BoxParts } from './box.ts';
import { storeOf } from './copied-store.ts';

export interface TwinParts extends Pick<BoxParts, 'clock' | 'broker' | 'config' | 'draw' | 'opened'> {
  readonly seed: number;
  readonly said: SaidByCentre;
  readonly original: Box;
}

/** Somebody tries the cord of the box that nobody knows. */
const PRESS_MS = 10 * 60_000;

export class Twin {
  readonly checkers: Checkers;
  readonly box: Box;
  #isOver = false;

  /** Copies the card of a hub that runs, and starts. */
  constructor({ seed, said, original, ...parts }: TwinParts) {
    const { clock, config } = parts;
    const nowMs = (): number => clock.now().monotonicMs;
    this.checkers = new Checkers(config, nowMs, said, 'twin: ');
    const { checkers } = this;
    const store = storeOf(original.rows(), original.life?.store.marks ?? []);
    this.box = new Box(
      {
        ...parts,
        checkers,
        random: seededRandom(seed),
        buses: noBuses,
        board: null,
        equip: () => {},
        observed: (committed, { hub }) => checkers.observed(committed, hub.state, nowMs()),
        said: () => {},
        missed: () => {},
        started: () => {},
      },
      store,
    );
    // What the original did is known to the copy's checkers as well: it obeyed it once already.
    this.checkers.commands.written(original.rows());
    this.box.boot();
    clock.after(PRESS_MS, () => this.#press());
  }

  /** `wholeSinceMs`: as in `checkers/delivery.ts`. */
  stepped(nowMs: number, wholeSinceMs: number): void {
    const { life } = this.box;
    if (life === null) return;
    this.checkers.stepped(life.hub.state, nowMs);
    this.checkers.delivery.stepped(nowMs, wholeSinceMs, true);
  }
  /** The box is switched off for good. */
  end(): void {
    this.#isOver = true;
    this.box.kill(Number.POSITIVE_INFINITY);
  }
  #press(): void {
    if (!this.#isOver)
      this.box.take((life) => life.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' }));
  }
}

/** Where a copy may stand: one at a time, or none. */
export class TwinPlace {
  readonly violations: Violation[] = [];
  #twin: Twin | null = null;

  /** Copies the card of a hub that runs, unless there is a copy already. */
  copy(parts: TwinParts): void {
    if (this.#twin === null && parts.original.life !== null) this.#twin = new Twin(parts);
  }
  /** Returns the boots of the copy that is no more. */
  end(): readonly string[] {
    const twin = this.#twin;
    if (twin === null) return [];
    twin.end();
    this.#twin = null;
    this.violations.push(...twin.checkers.violations);
    return twin.box.nonces;
  }
  opened(alert: string): void {
    this.#twin?.checkers.opened(alert);
  }
  stepped(nowMs: number, wholeSinceMs: number): void {
    this.#twin?.stepped(nowMs, wholeSinceMs);
  }
}
