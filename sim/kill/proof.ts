/**
 * The proof that nothing is lost: a hub killed at random on one data folder, a broker killed once, and every record
 * counted on both sides.
 *
 * Runs the demo as shipped and only reads what it left: the hub's journal and the desk's report. What must hold is
 * design §2, promise 1. Ends every process it started. A shell.
 */
import type { Counts } from '../../agent/machine.ts';
import { join } from 'node:path';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { Line } from '../../agent/lines.ts';
import type { Row } from '../../agent/ports.ts';
import { LANES, type Boot, type Lane } from '../../agent/record.ts';
import { findMosquitto, startMosquitto } from '../broker-mosquitto.ts';
import type { RealBroker } from '../broker-process.ts';
import { demo } from '../demo.ts';
import type { DeskReport } from '../desk-report.ts';
import { type WorldRequest, openWorld } from '../world/open-world.ts';
import { openLog } from './log-of.ts';

export interface KillProofOptions {
  readonly request: Extract<WorldRequest, { readonly kind: 'log' }>;
  /** Empty or missing; the caller's to remove. */
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  readonly interrupted: AbortSignal;
  /** Told of each life of the hub and of the broker's death. */
  readonly note: (text: string) => void;
}
export interface KillProof {
  readonly broker: 'mosquitto' | 'embedded';
  readonly kills: number;
  readonly brokerKills: number;
  readonly observationsWanted: number;
  readonly observationsJournalled: number;
  /** Rows still in the journal at the end whose sensor and value were compared with the log, one by one. */
  readonly observationsCompared: number;
  readonly recordsJournalled: Readonly<Record<Lane, number>>;
  readonly recordsAtDesk: Readonly<Record<Lane, number>>;
  readonly gaps: number;
  readonly duplicatesReceived: number;
  readonly duplicatesApplied: number;
  readonly alerts: readonly { readonly cause: string; readonly stages: readonly string[] }[];
  readonly seconds: number;
  /** What does not hold, in words; empty when all does. */
  readonly broken: readonly string[];
}

/** Long enough that clients notice, short enough that home time only waits. */
const BROKER_AWAY_MS = 400;
const READ_ROWS = 1024;

type Previous = NonNullable<Boot['previous']>;

interface Seen {
  readonly counts: Counts;
  readonly report: DeskReport;
  readonly previous: readonly Previous[];
  readonly kills: number;
  readonly brokerKills: number;
}
interface JournalFound {
  readonly rows: readonly Row[];
  readonly last: Previous | null;
}

export async function proveKills(options: KillProofOptions): Promise<KillProof> {
  const fromMs = performance.now();
  const program = findMosquitto();
  const broker = program === null ? null : await startMosquitto(program, join(options.folder, 'mosquitto'));
  try {
    const seen = await live(options, broker);
    const journal = await readJournal(join(options.folder, 'hub'));
    const seconds = Math.round((performance.now() - fromMs) / 100) / 10;
    return verdict(options, seen, { journal, seconds, broker: broker === null ? 'embedded' : 'mosquitto' });
  } finally {
    await broker?.stop();
  }
}

async function live(options: KillProofOptions, broker: RealBroker | null): Promise<Seen> {
  const { request, seed, folder, kills, interrupted, note } = options;
  const previous: Previous[] = [];
  const seen: { kills: number; brokerDeaths: Promise<void>[]; ends: Pick<Seen, 'counts' | 'report'>[] } = {
    kills: 0,
    brokerDeaths: [],
    ends: [],
  };
  const line = (one: Line): void => {
    if (one.kind !== 'hub') return;
    seen.kills = Number(one['killedBefore']);
    note(`hub ${String(one['boot']).slice(0, 8)} after ${seen.kills} kills`);
    const before = one['previous'];
    if (isPrevious(before)) previous.push(before);
    if (broker === null || seen.brokerDeaths.length > 0 || seen.kills * 2 < kills) return;
    note('broker killed');
    seen.brokerDeaths.push(broker.killAndRestart(BROKER_AWAY_MS));
  };
  await demo({
    request,
    world: await openWorld(request),
    seed,
    speed: Number.POSITIVE_INFINITY,
    brokerUrl: broker?.url ?? null,
    dataFolder: folder,
    until: request.collapseAtMs === null ? 'end' : 'closed',
    speaker: null,
    log: { write: () => {} },
    interrupted,
    kills,
    view: {
      line,
      end: (_line, counts, report) => {
        seen.ends.push({ counts, report });
      },
      entries: () => {},
      said: () => {},
      light: () => {},
      cut: () => {},
      finish: async () => {},
      tick: () => {},
    },
  });
  await Promise.all(seen.brokerDeaths);
  const [end] = seen.ends;
  if (end === undefined) throw new Error('the run never came to its end');
  return { ...end, previous, kills: seen.kills, brokerKills: seen.brokerDeaths.length };
}

function isPrevious(value: unknown): value is Previous {
  return typeof value === 'object' && value !== null && 'boot' in value && 'lastSeq' in value;
}

async function readJournal(folder: string): Promise<JournalFound> {
  const store = await openSqliteStore(folder);
  const { previous } = store.open();
  const rows: Row[] = [];
  for (let after = 0; ;) {
    const next = store.read(after, READ_ROWS);
    const last = next.at(-1);
    if (last === undefined) break;
    rows.push(...next);
    after = last.n;
  }
  store.close();
  return { rows, last: previous };
}

function verdict(
  { request, kills }: KillProofOptions,
  seen: Seen,
  { journal, seconds, broker }: { journal: JournalFound; seconds: number; broker: KillProof['broker'] },
): KillProof {
  const { counts, report } = seen;
  const wanted = openLog(request);
  const recordsJournalled = sumOf([...seen.previous, ...(journal.last === null ? [] : [journal.last])]);
  const compared = journal.rows.flatMap(({ entry: { body } }) => (body.kind === 'observation' ? [body] : []));
  const tail = wanted.slice(wanted.length - compared.length);
  const differs = compared.findIndex(
    ({ sensor, value }, at) => tail[at]?.sensor !== sensor || tail[at].value !== value,
  );
  const alerts = report.alerts
    .filter(({ test }) => !test)
    .map(({ cause, stages }) => ({ cause, stages: stages.map(({ stage }) => stage) }));
  const wantedAlerts = request.collapseAtMs === null ? 0 : 1;
  const stages = ['acknowledged', 'dispatched', 'arrived', 'closed'].join();
  const checks: readonly (readonly [boolean, string])[] = [
    [seen.kills === kills, `the hub was killed ${seen.kills} times, not ${kills}`],
    [counts.observations === wanted.length, 'not every observation was journalled exactly once'],
    [differs < 0, `observation ${differs} of those left in the journal is not that of the log`],
    [
      LANES.every((lane) => recordsJournalled[lane] === report.records[lane]),
      'the desk has another number of records than the journal',
    ],
    [report.gaps.length === 0, `the desk has gaps: ${JSON.stringify(report.gaps)}`],
    [report.duplicatesApplied === 0, `${report.duplicatesApplied} records were applied twice`],
    [alerts.length === wantedAlerts, `${alerts.length} alerts at the desk, not ${wantedAlerts}`],
    [alerts.every((alert) => alert.stages.join() === stages), 'an alert did not pass every stage once'],
  ];
  return {
    broker,
    kills: seen.kills,
    brokerKills: seen.brokerKills,
    observationsWanted: wanted.length,
    observationsJournalled: counts.observations,
    observationsCompared: compared.length,
    recordsJournalled,
    recordsAtDesk: report.records,
    gaps: report.gaps.length,
    duplicatesReceived: report.duplicatesReceived,
    duplicatesApplied: report.duplicatesApplied,
    alerts,
    seconds,
    broken: checks.flatMap(([holds, what]) => (holds ? [] : [what])),
  };
}

/** A boot's last sequence number in a lane is how many records it put there: they are numbered from 1, without gaps. */
function sumOf(boots: readonly Previous[]): Record<Lane, number> {
  const sum = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
  for (const { lastSeq } of boots) for (const lane of LANES) sum[lane] += lastSeq[lane];
  return sum;
}
