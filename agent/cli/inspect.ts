/**
 * `anbu inspect journal|config|incident|detector|week|voice`: looks at what is there and changes nothing, also while a
 * hub is running.
 *
 * Owns which page is shown and its exit code; the pages themselves are made by `journal-report`, `config-report`,
 * `incident-page`, `detector-page`, `week-page` and `voice-page`.
 */
import { CHECKON_DEFAULTS, COMPANION_DEFAULTS, DETECTOR_DEFAULTS } from '../config/defaults.ts';
import { LANGUAGES } from '../companion/prompts.ts';
import { loadConfig } from '../config/load.ts';
import { printProblems } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { cardText, lastCard } from './week-page.ts';
import { configRows, configText } from './config-report.ts';
import { detectorPage } from './detector-page.ts';
import { type GivenSettings, detectorReport } from './detector-report.ts';
import { incidentPage, pageText } from './incident-page.ts';
import { findIncident, incidentsOf, isOpen } from './incidents.ts';
import { orderedReport, orderedText } from './ordered-report.ts';
import { reportJournal, reportText } from './journal-report.ts';
import { type Snapshot, stateIn, walk, withSnapshot } from './journal-snapshot.ts';
import { DATA } from './places.ts';
import type { Arguments, ExitCode, Io, Verb } from './verb.ts';
import { SECTIONS, voiceReport, voiceText } from './voice-page.ts';

const LAST = 20;
const LAST_MAX = 10_000;
/** Looked back over for the last signs before an incident, and how many are shown. */
const LOOK_BACK_ROWS = 200;
const SIGNS_SHOWN = 5;

export const verb: Verb = {
  name: 'inspect',
  summary:
    'show the journal, the configuration in force, one incident on one page, what was learned, the week, or the voice',
  usage: [
    'journal [--data DIR] [--last N] [--json]',
    'config FILE [--data DIR] [--json]   with --data: also what commands made of it',
    'incident [ID] [--data DIR] [--json]   without ID: all of them, one per line',
    'detector [--data DIR] [--config FILE] [--json]   the learned day, and what is made of it now',
    'voice [--config FILE] [--language ko|en] [--section prompts|volume|worst-case] [--json]',
    'week [--data DIR] [--json]   the last weekly card, whole, and which of it may leave the home',
  ],
  flags: [
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    { name: 'last', value: 'N', summary: `how many of the last records are shown (${LAST})` },
    {
      name: 'config',
      value: 'FILE',
      summary: 'detector, voice: the hub’s settings to go by (the shipped ones)',
    },
    {
      name: 'language',
      value: 'ko|en',
      summary: 'voice: the wordings of one language (that of FILE; else both)',
    },
    {
      name: 'section',
      value: SECTIONS.join('|'),
      summary: 'voice: what is said, how loud, or how soon somebody is told (all three)',
    },
    { name: 'json', value: null, summary: 'for programs: one JSON object per line' },
  ],
  operands: { min: 1, max: 2 },
  run: async (args, io) => {
    const [what = '', which] = args.operands;
    if (what === 'journal' && which === undefined) return inspectJournal(args, io);
    if (what === 'config' && which !== undefined) return inspectConfig(which, args, io);
    if (what === 'detector' && which === undefined) return inspectDetector(args, io);
    if (what === 'voice' && which === undefined) return inspectVoice(args, io);
    if (what === 'week' && which === undefined) return inspectWeek(args, io);
    if (what === 'incident') return inspectIncident(which, args, io);
    if (what === 'config') throw new AnbuError('usage', 'inspect config needs the FILE');
    if (which !== undefined && (what === 'voice' || what === 'detector')) {
      throw new AnbuError('usage', `name the file so: anbu inspect ${what} --config ${which}`);
    }
    if (which !== undefined && (what === 'journal' || what === 'week')) {
      throw new AnbuError('usage', `name the folder so: anbu inspect ${what} --data ${which}`);
    }
    throw new AnbuError(
      'usage',
      `inspect shows journal, config FILE, incident [ID], detector, voice or week, not "${args.operands.join(' ')}"`,
    );
  },
};

async function inspectJournal(args: Arguments, io: Io): Promise<ExitCode> {
  const last = args.whole('last', 0, LAST_MAX) ?? LAST;
  return withSnapshot(args.text('data') ?? DATA, (snapshot) => {
    const { store, opening } = snapshot;
    const sizes = {
      card: stateIn(snapshot).card,
      bytes: store.bytes(),
      backlog: (lane: Parameters<typeof store.backlog>[0]) => store.backlog(lane),
    };
    const report = reportJournal(walk(store), opening, sizes, last);
    io.line(args.on('json') ? JSON.stringify(report) : reportText(report));
    return report.quarantined === null ? 0 : 1;
  });
}

async function inspectConfig(file: string, args: Arguments, io: Io): Promise<ExitCode> {
  const json = args.on('json');
  const folder = args.text('data');
  const loaded = await loadConfig(file);
  if ('problems' in loaded) {
    printProblems(file, loaded.problems, io, json);
    return 2;
  }
  const rows = configRows(loaded.config, loaded.lines);
  const { hash } = loaded.config;
  const ordered =
    folder === null
      ? null
      : await withSnapshot(folder, (snapshot) => orderedReport(loaded.config, stateIn(snapshot)));
  const whole = { kind: 'config', file, hash, rows, ...ordered };
  io.line(json ? JSON.stringify(whole) : configText(rows, file, hash));
  if (!json && ordered !== null) io.line(orderedText(ordered));
  return 0;
}

async function inspectDetector(args: Arguments, io: Io): Promise<ExitCode> {
  const json = args.on('json');
  const file = args.text('config');
  let given: GivenSettings | null = null;
  if (file !== null) {
    const loaded = await loadConfig(file);
    if ('problems' in loaded) {
      printProblems(file, loaded.problems, io, json);
      return 2;
    }
    given = { file, config: loaded.config };
  }
  const folder = args.text('data') ?? DATA;
  return withSnapshot(folder, (snapshot) => {
    const report = detectorReport(snapshot, folder, given);
    // https://no-color.org: set and not empty.
    const colour = io.columns !== null && (process.env['NO_COLOR'] ?? '') === '';
    io.line(json ? JSON.stringify(report) : detectorPage(report, colour));
    return report.needsPerson.length === 0 ? 0 : 1;
  });
}

async function inspectVoice(args: Arguments, io: Io): Promise<ExitCode> {
  const json = args.on('json');
  const file = args.text('config');
  const loaded = file === null ? null : await loadConfig(file);
  if (file !== null && loaded !== null && 'problems' in loaded) {
    printProblems(file, loaded.problems, io, json);
    return 2;
  }
  const shipped = {
    companion: COMPANION_DEFAULTS,
    checkon: CHECKON_DEFAULTS,
    detector: DETECTOR_DEFAULTS,
  };
  const settings = loaded === null || 'problems' in loaded ? null : loaded.config;
  const language = oneOf(args, 'language', LANGUAGES) ?? settings?.language ?? null;
  const report = voiceReport(file, settings ?? shipped, {
    languages: language === null ? LANGUAGES : [language],
    section: oneOf(args, 'section', SECTIONS),
  });
  io.line(json ? JSON.stringify(report) : voiceText(report));
  return 0;
}

/** The value of a flag that is one of these words, or null where it was not given. */
function oneOf<const T extends string>(args: Arguments, flag: string, words: readonly T[]): T | null {
  const given = args.text(flag);
  if (given === null) return null;
  const known = words.find((word) => word === given);
  if (known !== undefined) return known;
  throw new AnbuError('usage', `--${flag} is one of ${words.join(', ')}, not "${given}"`);
}

async function inspectWeek(args: Arguments, io: Io): Promise<ExitCode> {
  const folder = args.text('data') ?? DATA;
  return withSnapshot(folder, (snapshot) => {
    const card = lastCard(snapshot, folder);
    io.line(args.on('json') ? JSON.stringify(card) : cardText(card));
    return 0;
  });
}

async function inspectIncident(id: string | undefined, args: Arguments, io: Io): Promise<ExitCode> {
  const folder = args.text('data') ?? DATA;
  return withSnapshot(folder, (snapshot) =>
    id === undefined
      ? listIncidents(snapshot, args.on('json'), io)
      : showIncident(snapshot, id, args.on('json'), io),
  );
}

function listIncidents({ store, opening }: Snapshot, json: boolean, io: Io): ExitCode {
  const incidents = incidentsOf(walk(store));
  for (const incident of incidents) {
    const { id, from, cause, test, state } = incidentPage(incident, [], opening);
    const text = `${id.padEnd(18)}  ${from.replace('T', ' ').slice(0, 19)}  ${cause.padEnd(10)}  ${state}`;
    io.line(json ? JSON.stringify({ kind: 'incident', id, from, cause, test, state }) : text);
  }
  if (incidents.length === 0 && !json) io.line('no incidents');
  return incidents.some((incident) => !incident.test && isOpen(incident)) ? 1 : 0;
}

function showIncident({ store, opening }: Snapshot, id: string, json: boolean, io: Io): ExitCode {
  const incident = findIncident(incidentsOf(walk(store)), id);
  if (incident === null) {
    throw new AnbuError('usage', `no incident "${id}" in this journal; see: anbu inspect incident`);
  }
  const first = incident.rows[0]?.n ?? 0;
  const before = store
    .read(Math.max(0, first - LOOK_BACK_ROWS - 1), LOOK_BACK_ROWS)
    .filter((row) => row.n < first && row.entry.body.kind === 'observation');
  const page = incidentPage(incident, before.slice(-SIGNS_SHOWN), opening);
  io.line(json ? JSON.stringify(page) : pageText(page));
  return !incident.test && isOpen(incident) ? 1 : 0;
}
