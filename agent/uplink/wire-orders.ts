/**
 * What commands became and what came of them, as schemas: the part of `wire-records.ts` that answers the centre.
 *
 * Owns no meaning: the types are those of `record.ts`, and the compiler refuses a schema that differs.
 */
import { z } from 'zod';
import {
  REPLIES_BY,
  type DiagnosticsAsked,
  type KeyChange,
  type Kind,
  type Message,
  type MessageOutcome,
  type Pause,
  type PauseOver,
  type Peace,
  type Plan,
  type Programme,
  PROGRAMME_STEPS,
  type ProgrammeMissed,
  PROGRAMMES,
  type ProgrammeStep,
  type Reminder,
  type ReminderOutcome,
  type Settings,
  type SettingsJudged,
  type SettingsSettled,
  type Visit,
  type Watch,
  WISHES,
} from '../record.ts';
import { count, errorCode, exactly, flag, number, text } from './wire-exact.ts';

/** Who ordered it, and under which envelope. */
const ordered = { by: text, keyId: text, counter: count };

const plan = exactly<Plan>()(
  z.object({
    kind: z.literal('plan'),
    plan: z.enum(['absence', 'outing', 'none']),
    fromWallMs: number.nullable(),
    untilWallMs: number.nullable(),
    ...ordered,
  }),
);

const watch = exactly<Watch>()(
  z.object({
    kind: z.literal('watch'),
    level: z.enum(['raised', 'normal']),
    untilWallMs: number.nullable(),
    ...ordered,
  }),
);

const pause = exactly<Pause>()(
  z.object({ kind: z.literal('pause'), untilWallMs: number.nullable(), ...ordered }),
);
const pauseOver = exactly<PauseOver>()(z.object({ kind: z.literal('pause-over') }));

const peace = exactly<Peace>()(
  z.object({
    kind: z.literal('peace'),
    untilWallMs: number.nullable(),
    why: z.enum(['asked', 'over', 'taken-back', 'called', 'centre']),
  }),
);

const visit = exactly<Visit>()(
  z.object({
    kind: z.literal('visit'),
    who: text.optional(),
    fromWallMs: number.nullable(),
    untilWallMs: number.nullable(),
    ...ordered,
  }),
);

const programme = exactly<Programme>()(
  z.object({
    kind: z.literal('programme'),
    programme: text,
    what: z.enum([...PROGRAMMES, 'none']),
    who: text,
    where: text.nullable(),
    fromWallMs: number.nullable(),
    untilWallMs: number.nullable(),
    ...ordered,
  }),
);
const programmeStep = exactly<ProgrammeStep>()(
  z.object({
    kind: z.literal('programme-step'),
    programme: text,
    step: z.enum(PROGRAMME_STEPS),
    wishes: z.array(z.enum(WISHES)),
    isOver: flag,
  }),
);
const programmeMissed = exactly<ProgrammeMissed>()(
  z.object({
    kind: z.literal('programme-missed'),
    programme: text,
    what: z.enum(PROGRAMMES),
    missed: z.enum(['not-home', 'nobody-came']),
    owner: z.enum(['technician', 'case-manager', 'resident', 'operator']),
    dueMs: number,
  }),
);

const diagnostics = exactly<DiagnosticsAsked>()(z.object({ kind: z.literal('diagnostics'), ...ordered }));

const message = exactly<Message>()(
  z.object({
    kind: z.literal('message'),
    message: text,
    text,
    invites: flag,
    urgent: flag,
    forMs: number,
    need: text.optional(),
    ...ordered,
  }),
);
const messageOutcome = exactly<MessageOutcome>()(
  z.object({
    kind: z.literal('message-outcome'),
    message: text,
    outcome: z.enum(['spoken', 'not-said', 'expired', 'yes', 'no-answer', 'cannot-tell']),
    why: errorCode.nullable(),
  }),
);
const reminder = exactly<Reminder>()(
  z.object({
    kind: z.literal('reminder'),
    reminder: text,
    text,
    minutes: z.array(count),
    days: z.array(count),
    forMs: number.nullable(),
    ...ordered,
  }),
);
const reminderOutcome = exactly<ReminderOutcome>()(
  z.object({
    kind: z.literal('reminder-outcome'),
    reminder: text,
    localMs: number,
    outcome: z.enum(['done', 'no-answer', 'not-said', 'missed', 'cannot-tell']),
    by: z.enum(REPLIES_BY).nullable(),
  }),
);
const set = z.record(text, z.union([text, number, flag, z.null(), z.array(text)]));
const settings = exactly<Settings>()(
  z.object({ kind: z.literal('settings'), version: count, set, dryRun: flag, ...ordered }),
);
const settingsJudged = exactly<SettingsJudged>()(
  z.object({
    kind: z.literal('settings-judged'),
    version: count,
    dryRun: flag,
    problems: z.array(text),
    changes: z.array(text),
  }),
);
const settingsSettled = exactly<SettingsSettled>()(
  z.object({
    kind: z.literal('settings-settled'),
    version: count,
    outcome: z.enum(['in-force', 'taken-back']),
    why: z.enum(['proven', 'not-proven', 'did-not-start']),
  }),
);

const key = exactly<KeyChange>()(
  z.object({
    kind: z.literal('key'),
    change: z.enum(['added', 'retired']),
    key: text,
    publicKey: text.nullable(),
    ...ordered,
  }),
);

export const ORDER_SCHEMAS = {
  plan,
  watch,
  pause,
  'pause-over': pauseOver,
  peace,
  visit,
  programme,
  'programme-step': programmeStep,
  'programme-missed': programmeMissed,
  diagnostics,
  message,
  'message-outcome': messageOutcome,
  reminder,
  'reminder-outcome': reminderOutcome,
  settings,
  'settings-judged': settingsJudged,
  'settings-settled': settingsSettled,
  key,
} as const satisfies Partial<Readonly<Record<Kind, z.ZodType>>>;
