/**
 * The demo for eyes: time runs down the page, each room is a lane, and what is said stands where it was said.
 *
 * A row is a slice of home time; silence is folded into one row, and counted live where the page can be rewritten.
 * Reads only observations and the lines that `--json` prints, so a person and a script are told the same. Pure.
 */
import type { Line } from '../agent/lines.ts';
import { type Row, rowOf } from './timeline-words.ts';

export interface TimelineOptions {
  readonly rooms: readonly string[];
  readonly colour: boolean;
  /** Width of the page in characters. */
  readonly columns: number;
  readonly print: (text: string) => void;
  /** Rewrites the last line of the page; does nothing where that cannot be. */
  readonly status: (text: string) => void;
}

/** Ten minutes a row: a day is a screenful or two, a night's walk to the bathroom is still seen. */
const SLICE_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Signs of life in a slice → how full its mark is. */
const MARKS = [
  [12, '█'],
  [4, '▅'],
  [1, '▂'],
] as const;
const LANE = 9;
/** `HH:MM` and two spaces: what is said again below starts under its first word. */
const INDENT = 7;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const STYLES: Readonly<Record<Row['tone'], string>> = { plain: '', quiet: '2', strong: '1', warning: '1;33' };

export class Timeline {
  readonly #options: TimelineOptions;
  readonly #signs = new Map<string, number>();
  #sliceMs = Number.NaN;
  /** When the row that is being gathered began. */
  #firstSignMs = Number.NaN;
  #silentSinceMs: number | null = null;
  #day = Number.NaN;
  #caption = '';
  /** The minute of the last row: silence is counted from there, or it would contradict the clock beside it. */
  #rowMs = Number.NEGATIVE_INFINITY;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** One sign of life in a room. */
  sign(localMs: number, room: string): void {
    this.#advance(localMs);
    if (this.#signs.size === 0) this.#firstSignMs = localMs;
    this.#signs.set(room, (this.#signs.get(room) ?? 0) + 1);
  }
  /** What the resident really does; shown when it changes. */
  caption(localMs: number, words: string): void {
    this.#advance(localMs);
    if (words === this.#caption) return;
    this.#caption = words;
    this.#flushSlice();
    if (words !== '') this.#row(localMs, { words: `really: ${words}`, tone: 'quiet' });
  }
  /** One line of the run. */
  say(localMs: number, line: Line): void {
    this.#advance(localMs);
    const row = rowOf(line);
    if (row === null) return;
    this.#flushSlice();
    this.#row(localMs, row);
  }
  /** Time passes. */
  tick(localMs: number): void {
    this.#advance(localMs);
    // Signs whose row is not yet printed ended it.
    if (this.#silentSinceMs === null || this.#signs.size > 0) return;
    const silentMs = localMs - Math.max(this.#silentSinceMs, this.#rowMs);
    if (silentMs < 2 * SLICE_MS) return;
    this.#options.status(`${clock(localMs)}  ⋮ ${spell(silentMs)} of silence`);
  }
  end(): void {
    // Stopped before the story began: nothing is on the page.
    if (Number.isNaN(this.#sliceMs)) return;
    this.#flushSlice();
    this.#silence(this.#sliceMs + SLICE_MS);
  }

  #advance(localMs: number): void {
    const sliceMs = Math.floor(localMs / SLICE_MS) * SLICE_MS;
    if (sliceMs === this.#sliceMs) return;
    const before = this.#sliceMs;
    this.#flushSlice();
    this.#sliceMs = sliceMs;
    if (!Number.isNaN(before) && sliceMs > before + SLICE_MS) this.#silentSinceMs ??= before + SLICE_MS;
  }

  #flushSlice(): void {
    if (this.#signs.size === 0) {
      if (!Number.isNaN(this.#sliceMs)) this.#silentSinceMs ??= this.#sliceMs;
      return;
    }
    this.#silence(this.#sliceMs);
    const lanes = this.#options.rooms.map((room) => mark(this.#signs.get(room) ?? 0));
    this.#signs.clear();
    this.#head(this.#firstSignMs);
    this.#options.print(`${clock(this.#firstSignMs)}  ${lanes.join('')}`.trimEnd());
  }

  #silence(untilMs: number): void {
    const sinceMs = Math.max(this.#silentSinceMs ?? Number.POSITIVE_INFINITY, this.#rowMs);
    this.#silentSinceMs = null;
    if (untilMs - sinceMs < 2 * SLICE_MS) return;
    this.#options.print(this.#style(`  ⋮    ${spell(untilMs - sinceMs)} of silence`, 'quiet'));
  }

  #row(localMs: number, { words, tone }: Row): void {
    this.#silence(Math.floor(localMs / MINUTE_MS) * MINUTE_MS);
    this.#head(localMs);
    this.#rowMs = Math.floor(localMs / MINUTE_MS) * MINUTE_MS;
    const lines = wrap(words, Math.max(40, this.#options.columns - INDENT));
    for (const [n, line] of lines.entries()) {
      this.#options.print(
        `${n === 0 ? `${clock(localMs)}  ` : ' '.repeat(INDENT)}${this.#style(line, tone)}`,
      );
    }
  }

  #head(localMs: number): void {
    const day = Math.floor(localMs / DAY_MS);
    if (day === this.#day) return;
    if (Number.isNaN(this.#day)) this.#legend();
    this.#day = day;
    const date = new Date(localMs).toISOString().slice(0, 10);
    const lanes = this.#options.rooms.map((room) => room.slice(0, LANE - 1).padEnd(LANE)).join('');
    this.#options.print(`\n${this.#style(`${DAYS[(day + 4) % 7] ?? ''} ${date}`, 'strong')}`);
    this.#options.print(`${' '.repeat(INDENT)}${this.#style(lanes.trimEnd(), 'quiet')}`);
  }

  #legend(): void {
    const words =
      'Signs of life in ten minutes: ▂ one, ▅ four, █ twelve or more. “really” is what happens, which the hub cannot see.';
    for (const line of wrap(words, this.#options.columns)) this.#options.print(this.#style(line, 'quiet'));
  }

  #style(words: string, tone: Row['tone']): string {
    const style = STYLES[tone];
    return this.#options.colour && style !== '' ? `\u001b[${style}m${words}\u001b[0m` : words;
  }
}

/** Breaks at spaces; a word longer than a line stands alone. */
export function wrap(words: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

function mark(signs: number): string {
  const found = MARKS.find(([least]) => signs >= least);
  return (found?.[1] ?? '·').padEnd(LANE);
}
function clock(localMs: number): string {
  return new Date(localMs).toISOString().slice(11, 16);
}
export function spell(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
