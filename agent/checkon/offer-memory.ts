/**
 * The offer that is open: which choice sounds or was just heard, and what ends it before its time.
 *
 * Owns that part of the check-on's slice; one offer at a time, at most `OFFER_STEPS_MAX` steps. Plain JSON, because it
 * travels in checkpoints; decides nothing. A question, a call for help, an alert or a restart leaves an offer broken:
 * it is over, and the next turn says so.
 */
import type { Moment } from '../moment.ts';
import type { Body, Boot, Choice, Offer, OfferOf, OfferStep, Reply, Say, Speech } from '../record.ts';

/** Eight choices and as many words around them: two minutes, after which nobody knows how it began. */
export const OFFER_STEPS_MAX = 16;
/** A sentence of a few seconds that began when it was hardly worth saying any more has been heard of by then. */
export const HEARD_OF_MS = 30_000;

export interface OpenOffer {
  readonly id: string;
  readonly of: OfferOf;
  /** What it belongs to: a message, a reminder; the offer itself where there is nothing else. */
  readonly subject: string;
  readonly steps: readonly OfferStep[];
  /** After a choice was heard: so long it can be chosen. */
  readonly gapMs: number;
  /** The step that sounds or was heard last; -1: none yet. */
  at: number;
  /** Its sentence; null: it was said before the offer began. */
  utterance: string | null;
  /** Home time at which it was heard to its end; null: it was not yet. */
  heardMs: number | null;
  /** Home time by which that would be known; nothing is waited for longer. */
  heardOfUntilMs: number;
  /** A hand came while it sounded: it chooses, once it was heard. */
  touched: boolean;
  /** Why it is over without a choice; null: it goes on. */
  over: 'broken-off' | 'not-said' | null;
}

/** Applies one record; may change `offer` in place. Returns what is open afterwards. */
export function evolveOffer(offer: OpenOffer | null, body: Body, now: Moment): OpenOffer | null {
  if (body.kind === 'offer') return opened(body, now);
  if (offer === null) return null;
  if (body.kind === 'offer-end') return null;
  if (body.kind === 'say') carried(offer, body);
  else if (body.kind === 'speech') heard(offer, body, now);
  else if (body.kind === 'boot') restarted(offer, body);
  else if (body.kind === 'reply') offer.touched ||= isTouch(body) && offer.heardMs === null;
  else if (isCall(body)) offer.over ??= 'broken-off';
  return offer;
}

/** The choice that can be chosen now: it was heard, and its gap is not over. */
export function choiceNow(offer: Readonly<OpenOffer> | null, nowMs: number): Choice | null {
  if (offer === null || offer.over !== null || offer.heardMs === null) return null;
  return nowMs < offer.heardMs + offer.gapMs ? (offer.steps[offer.at]?.choice ?? null) : null;
}

function opened({ offer, of, subject, steps, gapMs, isHeard }: Offer, now: Moment): OpenOffer {
  const at = isHeard === true ? 0 : -1;
  const heardMs = isHeard === true ? now.ms : null;
  const fresh = { utterance: null, heardOfUntilMs: now.ms, touched: false, over: null };
  return { id: offer, of, subject, steps, gapMs, at, heardMs, ...fresh };
}

function carried(offer: OpenOffer, { about, utterance, expiresMs }: Say): void {
  if (about !== offer.id) return;
  offer.at += 1;
  offer.utterance = utterance;
  offer.heardMs = null;
  offer.heardOfUntilMs = expiresMs + HEARD_OF_MS;
  offer.touched = false;
}

function heard(offer: OpenOffer, { utterance, outcome, why }: Speech, now: Moment): void {
  if (utterance !== offer.utterance) return;
  if (outcome === 'spoken') offer.heardMs = now.ms;
  // What gave way to something more urgent has not failed, but nobody heard what there was to choose.
  else offer.over ??= why === 'speech-expired' ? 'broken-off' : 'not-said';
}

function isTouch({ by, meaning, isLate }: Reply): boolean {
  return by === 'touch' && meaning === 'fine' && isLate !== true;
}

/** A question, a press about nothing that was offered, or somebody who is told: all go before an offer. */
function isCall(body: Body): boolean {
  if (body.kind === 'correction') return body.of === 'help' && body.choice === undefined;
  if (body.kind !== 'alert') return body.kind === 'prompt';
  return !body.test && (body.why === 'raised' || body.why === 'asked-again' || body.why === 'pressed-again');
}

/** What was in the air is not heard any more, and of a stop of unknown length nobody knows how long ago it was heard. */
function restarted(offer: OpenOffer, { previous, offMs }: Boot): void {
  if (previous !== null && (offMs === null || offer.heardMs === null)) offer.over ??= 'broken-off';
}
