/**
 * What a journal means, whatever it is kept on: numbering, groups, cursors, retention, and life without a disk.
 *
 * Records are appended to a group and committed together; a lane's sequence numbers are given in the commit, so
 * they are contiguous. When the store fails, records stay in memory (bounded), the urgent lanes are readable from
 * there marked `durable: false`, and every later commit tries again. Nothing is readable before it was committed,
 * unless the store is failing. A store that cannot be read is failing too, never a crash. Never decides anything
 * about people.
 */
import { AnbuError, type ErrorCode } from '../errors.ts';
import type { Batch, JournalStore, KeptUpTo, Row, StoreOpening } from '../ports.ts';
import type { Entry, Lane } from '../record.ts';
import { LaneNumbers } from './lane-numbers.ts';
import { type Draft, isTelemetry, nextToShed } from './shedding.ts';
import { sortOut } from './taken.ts';
import { Thinning } from './thinning.ts';
import { Unkept } from './unkept.ts';

export interface JournalOptions {
  readonly memoryRows: number;
  readonly laneOf: (entry: Entry) => Lane | null;
  /** Beyond it the oldest history is thinned; absent: never. */
  readonly bytesMax?: number;
}
export type FlushResult = { readonly ok: true } | { readonly ok: false; readonly why: ErrorCode };

/** Rows are kept raw until this many newer checkpoints exist (design §3). */
const CHECKPOINTS_BEFORE_PRUNE = 2;

/** A file that fails is opened anew at every so many commits: with a group each 10 s, at most once a minute. */
const REOPEN_EVERY_COMMITS = 6;

export class Journal {
  readonly #store: JournalStore;
  readonly #options: JournalOptions;
  #nextN = 1;
  /** Of what was appended last: a journal is one boot's. */
  #boot: string | null = null;
  readonly #numbers = new LaneNumbers();
  #drafts: Draft[] = [];
  #kept: KeptUpTo[] = [];
  readonly #sent = new Map<Lane, number>();
  #sentChanged = new Set<Lane>();
  #checkpoints: number[] = [];
  #why: ErrorCode | null = null;
  /** What could not be read when it was last tried, and why. */
  readonly #unreadable = new Map<string, ErrorCode>();
  readonly #unkept = new Unkept();
  #isOpen = false;
  #committedN = 0;
  #reopenIn = 1;
  #dropped = 0;
  readonly thinning: Thinning;
  /** The disk is full, and its ballast was given back for what matters. */
  #isShedding = false;

  constructor(store: JournalStore, options: JournalOptions) {
    this.#store = store;
    this.#options = options;
    this.thinning = new Thinning(options.bytesMax ?? Infinity);
  }

  /** Opens the store. Throws `AnbuError` when there is nothing to go on with. */
  open(): StoreOpening {
    const opening = this.#openStore();
    this.#isShedding = this.#store.ballast?.restock() === false;
    this.#nextN = opening.lastN + 1;
    for (const { lane, n } of opening.sent) this.#sent.set(lane, n);
    return opening;
  }

  /**
   * Opens a store anew when it is damaged, which moves aside what cannot be read; or when the disk takes files again
   * and had failed: what it then holds is looked at, not taken on trust. Returns what was moved or lost, in words; null
   * when nothing was, or it is too early to try again. What the receiver waits for is then written once more.
   */
  reopen(): string | null {
    const why = this.failing;
    if (this.#isOpen && why !== 'journal-corrupt' && why !== 'journal-unwritable') return null;
    this.#reopenIn -= 1;
    if (this.#reopenIn > 0) return null;
    this.#reopenIn = REOPEN_EVERY_COMMITS;
    // As long as the disk takes nothing, the open file can at least be read.
    if (this.#isOpen && why === 'journal-unwritable' && this.#store.takesFiles?.() !== true) return null;
    try {
      this.close();
      return this.#takeUp(this.#openStore());
    } catch (error) {
      if (!(error instanceof AnbuError)) throw error;
      // Nothing is written after records that could not be looked at.
      this.close();
      this.#why = error.code;
      return null;
    }
  }

  /** Why the store cannot be written or read; null when all is well. */
  get failing(): ErrorCode | null {
    if (this.#why !== null || this.#unreadable.size === 0) return this.#why;
    return [...this.#unreadable.values()].find((why) => why === 'journal-corrupt') ?? 'journal-unwritable';
  }
  /** The disk is full: alerts are written, telemetry is not. */
  get shedding(): boolean {
    return this.#isShedding;
  }
  /** Records given up since the last call, because memory or the disk was full. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
  get waiting(): number {
    return this.#drafts.length;
  }

  append(entry: Entry): void {
    const n = this.#nextN++;
    this.#boot = entry.at.boot;
    this.#drafts.push({ n, entry, lane: this.#options.laneOf(entry), seq: null });
    const { body } = entry;
    if (body.kind === 'kept') this.#noteKept({ lane: body.lane, boot: body.boot, upTo: body.upTo });
    if (this.#drafts.length > this.#options.memoryRows) this.#shed();
  }

  /** Commits everything appended so far in one transaction. A failure is a result, not an exception. */
  flush(): FlushResult {
    if (this.#isShedding) this.#isShedding = this.#store.ballast?.restock() === false;
    if (this.#isShedding) this.#shedTelemetry();
    if (this.#drafts.length === 0 && this.#kept.length === 0) return { ok: true };
    this.#numbers.give(this.#drafts);
    const rows: Row[] = this.#drafts;
    const pruneUpTo = this.#pruneUpTo();
    const thinned = this.#ask('room', () => this.thinning.next(this.#store, pruneUpTo));
    const failed = this.#commit({ rows, pruneUpTo, standIns: thinned?.standIns ?? [] });
    if (failed === 'journal-full' && this.#store.ballast?.give() === true) {
      this.#isShedding = true;
      this.#numbers.takeBackHistory(this.#drafts);
      return this.flush();
    }
    if (failed !== null) {
      this.#numbers.takeBackHistory(this.#drafts);
      this.#markUndurable();
      this.#why = failed;
      return { ok: false, why: failed };
    }
    for (const row of rows) if (row.entry.body.kind === 'checkpoint') this.#checkpoints.push(row.n);
    this.#checkpoints = this.#checkpoints.slice(-CHECKPOINTS_BEFORE_PRUNE);
    this.#committedN = rows.at(-1)?.n ?? this.#committedN;
    if (thinned !== null) this.thinning.done(thinned);
    this.#unkept.add(rows);
    for (const mark of this.#kept) this.#unkept.keep(mark);
    this.#drafts = [];
    this.#kept = [];
    this.#sentChanged = new Set();
    this.#why = null;
    return { ok: true };
  }

  /** Committed rows of a lane that the receiver has not kept; while the store fails, the urgent ones in memory too. */
  readLane(lane: Lane, after: number, limit: number): Row[] {
    const stored = this.#ask(lane, () => this.#store.readLane(lane, after, limit));
    if (stored !== null && this.#why === null) return stored;
    const rows = [...(stored ?? this.#unkept.of(lane)), ...this.#memoryOf(lane)];
    return rows.filter((row) => row.n > after).slice(0, limit);
  }
  /** PUBACKed up to here; written with the next transaction, for it is only a hint of where to look. */
  markSent(lane: Lane, n: number): void {
    if (this.#sent.get(lane) === n) return;
    this.#sent.set(lane, n);
    this.#sentChanged.add(lane);
  }
  /** Rows that wait to be kept; while the store fails, those in memory that may leave already too. */
  backlog(lane: Lane): { rows: number; oldestWallMs: number | null } {
    const stored = this.#ask(`backlog ${lane}`, () => this.#store.backlog(lane));
    if (stored !== null && this.#why === null) return stored;
    const memory = [...(stored === null ? this.#unkept.of(lane) : []), ...this.#memoryOf(lane)];
    const oldestWallMs = stored?.oldestWallMs ?? memory[0]?.entry.at.wallMs ?? null;
    return { rows: (stored?.rows ?? 0) + memory.length, oldestWallMs };
  }
  durable(): boolean {
    return this.#why === null;
  }
  read(after: number, limit: number): Row[] {
    return this.#ask('records', () => this.#store.read(after, limit)) ?? [];
  }
  readCheckpoints(limit: number): Row[] {
    return this.#ask('checkpoints', () => this.#store.readCheckpoints(limit)) ?? [];
  }
  /** Reads the record that was written last: a disk that takes everything and gives nothing back is failing. */
  readBack(): void {
    if (this.#committedN === 0) return;
    const rows = this.#ask('last', () => this.#store.read(this.#committedN - 1, 1));
    if (rows?.length === 0) this.#unreadable.set('last', 'journal-corrupt');
  }
  /** Records that nobody can use: taken out where the store can. */
  setAside(numbers: readonly number[]): void {
    this.#ask('set aside', () => this.#store.setAside?.(numbers));
  }
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#store.close();
  }

  /** What the store says of it; null when it holds. */
  #commit(batch: Pick<Batch, 'rows' | 'pruneUpTo' | 'standIns'>): ErrorCode | null {
    try {
      if (!this.#isOpen) throw new AnbuError(this.#why ?? 'journal-unwritable', 'the journal is not open');
      const sent = [...this.#sentChanged].map((lane) => ({ lane, n: this.#sent.get(lane) ?? 0 }));
      this.#store.commit({ ...batch, kept: this.#kept, sent });
      return null;
    } catch (error) {
      if (!(error instanceof AnbuError)) throw error;
      return error.code;
    }
  }

  #openStore(): StoreOpening {
    const opening = this.#store.open();
    this.#isOpen = true;
    this.#checkpoints = this.readCheckpoints(CHECKPOINTS_BEFORE_PRUNE)
      .map((row) => row.n)
      .reverse();
    return opening;
  }

  /** What is on the disk holds, also of what it said no to; what is not there is written with the next commit. */
  #takeUp({ lastN, quarantined, previous }: StoreOpening): string | null {
    const isShort = lastN < this.#committedN;
    const read = (n: number) => this.#store.read(n - 1, 1)[0];
    const { taken, left } = sortOut([...this.#unkept.rows, ...this.#drafts], lastN, read);
    this.#numbers.goOnFrom(previous, this.#boot);
    this.#unkept.begin(taken);
    this.#drafts = left;
    this.#nextN = Math.max(this.#nextN, lastN + 1, (left.at(-1)?.n ?? 0) + 1);
    this.#unreadable.clear();
    this.#committedN = 0;
    return quarantined ?? (isShort ? `nothing after record ${lastN} is on the disk any more` : null);
  }

  /** What the store says; null when it cannot be read, which is remembered until the same can be read again. */
  #ask<T>(what: string, read: () => T): T | null {
    if (!this.#isOpen) return null;
    try {
      const answer = read();
      if (this.#unreadable.size > 0) this.#unreadable.delete(what);
      return answer;
    } catch (error) {
      if (!(error instanceof AnbuError)) throw error;
      this.#unreadable.set(what, error.code);
      return null;
    }
  }

  /** Alerts keep their numbers and leave, and say that they exist in memory only. */
  #markUndurable(): void {
    for (const draft of this.#drafts) {
      const { body, at } = draft.entry;
      if (body.kind === 'alert' && body.durable) draft.entry = { at, body: { ...body, durable: false } };
    }
  }

  /** One mark per lane and boot, the furthest: a store that fails for days must not collect them. */
  #noteKept(mark: KeptUpTo): void {
    const known = this.#kept.findIndex(({ lane, boot }) => lane === mark.lane && boot === mark.boot);
    if (known < 0) this.#kept.push(mark);
    else if ((this.#kept[known]?.upTo ?? 0) < mark.upTo) this.#kept[known] = mark;
  }

  #isKept({ lane, seq, entry }: Draft): boolean {
    return this.#kept.some(
      (mark) => mark.lane === lane && mark.boot === entry.at.boot && (seq ?? Infinity) <= mark.upTo,
    );
  }

  /** What may leave though it is not on disk: numbered, and not yet kept. */
  #memoryOf(lane: Lane): Draft[] {
    return this.#drafts.filter((draft) => draft.lane === lane && draft.seq !== null && !this.#isKept(draft));
  }

  /** Memory is full while the store fails. */
  #shed(): void {
    const at = nextToShed(this.#drafts, (draft) => this.#isKept(draft));
    this.#drafts.splice(at, 1);
    this.#dropped += 1;
  }

  /** The disk is full: what it still takes is for what matters. */
  #shedTelemetry(): void {
    const left = this.#drafts.filter((draft) => !isTelemetry(draft));
    this.#dropped += this.#drafts.length - left.length;
    this.#drafts = left;
  }

  #pruneUpTo(): number | null {
    if (this.#checkpoints.length < CHECKPOINTS_BEFORE_PRUNE) return null;
    return this.#checkpoints[0] ?? null;
  }
}
