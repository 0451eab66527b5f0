/**
 * The demo for eyes: time runs down the page, each room is a lane, and what is said stands where it was said.
 *
 * A row is a slice of home time; silence is folded into one row. Reads only observations and the lines that `--json`
 * prints, so a person and a script are told the same. Pure: text in, text out.
 */
import type { Line } from '../agent/lines.ts';

export interface TimelineOptions {
  readonly rooms: readonly string[];
  readonly colour: boolean;
  readonly print: (text: string) => void;
}

/** Ten minutes a row: a day is a screenful or two, a night's walk to the bathroom is still seen. */
const SLICE_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** Signs of life in a slice → how full its mark is. */
const MARKS = [
  [12, '█'],
  [4, '▅'],
  [1, '▂'],
] as const;
const LANE = 9;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export class Timeline {
  readonly #options: TimelineOptions;
  readonly #signs = new Map<string, number>();
  #sliceMs = Number.NaN;
  /** When the row that is being gathered began. */
  #firstSignMs = Number.NaN;
  #silentSinceMs: number | null = null;
  #day = Number.NaN;
  #caption = '';

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** One sign of life in a room. */
  sign(localMs: number, room: string): void {
    this.#advance(localMs);
    if (this.#signs.size === 0) this.#firstSignMs = localMs;
    this.#signs.set(room, (this.#signs.get(room) ?? 0) + 1);
  }
  /** What the home itself says the resident is doing; shown when it changes. */
  caption(localMs: number, words: string): void {
    this.#advance(localMs);
    if (words === this.#caption) return;
    this.#caption = words;
    this.#flushSlice();
    this.#row(localMs, this.#dim(words));
  }
  /** One line of the run. */
  say(localMs: number, line: Line): void {
    this.#advance(localMs);
    const words = this.#words(line);
    if (words === null) return;
    this.#flushSlice();
    this.#row(localMs, words);
  }
  end(): void {
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
    const sinceMs = this.#silentSinceMs;
    this.#silentSinceMs = null;
    if (sinceMs === null || untilMs - sinceMs < 2 * SLICE_MS) return;
    this.#options.print(this.#dim(`  ⋮    ${spell(untilMs - sinceMs)} of silence`));
  }

  #row(localMs: number, words: string): void {
    this.#silence(Math.floor(localMs / MINUTE_MS) * MINUTE_MS);
    this.#head(localMs);
    this.#options.print(`${clock(localMs)}  ${words}`);
  }

  #head(localMs: number): void {
    const day = Math.floor(localMs / 86_400_000);
    if (day === this.#day) return;
    this.#day = day;
    const date = new Date(localMs).toISOString().slice(0, 10);
    const lanes = this.#options.rooms.map((room) => room.slice(0, LANE - 1).padEnd(LANE)).join('');
    this.#options.print(
      `\n${this.#bold(`${DAYS[(day + 4) % 7] ?? ''} ${date}`)}\n       ${this.#dim(lanes)}`,
    );
  }

  #words(line: Line): string | null {
    switch (line.kind) {
      case 'prompt':
        return `${this.#bold(`anbu asks, ${text(line['stage'])} of 3`)}: ${evidence(line)}`;
      case 'speech':
        return `  “${text(line['text'])}”${line['failed'] === null ? '' : this.#warn(` – not heard: ${text(line['failed'])}`)}`;
      case 'answer':
        return `answered by ${text(line['by'])}`;
      case 'alert':
        return this.#alert(line);
      case 'revision':
        return `alert goes on: ${text(line['why'])}`;
      case 'puback':
        return this.#dim(`  broker took ${text(line['lane'])} ${text(line['seq'])}`);
      case 'desk':
        return `  desk: ${deskWords(line)}`;
      case 'presence':
        return this.#dim(`presence: ${text(line['state'])} (${text(line['why'])})`);
      case 'condition':
        return this.#warn(
          `condition ${text(line['edge'])}: ${text(line['code'])} ${text(line['subject'])}`.trimEnd(),
        );
      default:
        return null;
    }
  }

  #alert(line: Line): string {
    const by = line['by'] === null ? '' : ` by ${text(line['by'])}`;
    const minutes = line['minutes'] === null ? '' : `, ${text(line['minutes'])} minutes`;
    const outcome = line['outcome'] === null ? '' : `: ${text(line['outcome'])}`;
    const words = `ALERT ${text(line['stage'])}${by}${minutes}${outcome}`;
    if (line['stage'] !== 'raised') return this.#bold(words);
    return `${this.#warn(`${words} (${text(line['cause'])}, ${text(line['asked'])})`)}: ${evidence(line)}`;
  }

  #bold(words: string): string {
    return this.#options.colour ? `\u001b[1m${words}\u001b[0m` : words;
  }
  #dim(words: string): string {
    return this.#options.colour ? `\u001b[2m${words}\u001b[0m` : words;
  }
  #warn(words: string): string {
    return this.#options.colour ? `\u001b[1;33m${words}\u001b[0m` : words;
  }
}

function mark(signs: number): string {
  const found = MARKS.find(([least]) => signs >= least);
  return (found?.[1] ?? '·').padEnd(LANE);
}
function clock(localMs: number): string {
  return new Date(localMs).toISOString().slice(11, 16);
}
function spell(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
function evidence({ evidence: met }: Line): string {
  return typeof met === 'object' && met !== null && 'text' in met ? text(met.text) : '';
}
function deskWords(line: Line): string {
  const minutes = typeof line['minutes'] === 'number' ? `, ${line['minutes']} minutes` : '';
  const outcome = typeof line['outcome'] === 'string' ? `: ${line['outcome']}` : '';
  return `${text(line['action'])}${minutes}${outcome}`;
}
