/**
 * The verb that changes settings: which ones, in which version, and whether it is only asked what would follow.
 *
 * Owns its form and how often. A value is only looked at for its shape here; what it may be is judged with the whole file
 * in another process, and answered by a record (`config/settings.ts`).
 */
import { isSettable } from '../config/settable.ts';
import { ORDERS_MAX } from '../config/settings.ts';
import type { SettingValue, SettingValues } from '../record.ts';
import { type Fields, type Order, type Reading, hasOnly, isBy, refuse } from './command-fields.ts';
import { type Opened, isCount, isText } from './envelope.ts';

export interface SettingsPayload {
  readonly kind: 'settings';
  /** Higher than any before it. */
  readonly version: number;
  readonly set: SettingValues;
  /** Only says what would change, and what is wrong with it. */
  readonly dryRun?: boolean;
  readonly by: string;
}

const FIELDS = ['kind', 'version', 'set', 'dryRun', 'by'];
/** Settings in one order: all there are and a few more. */
const SET_MAX = 32;
/** `12h30m` and a time of day are shorter; so is every other text that a file has there. */
const VALUE_CHARS_MAX = 64;
/** Three waits. */
const LIST_MAX = 3;

/**
 * Refuses with `command-unsupported`, `envelope-malformed`, `setting-fixed`, `settings-stale`, `settings-busy` or
 * `settings-too-often`.
 */
export function readSettings(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { version, set, dryRun = false, by } = fields;
  const { settings } = reading;
  if (!settings.canChange || !hasOnly(fields, FIELDS)) return refuse('command-unsupported');
  if (!isCount(version) || version === 0 || typeof dryRun !== 'boolean' || !isBy(by))
    return refuse('envelope-malformed');
  if (!isSet(set)) return refuse('envelope-malformed');
  if (!Object.keys(set).every(isSettable)) return refuse('setting-fixed');
  if (version <= settings.version) return refuse('settings-stale');
  if (settings.isBusy) return refuse('settings-busy');
  if (settings.recent >= ORDERS_MAX) return refuse('settings-too-often');
  return { ok: true, fact: { kind: 'settings', version, set, dryRun, by, keyId, counter } };
}

function isSet(value: unknown): value is SettingValues {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const values: unknown[] = Object.values(value);
  return values.length > 0 && values.length <= SET_MAX && values.every(isValue);
}

function isValue(value: unknown): value is SettingValue {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.length <= LIST_MAX && value.every(isShort);
  return isShort(value);
}

function isShort(value: unknown): value is string {
  return isText(value, VALUE_CHARS_MAX);
}
