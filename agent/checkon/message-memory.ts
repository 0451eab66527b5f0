/**
 * Messages of the centre that wait to be said.
 *
 * Owns their part of the check-on's slice and its bounds. Plain JSON, because it travels in checkpoints; decides nothing.
 */
import type { ErrorCode } from '../errors.ts';
import type { Moment } from '../moment.ts';
import type { Body, Message, MessageOutcome, Say, Speech } from '../record.ts';

export interface WaitingMessage {
  readonly message: string;
  readonly text: string;
  readonly invites: boolean;
  readonly urgent: boolean;
  /** It answers what the resident asked for; absent in what an earlier version wrote. */
  readonly answers?: boolean;
  /** Home time after which it is not said any more. */
  readonly untilMs: number;
  /** The sentence that carries it just now, and until when something may be heard of that; null: none does. */
  utterance: string | null;
  heardOfUntilMs: number;
  /** How often it could certainly not be said, why the last time, and when it may be tried again. */
  failures: number;
  why: ErrorCode | null;
  retryMs: number;
}
export interface MessagesState {
  waiting: WaitingMessage[];
  /** Home times of the last ones taken. */
  recentMs: number[];
}

/** Waiting at once: what a case manager says in a day; 200 characters each. */
export const MESSAGES_WAITING_MAX = 4;
/** Taken in 24 h: 1,200 characters, four minutes of speech. Whoever is talked at for longer pulls the plug. */
export const MESSAGES_PER_DAY_MAX = 6;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Something came between, or the sound card hung: a while later. */
export const RETRY_MS = 5 * MINUTE_MS;
/** As long as somebody thinks about an invitation who sits next to the button. */
export const INVITED_MS = 10 * MINUTE_MS;

export function initialMessages(): MessagesState {
  return { waiting: [], recentMs: [] };
}

/** Messages taken in the last 24 h. */
export function recentMessages({ recentMs }: Readonly<MessagesState>, nowMs: number): number {
  return recentMs.filter((atMs) => nowMs - atMs < DAY_MS).length;
}

/** Applies one record; owns `slice` and may change it in place. */
export function evolveMessages(slice: MessagesState, body: Body, now: Moment): void {
  if (body.kind === 'message') taken(slice, body, now);
  else if (body.kind === 'say') carried(slice, body);
  else if (body.kind === 'speech') failed(slice, body, now);
  else if (body.kind === 'message-outcome') over(slice, body);
}

function taken(
  slice: MessagesState,
  { message, text, invites, urgent, forMs, need }: Message,
  now: Moment,
): void {
  const fresh = { utterance: null, heardOfUntilMs: 0, failures: 0, why: null, retryMs: now.ms };
  slice.waiting.push({
    message,
    text,
    invites,
    urgent,
    untilMs: now.ms + forMs,
    ...fresh,
    answers: need !== undefined,
  });
  slice.waiting = slice.waiting.slice(-MESSAGES_WAITING_MAX);
  slice.recentMs = [...slice.recentMs, now.ms].slice(-MESSAGES_PER_DAY_MAX);
}

function carried(slice: MessagesState, { about, utterance, expiresMs }: Say): void {
  for (const each of slice.waiting) {
    if (each.message !== about) continue;
    each.utterance = utterance;
    each.heardOfUntilMs = expiresMs;
  }
}

function failed(slice: MessagesState, { utterance, outcome, why }: Speech, now: Moment): void {
  if (outcome === 'spoken') return;
  for (const each of slice.waiting) {
    if (each.utterance !== utterance) continue;
    each.utterance = null;
    each.retryMs = now.ms + RETRY_MS;
    // What gave way to something more urgent has not failed.
    if (why === 'speech-expired') continue;
    each.failures += 1;
    each.why = why;
  }
}

function over(slice: MessagesState, { message }: MessageOutcome): void {
  slice.waiting = slice.waiting.filter((each) => each.message !== message);
}
