/**
 * An offer: a few choices, said one by one, each followed by a gap. A touch in the gap chooses what was just heard.
 *
 * Owns how it is said, chosen from and ended. Must never stand in the way of a question, a call or an alert: they end
 * it at once. Whoever began it reads how it ended (`offerEnded`); no choice is no refusal.
 *
 * Where there is only a button the rule of safety stands: a single press is a call for help at any time, for somebody may
 * be reaching for the only thing within reach. In a gap its echo says that another press chooses instead; so a choice
 * takes two, and whoever pressed once and hears nothing is helped.
 */
import { assert } from '../errors.ts';
import type { Choice, OfferEnd, OfferOf, OfferStep, ReplyBy, Sentence } from '../record.ts';
import { type Draft, nextId, write } from './draft.ts';
import { OFFER_STEPS_MAX, choiceNow } from './offer-memory.ts';
import type { CheckonState } from './slice.ts';
import { SENTENCE_FRESH_MS, WORDS_FRESH_MS, say } from './speech.ts';

/** To understand what was said, to want it and to lift a hand, at eighty: six seconds. */
export const GAP_MS = 6_000;
/** A breath between two sentences of which the first asks nothing. */
const BREATH_MS = 500;
const NEVER_MS = Number.POSITIVE_INFINITY;

/** How each choice is offered, and what a press in its gap is answered with. */
export const CHOICE_WORDS: Readonly<
  Record<Choice, { readonly offered: Sentence; readonly pressed: Sentence }>
> = {
  yes: { offered: 'offer-yes', pressed: 'invited-press' },
  no: { offered: 'offer-no', pressed: 'press-no' },
  later: { offered: 'offer-later', pressed: 'press-later' },
  food: { offered: 'offer-food', pressed: 'press-food' },
  repair: { offered: 'offer-repair', pressed: 'press-repair' },
  health: { offered: 'offer-health', pressed: 'press-health' },
  company: { offered: 'offer-company', pressed: 'press-company' },
  peace: { offered: 'offer-three-hours', pressed: 'press-peace' },
  done: { offered: 'reminder-how', pressed: 'press-done' },
  hear: { offered: 'reminder-hear', pressed: 'press-hear' },
  'no-talk': { offered: 'offer-no-talk', pressed: 'press-no-talk' },
  bread: { offered: 'offer-bread', pressed: 'press-bread' },
  milk: { offered: 'offer-milk', pressed: 'press-milk' },
  eggs: { offered: 'offer-eggs', pressed: 'press-eggs' },
  fruit: { offered: 'offer-fruit', pressed: 'press-fruit' },
  rice: { offered: 'offer-rice', pressed: 'press-rice' },
  household: { offered: 'offer-household', pressed: 'press-household' },
  'that-is-all': { offered: 'offer-that-is-all', pressed: 'press-that-is-all' },
  good: { offered: 'offer-good', pressed: 'press-good' },
  'not-good': { offered: 'offer-not-good', pressed: 'press-not-good' },
};

/** The step that offers a choice in its own words. */
export function choiceStep(choice: Choice): OfferStep {
  return { sentence: CHOICE_WORDS[choice].offered, choice };
}

export interface Offering {
  readonly of: OfferOf;
  /** What it belongs to; the offer itself when not given. */
  readonly subject?: string;
  readonly steps: readonly OfferStep[];
  /** GAP_MS when not given. */
  readonly gapMs?: number;
  /** The first step was said already. */
  readonly isHeard?: boolean;
}

/** Begins it, unless somebody is asked, something else is offered, or a press may still be taken back. */
export function openOffer(draft: Draft, { of, subject, steps, gapMs, isHeard }: Offering): boolean {
  const { conversation, offer, correction } = draft.checkon;
  if (conversation !== null || offer !== null) return false;
  if (correction !== null && draft.turn.now.ms < correction.untilMs) return false;
  assert(steps.length > 0 && steps.length <= OFFER_STEPS_MAX, 'an offer has a few steps');
  const id = nextId(draft);
  const heard = isHeard === true ? { isHeard } : {};
  write(draft, {
    kind: 'offer',
    offer: id,
    of,
    subject: subject ?? id,
    steps,
    gapMs: gapMs ?? GAP_MS,
    ...heard,
  });
  return true;
}

/** Ends what is over, or says what comes next. After all that may end it in this turn. */
export function followOffer(draft: Draft): void {
  const { offer, owed } = draft.checkon;
  if (offer === null) return;
  const { now } = draft.turn;
  if (offer.over !== null) end(draft, offer.over);
  else if (offer.touched && chooseByTouch(draft)) return;
  else if (now.ms < offerDueMs(draft.checkon)) return;
  else if (offer.at >= 0 && offer.heardMs === null) end(draft, 'not-said');
  else {
    const step = offer.steps[offer.at + 1];
    if (step === undefined) end(draft, 'no-answer');
    else if (owed === null || now.ms >= owed.expiresMs) sayStep(draft, offer.id, step);
  }
}

/** Home time of its next step or of its end; Infinity when nothing is offered. */
export function offerDueMs({ offer, owed, correction }: Readonly<CheckonState>): number {
  if (offer === null) return NEVER_MS;
  const { at, heardMs, heardOfUntilMs, over, steps, gapMs } = offer;
  if (over !== null) return -NEVER_MS;
  if (at >= 0 && heardMs === null) return heardOfUntilMs;
  const isChoice = (steps[at]?.choice ?? null) !== null;
  const nextMs = heardMs === null ? -NEVER_MS : heardMs + (isChoice ? gapMs : BREATH_MS);
  // Whoever pressed has their ten seconds, and what else is owed to them is said first.
  return Math.max(nextMs, correction?.untilMs ?? -NEVER_MS, owed?.expiresMs ?? -NEVER_MS);
}

/** Takes the choice that was just heard. False when there is none. */
export function chooseByTouch(draft: Draft): boolean {
  return choose(draft, choiceNow(draft.checkon.offer, draft.turn.now.ms), 'touch');
}

/** The second press takes what the echo of the first one named, whose gap may be over by now. False: it named nothing. */
export function chooseByPress(draft: Draft): boolean {
  const { offer, correction } = draft.checkon;
  return offer?.over === null && choose(draft, correction?.choice ?? null, 'button');
}

function choose(draft: Draft, choice: Choice | null, by: ReplyBy): boolean {
  const { offer } = draft.checkon;
  if (offer === null || choice === null) return false;
  write(draft, { ...endOf(offer), choice, by, why: 'chosen' });
  return true;
}

/** How an offer of this kind ended in this turn; null: none did. */
export function offerEnded(draft: Draft, of: OfferOf): OfferEnd | null {
  for (const body of draft.decided) if (body.kind === 'offer-end' && body.of === of) return body;
  return null;
}

function end(draft: Draft, why: Exclude<OfferEnd['why'], 'chosen'>): void {
  const { offer } = draft.checkon;
  if (offer !== null) write(draft, { ...endOf(offer), choice: null, by: null, why });
}

function endOf({ id, of, subject }: { readonly id: string; readonly of: OfferOf; readonly subject: string }) {
  return { kind: 'offer-end', offer: id, of, subject } as const;
}

function sayStep(draft: Draft, about: string, { sentence, minutes, text }: OfferStep): void {
  const words = { ...(minutes === undefined ? {} : { minutes }), ...(text === undefined ? {} : { text }) };
  const freshMs = text === undefined ? SENTENCE_FRESH_MS : WORDS_FRESH_MS;
  say(draft, { sentence, about, freshMs, ...words });
}
