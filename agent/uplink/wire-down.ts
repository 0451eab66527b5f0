/**
 * What the envelopes that come down hold, as schemas: acknowledgements, and the verbs of a command.
 *
 * Owns no meaning: the compiler refuses a schema that says something else than the type that is read by hand in
 * `commands.ts` and `command-verbs.ts`, and a test holds the two readings together.
 */
import { z } from 'zod';
import { LANES, PROGRAMMES } from '../record.ts';
import { WEEKDAYS } from './command-reminders.ts';
import type { CommandPayload } from './command-verbs.ts';
import type { AckPayload } from './commands.ts';
import { bootNonce, count, exactly, flag, number, text } from './wire-exact.ts';

export const keyId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
const name = z.string().min(1).max(200);
export const ack = exactly<AckPayload>()(
  z.union([
    z.object({
      kind: z.literal('kept'),
      lane: z.enum(LANES),
      boot: bootNonce,
      upTo: count,
      resend: flag.exactOptional(),
      byHand: flag.exactOptional(),
    }),
    z.object({
      kind: z.literal('stage'),
      alert: name,
      stage: z.enum(['acknowledged', 'dispatched', 'arrived', 'closed']),
      by: name,
      minutes: count.max(1440).exactOptional(),
      outcome: z.string().min(1).max(1000).exactOptional(),
    }),
  ]),
);
const told = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/)
  .describe('RFC 3339 with seconds and offset.');
const publicKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/)
  .describe('32 bytes of an Ed25519 public key, base64url without padding.');
const spoken = z
  .string()
  .regex(/^(?=.*\p{L})[\p{Script=Hangul}\p{Script=Latin} ,.?!']{1,200}$/u)
  .describe('Korean or English letters, blanks and plain stops; numbers as words.');
const named = z
  .string()
  .regex(/^(?=.*\p{L})[\p{Script=Hangul}\p{Script=Latin} ,.?!']{1,60}$/u)
  .describe('As `text`, for a name or a place: 60 characters.');
const short = z.string().min(1).max(64);
const settingValues = z
  .record(text, z.union([short, number, flag, z.null(), z.array(short).max(3)]))
  .refine((set) => Object.keys(set).length > 0 && Object.keys(set).length <= 32)
  .describe('Setting (as in the file, with dots) → its value; null: as the file has it. 1 to 32.');
/** One form for each verb of `command-verbs.ts`. */
export const command = exactly<CommandPayload>()(
  z.union([
    z.strictObject({
      kind: z.literal('plan'),
      plan: z.enum(['absence', 'outing']),
      from: told.exactOptional(),
      until: told,
      by: name,
    }),
    z.strictObject({ kind: z.literal('plan-withdrawn'), by: name }),
    z.strictObject({ kind: z.literal('watch'), level: z.literal('raised'), until: told, by: name }),
    z.strictObject({ kind: z.literal('watch'), level: z.literal('normal'), by: name }),
    z.strictObject({ kind: z.literal('pause'), until: told, by: name }),
    z.strictObject({ kind: z.literal('pause-withdrawn'), by: name }),
    z.strictObject({
      kind: z.literal('visit'),
      who: named.exactOptional(),
      from: told.exactOptional(),
      until: told,
      by: name,
    }),
    z.strictObject({ kind: z.literal('visit-withdrawn'), by: name }),
    z.strictObject({
      kind: z.literal('programme'),
      programme: z.string().min(1).max(64),
      what: z.enum(PROGRAMMES),
      who: named,
      where: named.exactOptional(),
      from: told,
      until: told,
      by: name,
    }),
    z.strictObject({
      kind: z.literal('programme-withdrawn'),
      programme: z.string().min(1).max(64),
      by: name,
    }),
    z.strictObject({ kind: z.literal('diagnostics'), by: name }),
    z.strictObject({
      kind: z.literal('speak'),
      text: spoken,
      by: name,
      until: told.exactOptional(),
      urgent: flag.exactOptional(),
      need: name.exactOptional(),
    }),
    z.strictObject({
      kind: z.literal('reminder'),
      reminder: z.string().min(1).max(40),
      text: spoken,
      at: z.array(z.string()).min(1).max(4),
      days: z.array(z.enum(WEEKDAYS)).exactOptional(),
      until: told,
      by: name,
    }),
    z.strictObject({
      kind: z.literal('reminder-withdrawn'),
      reminder: z.string().min(1).max(40),
      by: name,
    }),
    z.strictObject({ kind: z.literal('invite'), text: spoken, by: name, until: told.exactOptional() }),
    z.strictObject({
      kind: z.literal('settings'),
      version: count.min(1),
      set: settingValues,
      dryRun: flag.exactOptional(),
      by: name,
    }),
    z.strictObject({ kind: z.literal('key-add'), key: keyId, publicKey, by: name }),
    z.strictObject({ kind: z.literal('key-retire'), key: keyId, by: name }),
  ]),
);
