/**
 * The hub's uplink on a journal of plain arrays: what the desk meets in real life, without the home.
 *
 * The uplink is the real one. Rows and what is kept survive `crash()`, as a disk does; all else is forgotten.
 */
import type { Publisher, Row } from '../../agent/ports.ts';
import { type Body, LANES, type Fact, type Lane } from '../../agent/record.ts';
import { evolveCentre } from '../../agent/uplink/centre.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { Uplink } from '../../agent/uplink/uplink.ts';
import { perLane } from '../../agent/uplink/wire.ts';
import { UPLINK_DEFAULTS } from '../../agent/config/defaults.ts';
import { initialState } from '../../agent/state.ts';
import type { CentreKey } from '../../sim/keys.ts';
import { seededRandom } from '../../sim/quiet-ports.ts';
import type { VirtualClock } from '../../sim/virtual-clock.ts';

export interface DeskHubParts {
  readonly clock: VirtualClock;
  readonly key: CentreKey;
  /** A client of the broker; a new one for each boot. */
  readonly client: () => Publisher;
  /** What the hub makes of a stage set at the desk. */
  readonly onFact: (fact: Fact) => void;
}

export class DeskHub {
  readonly #parts: DeskHubParts;
  readonly #state = initialState();
  readonly #rows: Row[] = [];
  readonly #unkept: Record<Lane, Row[]> = perLane(() => []);
  #boots = 0;
  #seqs: Record<Lane, number> = perLane(() => 0);
  #uplink: Uplink | null = null;
  #cancelWake: (() => void) | null = null;

  constructor(parts: DeskHubParts) {
    this.#parts = parts;
    this.boot();
  }

  /** How many rows were ever committed, by lane. */
  committed(): Record<Lane, number> {
    return perLane((lane) => this.#rows.filter((row) => row.lane === lane).length);
  }
  unkept(): number {
    return LANES.reduce((sum, lane) => sum + this.#unkept[lane].length, 0);
  }

  /** One committed row, given to the uplink at once. */
  append(lane: Lane, body: Body): void {
    this.#seqs[lane] += 1;
    const { monotonicMs, wallMs, quality, utcOffsetMin } = this.#parts.clock.now();
    const at = { boot: this.#bootName(), monotonicMs, wallMs, quality, utcOffsetMin };
    const row: Row = { n: this.#rows.length + 1, entry: { at, body }, lane, seq: this.#seqs[lane] };
    this.#rows.push(row);
    this.#unkept[lane].push(row);
    this.#uplink?.pump();
    this.#wakeLater();
  }

  /** The process is killed and starts again. */
  boot(): void {
    void this.#uplink?.stop();
    this.#cancelWake?.();
    const before = this.#boots === 0 ? null : { boot: this.#bootName(), lastSeq: this.#seqs };
    this.#boots += 1;
    this.#seqs = perLane(() => 0);
    const { clock, key, client } = this.#parts;
    const live = this.#boots;
    this.#uplink = new Uplink({
      publisher: client(),
      journal: {
        readLane: (lane, after, limit) => this.#unkept[lane].filter(({ n }) => n > after).slice(0, limit),
        markSent: () => {},
        backlog: (lane) => ({ rows: this.#unkept[lane].length, oldestWallMs: null }),
        durable: () => true,
      },
      signatures: openSignatures({ [key.keyId]: key.publicKey }),
      random: seededRandom(1),
      consented: [],
      policy: { ...UPLINK_DEFAULTS, site: 'seoul', hub: 'hub-1' },
      birth: { boot: this.#bootName(), version: '1.0.0', previous: before },
      dueEarlier: () => {},
      emit: (fact) => {
        if (live === this.#boots) this.#take(fact);
      },
      instant: () => clock.now(),
      state: () => this.#state,
    });
    this.#uplink.start();
    this.#wakeLater();
  }

  #take(fact: Fact): void {
    const ms = this.#parts.clock.now().monotonicMs;
    evolveCentre(this.#state.centre, fact, { ms, localMs: ms, trusted: true });
    if (fact.kind === 'kept') {
      const { lane, boot, upTo } = fact;
      this.#unkept[lane] = this.#unkept[lane].filter(
        ({ entry, seq }) => entry.at.boot !== boot || (seq ?? 0) > upTo,
      );
    }
    this.#parts.onFact(fact);
    this.#uplink?.pump();
    this.#wakeLater();
  }

  #wakeLater(): void {
    this.#cancelWake?.();
    const dueMs = this.#uplink?.dueMs() ?? Number.POSITIVE_INFINITY;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#cancelWake = this.#parts.clock.after(dueMs - this.#parts.clock.now().monotonicMs, () => {
      this.#uplink?.wake();
      this.#wakeLater();
    });
  }

  #bootName(): string {
    return this.#boots.toString(16).padStart(32, '0');
  }
}
