/**
 * The home that is measured: a recorded month when the recordings are beside the checkout, else a generated one.
 *
 * Never downloads anything. The generated month is as long and as busy as the recorded one, and is no person's.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { seededUnit } from '../quiet-ports.ts';

export interface BenchHome {
  readonly name: string;
  readonly events: string;
  readonly description: string;
  readonly generated: boolean;
  readonly observations: number;
  /** Local wall clock as if UTC, ms. */
  readonly firstLocalMs: number;
  readonly lastLocalMs: number;
}

const NAME = 'casas_hh103';
const RECORDED = fileURLToPath(new URL('../../../shared/homes/', import.meta.url));
const HEADER = 'time,sensor,class,value';

/** The recorded home, or one generated into `folder`. */
export function benchHome(folder: string): BenchHome {
  const recorded = {
    events: `${RECORDED}${NAME}.events.csv.gz`,
    description: `${RECORDED}${NAME}.home.json`,
  };
  if (existsSync(recorded.events)) return about(NAME, recorded, false);
  return about('a generated home', generate(folder), true);
}

function about(
  name: string,
  files: { readonly events: string; readonly description: string },
  generated: boolean,
): BenchHome {
  const text = gunzipSync(readFileSync(files.events)).toString('utf8').trimEnd();
  const at = (line: string): number => Date.parse(`${line.slice(0, 23)}Z`);
  return {
    name,
    ...files,
    generated,
    observations: text.split('\n').length - 1,
    firstLocalMs: at(text.slice(HEADER.length + 1)),
    lastLocalMs: at(text.slice(text.lastIndexOf('\n') + 1)),
  };
}

const START_MS = Date.UTC(2026, 5, 1);
const DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ROOMS = ['bedroom', 'bathroom', 'kitchen', 'living', 'hall'];
/** Asleep until seven, up until eleven at night; one walk past a sensor each minute makes 58,000 lines a month. */
const UP_MS = 7 * HOUR_MS;
const BED_MS = 23 * HOUR_MS;
const WALK_MS = 60_000;
const NIGHT_MS = 2 * HOUR_MS;
const HOLD_MS = 4_000;

function generate(folder: string): { events: string; description: string } {
  const unit = seededUnit(1);
  const lines = [HEADER];
  let room = 0;
  for (let ms = START_MS; ms < START_MS + DAYS * DAY_MS;) {
    const ofDay = ms % DAY_MS;
    const isUp = ofDay >= UP_MS && ofDay < BED_MS;
    room = isUp ? Math.floor(unit() * ROOMS.length) : Math.floor(unit() * 2);
    const sensor = ROOMS[room] ?? 'hall';
    for (const [value, atMs] of [['on', ms] as const, ['off', ms + HOLD_MS] as const]) {
      lines.push(`${new Date(atMs).toISOString().slice(0, -1)},${sensor},motion,${value}`);
    }
    ms += HOLD_MS + 1000 + Math.floor(unit() * 2 * (isUp ? WALK_MS : NIGHT_MS));
  }
  const sensors = ROOMS.map((id) => ({ id, room: id, class: 'motion' }));
  const start = new Date(START_MS).toISOString().slice(0, -1);
  const end = new Date(START_MS + DAYS * DAY_MS).toISOString().slice(0, -1);
  const home = { home: 'generated', timezone: 'Asia/Seoul', start, end, fidelity: 'generated', sensors };
  mkdirSync(folder, { recursive: true });
  const files = {
    events: join(folder, 'generated.events.csv.gz'),
    description: join(folder, 'generated.home.json'),
  };
  writeFileSync(files.events, gzipSync(`${lines.join('\n')}\n`));
  writeFileSync(files.description, JSON.stringify(home));
  return files;
}
