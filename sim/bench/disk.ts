/**
 * What a month writes to the card, and what it leaves there when nobody takes anything: the figures of the disk.
 *
 * Each month is a child on a real SQLite journal. Said beside each: the floor of one block for each commit, and what
 * was thinned when the bound is a tenth of what the month needs. A shell.
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Overrides } from '../../agent/config/defaults.ts';
import { JOURNAL_DEFAULTS } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { type Told, measure, numberIn, script } from './children.ts';
import type { Figure } from './figures.ts';
import type { BenchHome } from './home.ts';

const BLOCK_BYTES = 4096;
/** The budget of a day (faults F25), in the vendors' megabytes. */
const BUDGET_BYTES = 50e6;
/** Nobody listens there: the discard port of this machine. */
const NOBODY = 'mqtt://127.0.0.1:9';
const RAW = { uplink: { rawEvents: true } };
const TENTH = 0.1;

interface Place {
  readonly home: BenchHome;
  readonly folder: string;
}

export async function diskFigures({ home, folder }: Place): Promise<Figure[]> {
  const quiet = await month({ home, folder }, {});
  const raw = await month({ home, folder }, RAW);
  const bytes = numberIn(raw, 'bytes');
  const bound = Math.round(bytes * TENTH);
  const tight = await month({ home, folder }, { ...RAW, journal: { bytesMax: bound } });
  return [
    ...writtenFigures('written a day', 'raw events stay home', quiet),
    ...writtenFigures('written a day, raw', 'raw events on, no link for the month', raw),
    {
      name: 'a month without a link',
      measured: `journal with every raw event, ${perDay(raw, 'bytes')} bytes a day; ${held(raw)}`,
      baseline: 'journal.bytesMax as shipped',
      unit: 'bytes',
      values: [bytes],
      baselines: [JOURNAL_DEFAULTS.bytesMax],
      aim: 0.75,
    },
    {
      name: 'the same, thinned',
      measured: `journal whose bound is a tenth of that; ${held(tight)}`,
      baseline: 'that bound',
      unit: 'bytes',
      values: [numberIn(tight, 'bytes')],
      baselines: [bound],
      // Two days of records stay whatever the bound: a restart folds them.
      aim: null,
    },
  ];
}

function writtenFigures(name: string, what: string, told: Told): Figure[] {
  const commits = numberIn(told, 'commits');
  const days = numberIn(told, 'days');
  const written = Math.round(numberIn(told, 'written') / days);
  const measured = `write_bytes of the hub's process, ${what}, ${Math.round(commits / days)} commits a day`;
  const figure = { name, measured, unit: 'bytes', values: [written] } as const;
  return [
    {
      ...figure,
      baseline: 'one block of 4 KiB a commit',
      baselines: [(commits * BLOCK_BYTES) / days],
      aim: null,
    },
    { ...figure, name: `${name}, of the budget`, baseline: '50 MB a day', baselines: [BUDGET_BYTES], aim: 1 },
  ];
}

function held(told: Told): string {
  const {
    told: whole,
    thinned,
    alertRows,
    alerts,
  } = {
    told: numberIn(told, 'told'),
    thinned: numberIn(told, 'thinned'),
    alertRows: numberIn(told, 'alertRows'),
    alerts: numberIn(told, 'alerts'),
  };
  return `history ${whole} whole, ${thinned} thinned; alert records ${alertRows} of ${alerts}`;
}

function perDay(told: Told, name: string): number {
  return Math.round(numberIn(told, name) / numberIn(told, 'days'));
}

async function month({ home, folder }: Place, changes: Overrides): Promise<Told> {
  const span = [home.firstLocalMs, home.lastLocalMs].map(String);
  const data = mkdtempSync(join(folder, 'disk-'));
  const description = JSON.stringify(await loadHome(home.description));
  const words = [script('month-child.ts'), description, data, NOBODY, ...span, JSON.stringify(changes)];
  return measure({ words, input: home.events });
}
