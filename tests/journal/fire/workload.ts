/**
 * What a journal is put through under fire: the same turns from the same seed, on whatever store they run.
 *
 * A turn is what one commit holds: movement, climate, alerts, replies, marks of the receiver, checkpoints of several
 * pages. It runs on the real `Journal`; nothing here knows how the store keeps it, so the store in memory is the model
 * of the one on disk. Two lives never share a boot.
 */
import { Journal } from '../../../agent/journal/journal.ts';
import type { JournalStore } from '../../../agent/ports.ts';
import type { Body, Entry, Kept, Lane } from '../../../agent/record.ts';
import { laneOf } from '../../../agent/uplink/wire.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { ONE_OF_EACH } from '../journal-rows.ts';

/** More than any turn appends: this journal never sheds. */
const MEMORY_ROWS = 10_000;
const ENTRIES_MAX = 6;
const CHECKPOINT_EVERY_TURNS = 11;
const KEPT_EVERY_TURNS = 4;
/** As text: three to seven pages of 1 KiB. */
const STATE_BYTES = { least: 3000, spread: 4000 };
const LIVES_BACK = 6;
const SEEN: readonly Lane[] = ['alert', 'notice', 'history'];

export function bootOf(life: number): string {
  return life.toString(16).padStart(32, '0');
}

/** Opens the journal on this store for one life, and is ready for its turns. */
export class Life {
  readonly journal: Journal;
  readonly #unit: () => number;
  readonly #life: number;
  readonly #seqs = new Map<Lane, number>();
  #turn = 0;
  #now = 0;

  constructor(store: JournalStore, { seed, life }: { readonly seed: number; readonly life: number }) {
    this.#life = life;
    this.#unit = seededUnit(seed * 1000 + life);
    this.journal = new Journal(store, { memoryRows: MEMORY_ROWS, laneOf: ({ body }) => laneOf(body, true) });
    this.journal.open();
  }

  /** Appends what the next commit holds; the caller commits it. */
  prepare(): void {
    this.#turn += 1;
    if (this.#turn === 1) this.#keepBefore();
    const entries = 1 + Math.floor(this.#unit() * ENTRIES_MAX);
    for (let index = 0; index < entries; index += 1) this.#append(this.#body(index));
    if (this.#turn % KEPT_EVERY_TURNS === 0) this.#append(this.#kept());
    if (this.#turn % CHECKPOINT_EVERY_TURNS === 0) this.#append(this.#checkpoint());
    if (this.#unit() < 0.3) this.journal.markSent('history', this.#turn);
  }

  #append(body: Body): void {
    this.#now += 250;
    const { quality, utcOffsetMin } = { quality: 'synced', utcOffsetMin: 540 } as const;
    const wallMs = 1_795_000_000_000 + this.#life * 86_400_000 + this.#now;
    const entry: Entry = {
      at: { boot: bootOf(this.#life), monotonicMs: this.#now, wallMs, quality, utcOffsetMin },
      body,
    };
    this.journal.append(entry);
    const lane = laneOf(body, true);
    if (lane !== null) this.#seqs.set(lane, (this.#seqs.get(lane) ?? 0) + 1);
  }

  #body(index: number): Body {
    const chance = this.#unit();
    const id = `${this.#turn}-${index}`;
    if (chance < 0.12) return { ...ONE_OF_EACH.alert, alert: id };
    if (chance < 0.2) return { ...ONE_OF_EACH.condition, subject: id };
    if (chance < 0.3) return { ...ONE_OF_EACH.climate, value: this.#turn / 10 };
    return { kind: 'observation', sensor: id, value: chance < 0.6 ? 'on' : 'off' };
  }

  /** The receiver keeps most of a lane; now and then it claims what there is not. */
  #kept(): Kept {
    const lane = SEEN[Math.floor(this.#unit() * SEEN.length)] ?? 'history';
    const upTo = Math.floor((this.#seqs.get(lane) ?? 0) * (0.5 + this.#unit() * 0.6));
    return { ...ONE_OF_EACH.kept, lane, boot: bootOf(this.#life), upTo, counter: this.#turn };
  }

  /**
   * All of the lives before, however much that was; of several, for some were killed before their first turn. So less
   * waits than one commit looks at for deletion, and what may go is gone at once on either store.
   */
  #keepBefore(): void {
    for (let back = 1; back <= LIVES_BACK; back += 1) {
      for (const lane of SEEN) {
        const boot = bootOf(Math.max(0, this.#life - back));
        this.#append({ ...ONE_OF_EACH.kept, lane, boot, upTo: 1_000_000, counter: 0 });
      }
    }
  }

  #checkpoint(): Body {
    const length = STATE_BYTES.least + Math.floor(this.#unit() * STATE_BYTES.spread);
    return { ...ONE_OF_EACH.checkpoint, state: `${this.#turn} `.repeat(length).slice(0, length) };
  }
}
