/**
 * Where a run is shown: as JSON lines for scripts, as a timeline for people, and as WAV files for whoever listens later.
 *
 * Changes nothing about the run. The files are `sim/audio-folder.ts`'s.
 */
import type { Counts } from '../agent/machine.ts';
import type { Io } from '../agent/cli/verb.ts';
import { indexHome } from '../agent/home-index.ts';
import type { Line } from '../agent/lines.ts';
import type { Log } from '../agent/ports.ts';
import { type Entry, LANES } from '../agent/record.ts';
import { AudioFolder } from './audio-folder.ts';
import type { View } from './demo.ts';
import type { DeskReport } from './desk-report.ts';
import { Timeline } from './timeline.ts';
import type { Caption, World } from './world/world.ts';

export interface ViewOptions {
  readonly io: Io;
  readonly json: boolean;
  readonly headless: boolean;
  readonly world: World;
  readonly audioFolder: string | null;
}

/** Where the output is no terminal. */
const PAGE_COLUMNS = 110;

export function viewOf(options: ViewOptions): View {
  const heard = options.audioFolder === null ? UNHEARD : heardIn(options.audioFolder, options.world);
  if (options.json) {
    const print = (line: Line): void => options.io.line(JSON.stringify(line));
    return { line: print, end: print, entries: () => {}, light: () => {}, tick: () => {}, ...heard };
  }
  return { ...timelineView(options), ...heard };
}

function timelineView({ io, headless, world }: ViewOptions): Omit<View, keyof Heard> {
  const home = indexHome(world.config.home.sensors);
  const timeline = new Timeline({
    rooms: home.rooms,
    colour: io.columns !== null && !headless,
    columns: io.columns ?? PAGE_COLUMNS,
    print: (text) => io.line(text),
    status: (text) => io.status(text),
  });
  const learning = new Learning(world, (text, day) => {
    if (io.columns !== null) io.status(text);
    else if (day % 7 === 0) io.note(text);
  });
  const see = ({ at, body }: Entry): void => {
    if (body.kind !== 'observation' || body.value === 'off' || body.value === 'closed') return;
    const sensor = home.sensors.get(body.sensor);
    if (sensor !== undefined) timeline.sign(at.wallMs + at.utcOffsetMin * 60_000, sensor.room);
  };
  return {
    line: (line) => {
      if (!learning.now) timeline.say(Date.parse(`${String(line['at'])}Z`), line);
    },
    light: (pattern, { wallMs, utcOffsetMin }) => {
      const localMs = wallMs + utcOffsetMin * 60_000;
      if (!learning.now) timeline.say(localMs, { kind: 'light', pattern });
    },
    end: (_line, counts, report) => {
      timeline.end();
      io.line(ending(counts, report));
    },
    entries: (entries) => {
      const wallMs = entries.at(-1)?.at.wallMs;
      if (wallMs !== undefined) learning.note(wallMs);
      if (!learning.now) for (const entry of entries) see(entry);
    },
    tick: ({ wallMs, utcOffsetMin }) => {
      if (learning.now) return;
      const localMs = wallMs + utcOffsetMin * 60_000;
      timeline.caption(localMs, whereabouts(world.caption()));
      timeline.tick(localMs);
    },
  };
}

function whereabouts({ room, doing }: Caption): string {
  return room === null || doing.includes(room) ? doing : `${doing}, ${room}`;
}

/** The days before the story, shown as such: they only let the hub learn. */
class Learning {
  now: boolean;
  #day = -1;
  readonly #world: World;
  readonly #note: (text: string, day: number) => void;

  constructor(world: World, note: (text: string, day: number) => void) {
    this.#world = world;
    this.#note = note;
    this.now = world.learnUntilWallMs > world.startWallMs;
  }

  note(wallMs: number): void {
    if (!this.now) return;
    const { startWallMs, learnUntilWallMs } = this.#world;
    const days = Math.round((learnUntilWallMs - startWallMs) / 86_400_000);
    const day = Math.min(days, Math.floor((wallMs - startWallMs) / 86_400_000));
    if (day !== this.#day)
      this.#note(`day ${day} of ${days} at full speed, so that the hub knows this home`, day);
    this.#day = day;
    this.now = wallMs < learnUntilWallMs;
  }
}

type Heard = Pick<View, 'said' | 'cut' | 'finish'>;
const UNHEARD: Heard = { said: () => {}, cut: () => {}, finish: async () => {} };

function heardIn(folder: string, { learnUntilWallMs }: World): Heard {
  const audio = new AudioFolder(folder);
  return {
    said: (said, { wallMs }) => audio.said(said, wallMs >= learnUntilWallMs),
    cut: (playedMs) => audio.cut(playedMs),
    finish: async () => audio.finish(),
  };
}

/** Both sides' counts: they must agree. */
function ending(counts: Counts, report: DeskReport): string {
  const { records, gaps, duplicatesApplied, alerts } = report;
  const tests = alerts.filter(({ test }) => test).length;
  const arrived = LANES.map((lane) => `${records[lane]} ${lane}`).join(', ');
  return (
    `\n${many(counts.observations, 'observation')}, ${many(counts.probes, 'greeting')}, ` +
    `${many(counts.prompts, 'question')}, ` +
    `${many(counts.alerts, 'alert')}, ${many(tests, 'daily test')}.` +
    `\nRecords that the desk has, by lane: ${arrived}; ${many(gaps.length, 'gap')}, ${duplicatesApplied} applied twice.`
  );
}
function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Where warnings of the run go: to people on standard error, never among the lines. */
export function demoLog(io: Io): Log {
  return {
    write: (level, message) => {
      if (level === 'error') io.note(`${level}: ${message}`);
    },
  };
}
