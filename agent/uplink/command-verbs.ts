/**
 * The verbs of the channel `command`: what a centre may order a hub to do.
 *
 * Owns the list of them; each is read in a file of its own. Must never obey half of an order: a verb, a word or a field
 * that this version does not know makes the whole of it unsupported.
 */
import {
  type Fields,
  type Order,
  type ReadVerb,
  type Reading,
  hasOnly,
  isBy,
  refuse,
} from './command-fields.ts';
import { type KeyPayload, readKeyAdd, readKeyRetire } from './command-keys.ts';
import {
  type PlanPayload,
  readPause,
  readPauseWithdrawn,
  readPlan,
  readVisit,
  readVisitWithdrawn,
  readWatch,
  readWithdrawn,
} from './command-plans.ts';
import { type ReminderPayload, readReminder, readReminderWithdrawn } from './command-reminders.ts';
import { type ProgrammePayload, readProgramme, readProgrammeWithdrawn } from './command-programme.ts';
import { type SpeechPayload, readInvite, readSpeak } from './command-speech.ts';
import { type SettingsPayload, readSettings } from './command-settings.ts';
import { type Opened, parseObject } from './envelope.ts';

/** What a `command` envelope carries, as the desk writes it. */
export type CommandPayload =
  | PlanPayload
  | ProgrammePayload
  | DiagnosticsPayload
  | SpeechPayload
  | ReminderPayload
  | SettingsPayload
  | KeyPayload;
export interface DiagnosticsPayload {
  readonly kind: 'diagnostics';
  readonly by: string;
}
export type Verb = CommandPayload['kind'];

export const VERBS: Readonly<Record<Verb, ReadVerb>> = {
  plan: readPlan,
  'plan-withdrawn': readWithdrawn,
  watch: readWatch,
  pause: readPause,
  'pause-withdrawn': readPauseWithdrawn,
  visit: readVisit,
  'visit-withdrawn': readVisitWithdrawn,
  programme: readProgramme,
  'programme-withdrawn': readProgrammeWithdrawn,
  diagnostics: readDiagnostics,
  speak: readSpeak,
  invite: readInvite,
  reminder: readReminder,
  'reminder-withdrawn': readReminderWithdrawn,
  settings: readSettings,
  'key-add': readKeyAdd,
  'key-retire': readKeyRetire,
};

/** Judges an order whose envelope was opened: the record it becomes, or why it is not obeyed. */
export function readOrder(opened: Opened, reading: Reading): Order {
  const fields = parseObject(opened.payload);
  if (fields === null) return refuse('envelope-malformed');
  const { kind } = fields;
  return isVerb(kind) ? VERBS[kind](fields, opened, reading) : refuse('command-unsupported');
}

function isVerb(kind: unknown): kind is Verb {
  return typeof kind === 'string' && Object.hasOwn(VERBS, kind);
}

function readDiagnostics(fields: Fields, { keyId, counter }: Opened): Order {
  const { by } = fields;
  if (!hasOnly(fields, ['kind', 'by'])) return refuse('command-unsupported');
  return isBy(by)
    ? { ok: true, fact: { kind: 'diagnostics', by, keyId, counter } }
    : refuse('envelope-malformed');
}
