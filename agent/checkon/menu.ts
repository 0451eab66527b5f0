/**
 * A touch when nothing is asked: how things stand is said, and then what the resident may need is offered.
 *
 * Owns what is on the menu and what follows from a choice. What somebody needs is theirs and the case manager's: it is
 * echoed, may be taken back in silence, and then told once. It is no evidence, moves no silence and raises no alert.
 */
import type { HubState } from '../machine.ts';
import type { NeedOf, OfferStep, Sentence } from '../record.ts';
import { sayHowItStands } from './alerts.ts';
import { isAccompanied } from './company.ts';
import { type Draft, nextId, write } from './draft.ts';
import { stateSteps } from './home-state.ts';
import { MENUS_PER_DAY_MAX, needOf, recentMenus } from './need-memory.ts';
import { choiceStep, offerEnded, openOffer } from './offer.ts';
import { leaveInPeace, peaceAllowed } from './peace.ts';
import { busyUntilMs } from './probes.ts';
import { NEED } from './slice.ts';
import { sayUnlessAsking } from './speech.ts';

const TOLD: Readonly<Record<NeedOf, Sentence>> = {
  food: 'need-food',
  repair: 'need-repair',
  health: 'need-health',
  company: 'need-company',
};

/** Says how things stand, and what there is to choose. While somebody is told or on the way, that is how they stand. */
export function openMenu(draft: Draft): void {
  const { state, now } = draft.turn;
  const { checkon } = draft;
  if (checkon.conversation !== null || checkon.offer !== null) return;
  if (recentMenus(checkon.needs, now.ms) >= MENUS_PER_DAY_MAX) return;
  if (sayHowItStands(draft)) return;
  // A hand that comes while a press may be taken back, or something else is said, wants that.
  if (now.ms < busyUntilMs({ ...checkon, alerts: [] }, null)) return;
  // In front of a visitor nobody is asked what they need.
  const offered = isAccompanied({ ...state, checkon }, now.ms) ? [] : menu(draft);
  openOffer(draft, { of: 'menu', steps: [...stateSteps(state, now), ...offered] });
}

function menu({ turn }: Draft): OfferStep[] {
  const allowed = peaceAllowed(turn);
  const sentence = allowed?.until === 'ten' ? 'offer-until-ten' : 'offer-three-hours';
  return [
    { sentence: 'menu-how', choice: null },
    ...(['food', 'repair', 'health', 'company'] as const).map(choiceStep),
    ...(allowed === null ? [] : [{ sentence, choice: 'peace' } as const]),
    choiceStep('no-talk'),
  ];
}

/** What was chosen is said back, but over no question; what is needed is told once it can no longer be taken back. */
export function followMenu(draft: Draft): void {
  settleNeed(draft);
  const choice = offerEnded(draft, 'menu')?.choice ?? null;
  const what = needOf(choice);
  if (what !== null) sayUnlessAsking(draft, { sentence: TOLD[what], about: NEED });
  else if (choice === 'peace') leaveUnlessAsked(draft);
  else if (choice === 'no-talk') sayUnlessAsking(draft, { sentence: 'no-talk', about: NEED });
}

/** Who is asked in this very turn is asked first: peace would end nothing, and be said over the question. */
function leaveUnlessAsked(draft: Draft): void {
  if (draft.checkon.conversation === null) leaveInPeace(draft);
}

/** A touch in its ten seconds takes the wish back, and nothing is said of it. False: there is none. */
export function withdrawNeed(draft: Draft): boolean {
  const { pending } = draft.checkon.needs;
  if (pending === null || draft.turn.now.ms >= pending.untilMs) return false;
  write(draft, { kind: 'need-withdrawn', what: pending.what });
  return true;
}

/** Home time at which a wish is told; Infinity: there is none. */
export function needDueMs({ checkon }: Readonly<HubState>): number {
  return checkon.needs.pending?.untilMs ?? Infinity;
}

function settleNeed(draft: Draft): void {
  const { pending } = draft.checkon.needs;
  if (pending === null || draft.turn.now.ms < pending.untilMs) return;
  write(draft, { kind: 'need', need: nextId(draft), what: pending.what });
}
