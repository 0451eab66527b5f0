/**
 * What `inspect detector` shows, as data: the learned day and the present evidence of one journal.
 *
 * Owns where it comes from (the newest good checkpoint and every record after it, read from a copy), by which settings
 * it is judged, and what of it needs a person. Changes nothing.
 */
import type { Config } from '../config/config.ts';
import { defaultConfig } from '../config/defaults.ts';
import { AnbuError, assert } from '../errors.ts';
import { restore } from '../journal/checkpoint.ts';
import { localTime } from '../lines.ts';
import type { Snapshot } from './journal-snapshot.ts';
import { BEGINS_AT_MINUTE, type DayRow, learnedDay } from './learned-day.ts';
import { type PresentEvidence, presentEvidence } from './present-evidence.ts';

export interface SettingsSource {
  /** Null: the shipped defaults. */
  readonly file: string | null;
  /** Whether the hub's last start was with just these; null: not known of the defaults. */
  readonly inForce: boolean | null;
}
export interface DetectorReport {
  readonly kind: 'detector';
  /** Local wall clock of the last record: what a running hub knows since then is not here. */
  readonly asOf: string;
  readonly record: number;
  readonly settings: SettingsSource;
  /** What of the journal could not be used, in words; null: all was well. */
  readonly lost: string | null;
  /** Why a person is needed, in words; empty: all is well. */
  readonly needsPerson: readonly string[];
  readonly day: {
    readonly homeDays: number;
    readonly beginsAtMinute: number;
    readonly rows: readonly DayRow[];
  };
  readonly now: PresentEvidence;
}

/** Settings to judge by: a file that was read, or nothing. */
export interface GivenSettings {
  readonly file: string;
  readonly config: Config;
}

/** Throws `AnbuError` `file-not-found` when the journal tells of no home yet. */
export function detectorReport(
  { store, opening }: Snapshot,
  folder: string,
  given: GivenSettings | null,
): DetectorReport {
  const { state, lost } = restore({
    failing: null,
    read: (after, limit) => store.read(after, limit),
    readCheckpoints: (limit) => store.readCheckpoints(limit),
  });
  const { sensors, configHash } = state.home;
  if (sensors.length === 0 || state.detector.silences === null) throw noHome(folder);
  const at = state.time.last;
  assert(at !== null, 'a home was written at some time');
  const policy = given?.config ?? defaultConfig({ home: '', timezone: 'UTC', sensors });
  const now = presentEvidence(state, at, policy);
  const damage = [lost, opening.quarantined].filter((each) => each !== null);
  return {
    kind: 'detector',
    asOf: localTime(at),
    record: opening.lastN,
    settings: { file: given?.file ?? null, inForce: given === null ? null : policy.hash === configHash },
    lost: damage.length === 0 ? null : damage.join('; '),
    needsPerson: [...needs(now), ...damage],
    day: {
      homeDays: now.homeDays,
      beginsAtMinute: BEGINS_AT_MINUTE,
      rows: learnedDay(state, policy),
    },
    now,
  };
}

function needs({ question, alerts, sight }: PresentEvidence): string[] {
  return [
    ...(question === null ? [] : [`a question is open: ${question.cause}, stage ${question.stage} of 3`]),
    ...alerts.flatMap(({ alert, cause, stage, test }) =>
      test ? [] : [`alert ${alert} is open: ${cause}, ${stage}`],
    ),
    ...(sight.blindSince === null ? [] : ['the home cannot be seen']),
  ];
}

function noHome(folder: string): AnbuError {
  return new AnbuError('file-not-found', `the journal in ${folder} tells of no home with sensors yet`, {
    hint: 'Start the hub on it once with its configuration: anbu run --config FILE --data DIR',
  });
}
