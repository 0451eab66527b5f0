/**
 * Which records go next: alerts before all, each lane in its own order, never more in flight than the window.
 *
 * Owns the read position of each lane and what is in flight; knows nothing of MQTT. The journal is the queue: what
 * is lost in the air is simply read again. Must never skip a row, and must never report a row as sent before every
 * row before it in its lane was acknowledged by the broker.
 */
import { assert, type ErrorCode } from '../errors.ts';
import type { Packet, Row } from '../ports.ts';
import { LANES, type Kept, type Lane } from '../record.ts';
import { type Line, type Open, type Shipment, dueMsOf, holdMs, newLine } from './line.ts';
import type { Pace } from './pace.ts';
import { perLane } from './wire.ts';

export type { Shipment } from './line.ts';

/** What the uplink may read of the journal: committed rows, and nothing before. */
export interface LaneReader {
  /** Rows of one lane with n > `after` that the receiver has not kept, in order. */
  readLane(lane: Lane, after: number, limit: number): readonly Row[];
  /** Every row of the lane up to this one was acknowledged by the broker at least once. */
  markSent(lane: Lane, n: number): void;
  backlog(lane: Lane): { readonly rows: number; readonly oldestWallMs: number | null };
  /** False while the store fails and records live in memory only. */
  durable(): boolean;
}
export interface Packer {
  /** Makes a packet of as many leading rows as fit, at least one. `short`: cut down, because the broker found it too big. */
  pack(lane: Lane, rows: readonly Row[], short: boolean): { readonly packet: Packet; readonly rows: number };
  /** Whether a row is no news any more. */
  isHistoric(row: Row): boolean;
}

/** Places in the window a lane must leave free, so that whatever is more urgent never waits for an acknowledgement. */
const ROOM_LEFT: Readonly<Record<Lane, number>> = { alert: 0, notice: 1, need: 2, state: 3, history: 4 };
/** History in the air: two packets of 16 KiB are 16 s of a 2 kB/s link, half of the 30 s an alert may take there. */
const HISTORY_FLYING_CHARS_MAX = 32_768;
/** Rows read from the journal at once: as many as one history packet takes. */
const READ_MAX = 64;
/** Packets of a lane waiting behind one that fails: 256 of 3 kB are below 1 MB. Beyond, the lane waits. */
const OPEN_MAX = 256;
/** A record that was too big this often (1 + 2 + … + 64 s: two minutes) leaves a word in its place. */
const TRIES_BEFORE_SHORT = 8;

export class Lanes {
  readonly #reader: LaneReader;
  readonly #packer: Packer;
  readonly #pace: Pace;
  /** The packet in the air that the pace counts. */
  #paced: Open | null = null;
  readonly #lines: Readonly<Record<Lane, Line>>;
  #flying = 0;

  constructor(reader: LaneReader, packer: Packer, pace: Pace) {
    this.#reader = reader;
    this.#packer = packer;
    this.#pace = pace;
    this.#lines = perLane(newLine);
  }

  /** Packets handed out and not landed. */
  get flying(): number {
    return this.#flying;
  }

  /** The next packet, or null: nothing owed that may go now. `limit` is the window at this moment. */
  next(nowMs: number, limit: number): Shipment | null {
    for (const lane of LANES) {
      if (this.#isFull(lane, limit)) return null;
      const open = this.#pick(this.#lines[lane], nowMs);
      if (open === null) continue;
      this.#takeOff(open, nowMs);
      return open.shipment;
    }
    return null;
  }

  /** A packet came to its end: null when the broker acknowledged it. One of an earlier connection changes nothing. */
  landed(shipment: Shipment, failed: ErrorCode | null, nowMs: number): void {
    const line = this.#lines[shipment.lane];
    const open = line.open.find((one) => one.shipment === shipment);
    if (open === undefined || open.state !== 'flying') return;
    this.#flying -= 1;
    line.flying -= 1;
    line.flyingChars -= shipment.packet.payload.length;
    if (open === this.#paced) {
      this.#paced = null;
      this.#pace.landed(nowMs);
    }
    if (failed === null) this.#acked(line, open);
    else this.#failed(line, open, { why: failed, nowMs });
  }

  /** The connection is new: everything not kept by the receiver is owed again. */
  rewind(nowMs: number): void {
    this.#flying = 0;
    this.#paced = null;
    this.#pace.broke(nowMs);
    for (const lane of LANES) {
      const line = this.#lines[lane];
      line.open = [];
      line.flying = 0;
      line.flyingChars = 0;
      this.#startOver(line);
    }
  }

  /** One lane is owed again from what is kept on, as soon as nothing of it is open. */
  resend(lane: Lane): void {
    const line = this.#lines[lane];
    line.resendWanted = true;
    this.#settle(line);
  }

  /** Nothing owed beyond what is in flight. */
  idle(lanes: readonly Lane[] = LANES): boolean {
    return lanes.every((lane) => {
      const line = this.#lines[lane];
      if (line.resendWanted || line.buffer.length > 0) return false;
      if (line.open.some(({ state }) => state === 'failed')) return false;
      return this.#reader.readLane(lane, line.positionN, 1).length === 0;
    });
  }

  /** When a refused packet may be tried again; Infinity when none waits, or none may go before another landed. */
  dueMs(limit: number): number {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const lane of LANES) {
      if (this.#isFull(lane, limit)) break;
      const line = this.#lines[lane];
      dueMs = Math.min(dueMs, line.paced ? this.#pace.dueMs : dueMsOf(line));
    }
    return dueMs;
  }

  /** For the heartbeat: how far the lane came and what stood in its way. */
  report(lane: Lane): Pick<Line, 'sent' | 'refusals' | 'refusedWhy' | 'refusedSinceMs'> {
    return this.#lines[lane];
  }

  /** Whether the receiver claims more of the boot that lives than was ever given out. */
  isBeyond({ lane, boot, upTo }: Kept, living: string): boolean {
    const { handed } = this.#lines[lane];
    return boot === living && upTo > (handed?.boot === boot ? handed.seq : 0);
  }

  /** The window has no place left for this lane, and so for none after it. */
  #isFull(lane: Lane, limit: number): boolean {
    return this.#flying >= Math.max(1, limit - ROOM_LEFT[lane]);
  }

  #pick(line: Line, nowMs: number): Open | null {
    line.paced = false;
    if (nowMs < line.heldUntilMs) return null;
    const probing = line.failures > 0;
    if (probing && line.flying > 0) return null;
    const retry = line.open.find((one) => this.#mayRetry(line, one, nowMs)) ?? null;
    // A lane may be refused, or one record of it: probing with both in turn, neither blocks the other for ever.
    const picked =
      probing && line.failures % 2 === 0
        ? (this.#fresh(line, nowMs) ?? retry)
        : (retry ?? this.#fresh(line, nowMs));
    line.idleProbe = probing && picked === null;
    return picked;
  }

  #mayRetry(line: Line, { state, dueMs, shipment }: Open, nowMs: number): boolean {
    return state === 'failed' && dueMs <= nowMs && !this.#isHeldBack(line, shipment.rows[0], nowMs);
  }

  /** Only old history is: what waits in the other lanes is so little that it is worth nobody's wait. */
  #isPaced({ lane }: Line, row: Row | undefined): boolean {
    return lane === 'history' && row !== undefined && this.#packer.isHistoric(row);
  }
  #isHeldBack(line: Line, row: Row | undefined, nowMs: number): boolean {
    if (nowMs >= this.#pace.dueMs || !this.#isPaced(line, row)) return false;
    line.paced = true;
    return true;
  }

  #fresh(line: Line, nowMs: number): Open | null {
    const { lane } = line;
    if (line.resendWanted || line.open.length >= OPEN_MAX) return null;
    if (lane === 'history' && line.flyingChars >= HISTORY_FLYING_CHARS_MAX) return null;
    if (line.buffer.length === 0) line.buffer = [...this.#reader.readLane(lane, line.positionN, READ_MAX)];
    if (line.buffer.length === 0 || this.#isHeldBack(line, line.buffer[0], nowMs)) return null;
    const packed = this.#packer.pack(lane, line.buffer, false);
    const rows = line.buffer.splice(0, packed.rows);
    const { n, seq, entry } = lastOf(rows);
    line.positionN = n;
    if (n > line.handedN && seq !== null) {
      line.handedN = n;
      line.handed = { boot: entry.at.boot, seq };
    }
    const shipment = { lane, rows, packet: packed.packet };
    const open: Open = { shipment, state: 'flying', tries: 0, short: false, dueMs: 0 };
    line.open.push(open);
    return open;
  }

  #takeOff(open: Open, nowMs: number): void {
    const { lane, rows } = open.shipment;
    const line = this.#lines[lane];
    // Packed anew: what was news may have become history, and a short form may be due.
    if (open.state === 'failed') {
      open.shipment = { lane, rows, packet: this.#packer.pack(lane, rows, open.short).packet };
    }
    open.state = 'flying';
    this.#flying += 1;
    line.flying += 1;
    const { length } = open.shipment.packet.payload;
    line.flyingChars += length;
    if (!this.#isPaced(line, rows[0])) return;
    this.#paced = open;
    this.#pace.tookOff(length, nowMs);
  }

  #acked(line: Line, open: Open): void {
    open.state = 'acked';
    line.failures = 0;
    line.heldUntilMs = 0;
    this.#settle(line);
  }

  #failed(line: Line, open: Open, { why, nowMs }: { why: ErrorCode; nowMs: number }): void {
    if (why === 'message-too-big' && open.shipment.rows.length > 1) {
      line.open.splice(line.open.indexOf(open), 1, ...halvesOf(open, nowMs));
      return;
    }
    open.state = 'failed';
    open.tries += 1;
    open.dueMs = nowMs + holdMs(open.tries);
    if (why === 'message-too-big' || why === 'publish-refused') {
      line.refusals += 1;
      line.refusedWhy = why;
      line.refusedSinceMs ??= nowMs;
      line.refusedN = Math.max(line.refusedN, lastOf(open.shipment.rows).n);
    }
    if (why === 'message-too-big') {
      // An alert without its prose now beats a whole one later; any other record can wait for the broker's owner.
      open.short ||= line.lane === 'alert' || open.tries >= TRIES_BEFORE_SHORT;
    } else if (nowMs >= line.heldUntilMs) {
      line.failures += 1;
      line.idleProbe = false;
      line.heldUntilMs = nowMs + holdMs(line.failures);
    }
  }

  /** Moves `sent` over the acknowledged beginning of the lane. */
  #settle(line: Line): void {
    let done = 0;
    for (const { state, shipment } of line.open) {
      if (state !== 'acked') break;
      const { n, seq, entry } = lastOf(shipment.rows);
      if (seq !== null) line.sent = { boot: entry.at.boot, seq };
      if (n >= line.refusedN) line.refusedSinceMs = null;
      if (n > line.sentN) {
        line.sentN = n;
        this.#reader.markSent(line.lane, n);
      }
      done += 1;
    }
    if (done > 0) line.open.splice(0, done);
    if (line.resendWanted && line.open.length === 0) this.#startOver(line);
  }

  #startOver(line: Line): void {
    line.positionN = 0;
    line.buffer = [];
    line.failures = 0;
    line.heldUntilMs = 0;
    line.resendWanted = false;
  }
}

/**
 * Two packets in the place of one that was too big, due at once: six times halved, 64 rows are one, and only that may
 * leave a word in its place. Each is packed when it takes off.
 */
function halvesOf({ shipment }: Open, nowMs: number): Open[] {
  const { rows } = shipment;
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)].map((half) => ({
    shipment: { ...shipment, rows: half },
    state: 'failed',
    tries: 0,
    short: false,
    dueMs: nowMs,
  }));
}

function lastOf(rows: readonly Row[]): Row {
  const last = rows.at(-1);
  assert(last !== undefined, 'a packet of no rows');
  return last;
}
