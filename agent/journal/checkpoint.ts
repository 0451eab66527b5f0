/**
 * What was learned, as one record: the whole state as text with its checksum, and how to come back from it.
 *
 * A checkpoint is never trusted without its checksum. Records after it are folded on top; the past is never decided
 * again. An older schema is migrated here, one step per version; a field that an older version did not know has its
 * initial value.
 */
import {
  type DetectorState,
  type LineDetector,
  type PresenceSlice,
  fromAlertLine,
} from '../detector/slice.ts';
import type { HubState } from '../machine.ts';
import { grownCheckon } from '../checkon/slice.ts';
import type { Row, StoreOpening } from '../ports.ts';
import type { Checkpoint } from '../record.ts';
import type { SensorsState } from '../sensors/slice.ts';
import { STATE_SCHEMA, evolve, initialState } from '../state.ts';
import { Buffer } from 'node:buffer';
import { checksum } from './checksum.ts';
import type { Journal } from './journal.ts';

export function makeCheckpoint(state: HubState, codeHash: string): Checkpoint {
  const text = JSON.stringify(state, packed);
  return {
    kind: 'checkpoint',
    schema: STATE_SCHEMA,
    codeHash,
    configHash: state.home.configHash,
    state: text,
    checksum: checksum(text),
  };
}

/** The state in a checkpoint, or null when it cannot be trusted. */
export function openCheckpoint(body: Checkpoint): HubState | null {
  if (checksum(body.state) !== body.checksum) return null;
  if (body.schema !== STATE_SCHEMA && body.schema !== ALERT_LINE_SCHEMA) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checksum says that we wrote it, the schema what
  const state = JSON.parse(body.state, unpacked) as HubState;
  if (body.schema === ALERT_LINE_SCHEMA) state.detector = fromAlertLine(asAlertLine(state.detector));
  return withNewFields(state);
}

/** The state in which the detector was an alert line: what it had learned means nothing to the habits. */
const ALERT_LINE_SCHEMA = 1;

function asAlertLine(detector: object): LineDetector {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- schema 1 says so
  return detector as LineDetector;
}

/** Tables of habits, which hold what Float32 holds, are written as such: a third of the text. */
const PACKED: ReadonlySet<string> = new Set(['ended', 'lived']);
const FLOAT_BYTES = 4;

function packed(key: string, value: unknown): unknown {
  if (!PACKED.has(key) || !Array.isArray(value)) return value;
  const bytes = Buffer.alloc(value.length * FLOAT_BYTES);
  for (const [at, number] of value.entries()) bytes.writeFloatLE(Number(number), at * FLOAT_BYTES);
  return bytes.toString('base64');
}

function unpacked(key: string, value: unknown): unknown {
  if (!PACKED.has(key) || typeof value !== 'string') return value;
  const bytes = Buffer.from(value, 'base64');
  return Array.from({ length: bytes.length / FLOAT_BYTES }, (_, at) => bytes.readFloatLE(at * FLOAT_BYTES));
}

/** What stirred before stirs were weighed is minutes old at most: it may be forgotten. */
function withWeights(presence: PresenceSlice): PresenceSlice {
  const stirs = presence.stirs.filter(
    (stir: Partial<PresenceSlice['stirs'][number]>) => stir.weight !== undefined,
  );
  return { ...presence, stirs };
}

/** Nobody counted the alerts that were closed within a silence before. */
function withClosed(detector: DetectorState): DetectorState {
  for (const silence of Object.values(detector.silences ?? {})) silence.closed ??= 0;
  return detector;
}

function withSigns(sensors: SensorsState): SensorsState {
  // Not known to schema 1.
  for (const memory of sensors.memories) memory.signs ??= [];
  return sensors;
}

/** A slice may grow: what the writer did not know yet begins as in a new hub, and what it learned stays. */
function withNewFields(state: HubState): HubState {
  const {
    time,
    home,
    sensors,
    presence,
    plans,
    detector,
    checkon,
    programmes,
    conditions,
    centre,
    card,
    summary,
    welfare,
    settings,
    counts,
  } = initialState();
  return {
    time: { ...time, ...state.time },
    home: { ...home, ...state.home },
    sensors: withSigns({ ...sensors, ...state.sensors }),
    presence: withWeights({ ...presence, ...state.presence }),
    plans: { ...plans, ...state.plans },
    detector: withClosed({ ...detector, ...state.detector }),
    checkon: grownCheckon({ ...checkon, ...state.checkon }),
    programmes: { ...programmes, ...state.programmes },
    conditions: { ...conditions, ...state.conditions },
    centre: { ...centre, ...state.centre },
    card: { ...card, ...state.card },
    summary: { ...summary, ...state.summary },
    welfare: { ...welfare, ...state.welfare },
    settings: { ...settings, ...state.settings },
    counts: { ...counts, ...state.counts },
  };
}

export interface Restored {
  readonly state: HubState;
  /** Records folded on top of the checkpoint. */
  readonly folded: number;
  /** Home time of that checkpoint; null when there was none. */
  readonly checkpointMs: number | null;
  /** What could not be used, in words; null when all was well. */
  readonly lost: string | null;
}

/** Damage that left no checkpoint: what was learned is gone, and the home is new to us. */
export function lostWith(
  { quarantined }: Pick<StoreOpening, 'quarantined'>,
  { checkpointMs }: Restored,
): string | null {
  if (quarantined === null || checkpointMs !== null) return null;
  return 'no checkpoint is left in the journal; learning starts again';
}

/** Rows read at a time while folding: 4,096 rows are about 0.5 MB, so memory stays flat. */
const FOLD_ROWS = 4096;
/** As many as are kept (design §3). */
const CHECKPOINTS_KEPT = 3;

/**
 * The state as the journal tells it: the newest checkpoint that can be trusted, and every record after it. `without`:
 * records that are left out.
 */
export function restore(
  journal: Pick<Journal, 'failing' | 'read' | 'readCheckpoints'>,
  without: ReadonlySet<number> = new Set(),
): Restored {
  const checkpoints = journal.readCheckpoints(CHECKPOINTS_KEPT);
  const good = newestGood(checkpoints);
  let state = good?.state ?? initialState();
  // Its own record is folded too: what was written into it was the state just before.
  let after = good === null ? 0 : good.n - 1;
  let folded = 0;
  for (;;) {
    const rows = journal.read(after, FOLD_ROWS);
    for (const row of rows) {
      if (!without.has(row.n)) state = foldedWith(row, state);
    }
    folded += rows.length;
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.n;
  }
  let lost: string | null = null;
  if (journal.failing !== null) lost = 'a part of the journal cannot be read; what it told is missing';
  else if (checkpoints.length > 0 && good === null)
    lost = 'no checkpoint can be trusted; learning starts again';
  return {
    state,
    folded,
    checkpointMs: good?.ms ?? null,
    lost,
  };
}

/** A record that cannot be folded: a programmer's error, which says of which record it was. */
export class PoisonRecord extends Error {
  readonly n: number;
  constructor(n: number, cause: unknown) {
    super(`record ${n} cannot be folded: ${String(cause)}`, { cause });
    this.n = n;
  }
}

function foldedWith({ n, entry }: Row, state: HubState): HubState {
  try {
    return evolve(state, entry);
  } catch (error) {
    throw new PoisonRecord(n, error);
  }
}

/** More than this is no record's fault. */
const POISON_MAX = 20;

/** Does without the records that cannot be folded; begins again at each, for one that failed may have left a half. */
export function restoreWithout(
  journal: Parameters<typeof restore>[0],
): Restored & { readonly poison: readonly number[] } {
  const poison = new Set<number>();
  for (;;) {
    try {
      return { ...restore(journal, poison), poison: [...poison] };
    } catch (error) {
      if (!(error instanceof PoisonRecord) || poison.size === POISON_MAX) throw error;
      poison.add(error.n);
    }
  }
}

function newestGood(checkpoints: readonly Row[]): { state: HubState; n: number; ms: number } | null {
  for (const { n, entry } of checkpoints) {
    const state = entry.body.kind === 'checkpoint' ? openCheckpoint(entry.body) : null;
    if (state !== null) return { state, n, ms: state.time.lastMs };
  }
  return null;
}
