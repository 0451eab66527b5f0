/**
 * The verbs that let the centre speak to the resident: something is said, or an invitation that may be answered.
 *
 * Owns their form and bounds. The words are the centre's own and are announced as such; only what every voice speaks alike
 * is taken, so that nothing is said that was not meant, and nothing that frightens (`companion/safety.ts`).
 */
import { MESSAGES_PER_DAY_MAX, MESSAGES_WAITING_MAX } from '../checkon/message-memory.ts';
import { numbersInWords } from '../companion/numbers.ts';
import { languageOf } from '../companion/prompts.ts';
import { ENTERED_CHARACTERS_MAX, problemsOf } from '../companion/safety.ts';
import type { ErrorCode } from '../errors.ts';
import { type Fields, type Order, type Reading, hasOnly, instantIn, isBy, refuse } from './command-fields.ts';
import type { Opened } from './envelope.ts';

export type SpeechPayload =
  | {
      readonly kind: 'speak';
      readonly text: string;
      readonly by: string;
      readonly until?: string;
      /** Said at night and in a pause too. */
      readonly urgent?: boolean;
      /** What the resident asked for and this answers: the id of its record. */
      readonly need?: string;
    }
  | { readonly kind: 'invite'; readonly text: string; readonly by: string; readonly until?: string };

const SPEAK_FIELDS = ['kind', 'text', 'by', 'until', 'urgent', 'need'];
const INVITE_FIELDS = ['kind', 'text', 'by', 'until'];
const HOUR_MS = 3_600_000;
/** Of no end: the rest of a morning. */
const USUAL_MS = 4 * HOUR_MS;
const UNTIL_MS_MAX = 24 * HOUR_MS;
export function readSpeak(fields: Fields, opened: Opened, reading: Reading): Order {
  const { urgent = false, need } = fields;
  if (!hasOnly(fields, SPEAK_FIELDS)) return refuse('command-unsupported');
  if (typeof urgent !== 'boolean') return refuse('envelope-malformed');
  if (need === undefined) return readMessage(fields, opened, reading, { invites: false, urgent });
  if (typeof need !== 'string') return refuse('envelope-malformed');
  if (!reading.needs.includes(need)) return refuse('need-unknown');
  return readMessage(fields, opened, reading, { invites: false, urgent, need });
}

export function readInvite(fields: Fields, opened: Opened, reading: Reading): Order {
  if (!hasOnly(fields, INVITE_FIELDS)) return refuse('command-unsupported');
  return readMessage(fields, opened, reading, { invites: true, urgent: false });
}

function readMessage(
  { text, by, until }: Fields,
  { keyId, counter }: Opened,
  { nowWallMs, believed, messages }: Reading,
  how: { readonly invites: boolean; readonly urgent: boolean; readonly need?: string },
): Order {
  const untilWallMs = until === undefined ? null : instantIn(until);
  if (typeof text !== 'string' || !isBy(by)) return refuse('envelope-malformed');
  if (until !== undefined && untilWallMs === null) return refuse('envelope-malformed');
  const spoken = speakable(text);
  if (!spoken.ok) return refuse(spoken.why);
  if (untilWallMs !== null && !believed) return refuse('clock-untrusted');
  const forMs = untilWallMs === null ? USUAL_MS : untilWallMs - nowWallMs;
  if (forMs <= 0) return refuse('time-passed');
  if (forMs > UNTIL_MS_MAX) return refuse('time-too-far');
  if (messages.recent >= MESSAGES_PER_DAY_MAX || messages.waiting >= MESSAGES_WAITING_MAX)
    return refuse('messages-too-many');
  const message = `${keyId.slice(0, 16)}-${counter}`;
  return {
    ok: true,
    fact: { kind: 'message', message, text: spoken.text, ...how, forMs, by, keyId, counter },
  };
}

type Speakable =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: ErrorCode };

/** Names and places are said in one breath with a day and an hour: `ENTERED_CHARACTERS_MAX` is for all of it. */
const NAME_CHARS_MAX = 60;

/** A name or a place, as it will be said. */
export function speakableName(written: unknown): Speakable {
  if (typeof written !== 'string') return { ok: false, why: 'envelope-malformed' };
  const spoken = speakable(written);
  return spoken.ok && spoken.text.length > NAME_CHARS_MAX ? { ok: false, why: 'text-unspeakable' } : spoken;
}

/** The words as they will be said: numbers are written out, for digits are misread. */
export function speakable(written: string): Speakable {
  // What is far too long is not read at all.
  if (written.length > ENTERED_CHARACTERS_MAX) return { ok: false, why: 'text-unspeakable' };
  const language = languageOf(written);
  const worded = numbersInWords(written, language);
  if (!worded.ok) return { ok: false, why: 'text-number-unclear' };
  const [problem] = problemsOf(worded.text, language, 'entered');
  if (problem === undefined) return worded;
  return { ok: false, why: problem.rule === 'frightens' ? 'text-frightens' : 'text-unspeakable' };
}
