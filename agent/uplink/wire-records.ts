/**
 * The records that leave the home, as schemas: one for each kind that `leaves.ts` gives a lane.
 *
 * Owns no meaning: the types are those of `record.ts`, and the compiler refuses a schema that differs. A kind that
 * begins to leave needs its row here. Must never describe a record that stays home.
 */
import { z } from 'zod';
import {
  ALERT_WHYS,
  type Alert,
  type Answer,
  type Badge,
  type Boot,
  CARD_FACTS,
  type CardLine,
  CONDITIONS,
  type Condition,
  type Evidence,
  type Kind,
  LANES,
  NEEDS,
  type Consent,
  type Need,
  type Observation,
  type Presence,
  type Prompt,
  REPLIES_BY,
  REPLY_MEANINGS,
  type Reply,
  type StoreState,
  type Summary,
  type WelfareCard,
  type Withheld,
} from '../record.ts';
import { LEAVES } from './leaves.ts';
import { ORDER_SCHEMAS } from './wire-orders.ts';
import { bootNonce, count, errorCode, exactly, flag, number, text } from './wire-exact.ts';

export const lane = z.enum(LANES);
const replyBy = z.enum(REPLIES_BY);

export const bootEnd = z
  .object({ boot: bootNonce, lastSeq: z.record(lane, count) })
  .describe('The boot before, and the last sequence number of each of its lanes.');

const evidence = exactly<Evidence>()(
  z.object({
    lastSign: z.object({ room: text, sensor: text, localMs: number }).nullable(),
    quietMinutes: number,
    lineMinutes: number.nullable(),
    onceInDays: number.optional(),
    sign: z.enum(['room', 'round']).optional(),
    learnedDays: number,
    cannotSee: z.array(text),
    unobservedMinutes: number,
    timeTrusted: flag,
    text,
    textKo: text,
  }),
);

const alert = exactly<Alert>()(
  z.object({
    kind: z.literal('alert'),
    alert: text,
    stage: z.enum(['raised', 'acknowledged', 'dispatched', 'arrived', 'closed']),
    revision: count,
    cause: z.enum(['inactivity', 'help', 'cannot-see', 'test']),
    test: flag,
    asked: z.enum(['asked', 'could-not-ask', 'called-for-help']),
    why: z.enum(ALERT_WHYS),
    by: text.nullable(),
    minutes: count.nullable(),
    outcome: text.nullable(),
    durable: flag,
    evidence,
  }),
);

const prompt = exactly<Prompt>()(
  z.object({
    kind: z.literal('prompt'),
    conversation: text,
    cause: z.enum(['inactivity', 'cannot-see']),
    stage: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    again: flag,
    byLight: flag.optional(),
    quietMinutes: number,
    evidence,
  }),
);

const answer = exactly<Answer>()(z.object({ kind: z.literal('answer'), conversation: text, by: replyBy }));

const condition = exactly<Condition>()(
  z.object({
    kind: z.literal('condition'),
    edge: z.enum(['raised', 'overdue', 'cleared']),
    code: z.enum(CONDITIONS),
    subject: text,
    owner: z.enum(['technician', 'case-manager', 'resident', 'operator']).optional(),
    dueMs: number.optional(),
  }),
);

const boot = exactly<Boot>()(
  z.object({
    kind: z.literal('boot'),
    version: text,
    codeHash: text,
    previous: bootEnd.nullable(),
    originMs: number,
    offMs: number.nullable(),
    trouble: z
      .array(
        z.enum([
          'config-refused',
          'journal-newer',
          'journal-quarantined',
          'learning-lost',
          'safe-mode',
          'settings-failed',
        ]),
      )
      .optional(),
  }),
);

const store = exactly<StoreState>()(
  z.object({
    kind: z.literal('store'),
    state: z.enum(['failing', 'shedding', 'ok']),
    why: errorCode.nullable(),
    dropped: count,
  }),
);

const reply = exactly<Reply>()(
  z.object({
    kind: z.literal('reply'),
    by: replyBy,
    meaning: z.enum(REPLY_MEANINGS),
    isLate: flag.optional(),
    ageS: count.optional(),
    byLevel: flag.optional(),
  }),
);

const presence = exactly<Presence>()(
  z.object({ kind: z.literal('presence'), state: z.enum(['home', 'away', 'unknown']), why: text }),
);

const observation = exactly<Observation>()(
  z.object({
    kind: z.literal('observation'),
    sensor: text,
    value: z.union([z.enum(['on', 'off', 'open', 'closed']), number]),
    isLevel: flag.optional(),
  }),
);

const badge = exactly<Badge>()(z.object({ kind: z.literal('badge'), device: text }));

const need = exactly<Need>()(z.object({ kind: z.literal('need'), need: text, what: z.enum(NEEDS) }));

const summary = exactly<Summary>()(
  z.object({
    kind: z.literal('summary'),
    minutes: count,
    seenMinutes: count,
    offMinutes: count,
    offUnknown: flag.optional(),
    homeMinutes: count,
    awayMinutes: count,
    doorOpenings: count,
    powerSteps: count,
    rooms: z.record(text, z.tuple([count, count])),
  }),
);

const cardFact = z.enum(CARD_FACTS);
const cardLine = exactly<CardLine>()(
  z.object({
    values: z.record(text, number),
    rarity: z.object({ weeks: count, less: count, more: count }).nullable(),
    text,
    textKo: text,
  }),
);
const consent = exactly<Consent>()(
  z.object({
    kind: z.literal('consent'),
    version: count.describe('One more with each change.'),
    facts: z.array(cardFact).describe('Of the weekly card.'),
    rawEvents: flag,
  }),
);

const welfareCard = exactly<WelfareCard>()(
  z.object({
    kind: z.literal('welfare-card'),
    fromLocalMs: number,
    untilLocalMs: number,
    hours: count,
    seenHours: count,
    leaves: z.array(cardFact),
    facts: z.partialRecord(cardFact, cardLine).describe('What is not consented is absent.'),
  }),
);

const kinds = Object.keys(LEAVES).filter((kind): kind is Kind => kind in LEAVES);
const withheld = exactly<Withheld>()(
  z
    .object({
      kind: z.literal('withheld'),
      of: z.enum(kinds).nullable(),
      why: errorCode,
      from: count.optional(),
      sinceWallMs: number.optional(),
    })
    .describe('Stands in the place of a record that cannot be sent, or for a thinned run of history.'),
);

/** Every kind that leaves, and what may stand in its place. */
export const RECORD_SCHEMAS = {
  alert,
  prompt,
  answer,
  condition,
  boot,
  store,
  reply,
  presence,
  observation,
  badge,
  need,
  ...ORDER_SCHEMAS,
  summary,
  'welfare-card': welfareCard,
  consent,
  withheld,
} as const satisfies Partial<Readonly<Record<Kind, z.ZodType>>>;
