/**
 * Settings by command: what the centre has ordered of them, what is on trial, and what has proven itself.
 *
 * Owns its slice and the verdict on a trial. A change is in force for good only once the hub has heard its centre under
 * it; else what was before comes back by itself. Reads no file: that is `cli/ordered-settings.ts`, which follows this
 * slice. Whatever is in a file counts first; what is ordered lies over it, setting by setting.
 */
import type { Decide, HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type {
  Body,
  ConfigInForce,
  SettingValues,
  Settings,
  SettingsChange,
  SettingsJudged,
  SettingsSettled,
} from '../record.ts';

export interface SettingsState {
  /** The highest version ever taken: only higher ones are. */
  version: number;
  /** Ordered, and not judged yet. */
  asked: (SettingsChange & { readonly dryRun: boolean }) | null;
  /** Judged well; in force from `sinceMs` (home time) on; null: the hub has not started with it yet. */
  trial: (SettingsChange & { sinceMs: number | null }) | null;
  /** Proven. Null: as the file has it. */
  good: SettingsChange | null;
  /** Home times of the last orders. */
  recentMs: number[];
}

/**
 * So long the hub has to hear its centre under what it tries: a reconnect takes two minutes at most, and the desk
 * acknowledges the record of the start within a second.
 */
export const TRIAL_MS = 15 * 60_000;
/** Orders in 24 h, tries included: a restart of the hub each, and a process that reads the file. */
export const ORDERS_MAX = 8;
const ORDERS_WITHIN_MS = 24 * 3_600_000;
const NOTHING: readonly Body[] = [];

export function initialSettings(): SettingsState {
  return { version: 0, asked: null, trial: null, good: null, recentMs: [] };
}

/** What should be in force: what is tried, else what has proven itself; null: the file alone. */
export function wantedSettings({ trial, good }: Readonly<SettingsState>): SettingsChange | null {
  return trial ?? good;
}

/** Orders taken in the last 24 h. */
export function recentOrders({ recentMs }: Readonly<SettingsState>, nowMs: number): number {
  return recentMs.filter((atMs) => nowMs - atMs < ORDERS_WITHIN_MS).length;
}

/** What lies over the file after a change: null takes a setting out. */
export function laidOver(below: SettingValues, above: SettingValues): SettingValues {
  const all = Object.entries({ ...below, ...above }).filter(([, value]) => value !== null);
  return Object.fromEntries(all.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** Applies one record; owns `slice` and may change it in place. */
export function evolveSettings(slice: SettingsState, body: Body, now: Moment): SettingsState {
  if (body.kind === 'settings') ordered(slice, body, now);
  else if (body.kind === 'settings-judged') judged(slice, body);
  else if (body.kind === 'config') started(slice, body, now);
  else if (body.kind === 'settings-settled') settled(slice, body);
  return slice;
}

function ordered(slice: SettingsState, { version, set, dryRun }: Settings, now: Moment): void {
  slice.recentMs = [...slice.recentMs, now.ms].slice(-ORDERS_MAX);
  if (!dryRun) slice.version = Math.max(slice.version, version);
  slice.asked = { version, set: laidOver(slice.good?.set ?? {}, set), dryRun };
}

function judged(slice: SettingsState, { version, problems, changes }: SettingsJudged): void {
  const { asked } = slice;
  if (asked === null || asked.version !== version) return;
  slice.asked = null;
  if (asked.dryRun || problems.length > 0 || changes.length === 0) return;
  slice.trial = { version, set: asked.set, sinceMs: null };
}

/** A hub whose journal was lost finds what had proven itself beside its file, and believes it. */
function started(slice: SettingsState, { ordered: inForce }: ConfigInForce, now: Moment): void {
  if (inForce === undefined) return;
  if (slice.trial?.version === inForce?.version) {
    if (slice.trial !== null) slice.trial.sinceMs ??= now.ms;
  } else if (inForce !== null && inForce.version > slice.version) {
    slice.version = inForce.version;
    slice.good = inForce;
  }
}

function settled(slice: SettingsState, { outcome, version }: SettingsSettled): void {
  const { trial } = slice;
  slice.trial = null;
  if (outcome === 'in-force' && trial !== null) slice.good = { version: trial.version, set: trial.set };
  else if (slice.good?.version === version) slice.good = null;
}

/** The verdict on what is tried. */
export const decideSettings: Decide = ({ state, now, input }) => {
  const { trial, good } = state.settings;
  const hasFailed = input.kind === 'boot' && (input.trouble?.includes('settings-failed') ?? false);
  const tried = trial ?? (hasFailed ? good : null);
  if (tried === null) return NOTHING;
  const { version } = tried;
  const verdict = (outcome: SettingsSettled['outcome'], why: SettingsSettled['why']): readonly Body[] => [
    { kind: 'settings-settled', version, outcome, why },
  ];
  if (hasFailed) return verdict('taken-back', 'did-not-start');
  if (trial === null || trial.sinceMs === null) return NOTHING;
  const { lastHeardMs, link } = state.centre;
  // Heard after the hub had started with it, over the link that it made.
  if (link.state === 'up' && lastHeardMs !== null && lastHeardMs > trial.sinceMs)
    return verdict('in-force', 'proven');
  return now.ms >= trial.sinceMs + TRIAL_MS ? verdict('taken-back', 'not-proven') : NOTHING;
};

/** Home time at which a trial is over; Infinity: there is none. */
export function deadlineOfSettings({ settings: { trial } }: Readonly<HubState>): number {
  return trial === null || trial.sinceMs === null ? Infinity : trial.sinceMs + TRIAL_MS;
}
