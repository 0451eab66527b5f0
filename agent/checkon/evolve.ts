/**
 * How each record changes the check-on's slice.
 *
 * Owns the slice and changes it in place; reads no policy, so a changed configuration never changes how the past
 * is read. Decides nothing.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { unreachable } from '../errors.ts';
import {
  type Body,
  type Correction,
  type Decision,
  type Postponed,
  type Prompt,
  type Reply,
  type Say,
  isDecision,
  isOrdered,
} from '../record.ts';
import { evolveCompany } from './company.ts';
import { isNight } from '../detector/night.ts';
import { evolveEar } from './ear-memory.ts';
import { evolveSpeech } from './evolve-speech.ts';
import { shownFrom } from './by-light.ts';
import { evolvePressTests } from './expected-memory.ts';
import { evolveHearing } from './hearing-memory.ts';
import { evolveMessages } from './message-memory.ts';
import { evolveBudget } from './budget.ts';
import { evolveReminders } from './reminder-memory.ts';
import { evolveNeeds } from './need-memory.ts';
import { evolveOffer } from './offer-memory.ts';
import { takeBack } from './taken-back.ts';
import { evolveWalk } from './movement.ts';
import { evolveAlert } from './evolve-alert.ts';
import { evolveOutside } from './evolve-outside.ts';
import { endProbe, evolveProbe, evolveProbed } from './probe-memory.ts';
import { type CheckonState, PRESS, turnOf } from './slice.ts';

/** Applies one record to the slice, in place, and returns it. */
export function evolveCheckon(
  checkon: CheckonState,
  body: Body,
  now: Moment,
  state: Readonly<HubState>,
): CheckonState {
  evolveConversation(checkon, body, now, state);
  // Last of all: whatever has become real by this record ends it.
  checkon.pressTests = evolvePressTests(checkon, body, now);
  return checkon;
}

function evolveConversation(checkon: CheckonState, body: Body, now: Moment, state: Readonly<HubState>): void {
  evolveCompany(checkon, body, now, state);
  takeBack(checkon, body, now, state);
  evolveMessages(checkon.messages, body, now);
  followOffer(checkon, body, now);
  evolveNeeds(checkon.needs, body, now);
  checkon.reminders = evolveReminders(checkon.reminders, body, now);
  checkon.ear = evolveEar(checkon.ear, body, checkon);
  evolveBudget(checkon, body, now);
  if (isOrdered(body) || body.kind === 'console') return;
  if (isDecision(body)) {
    evolveHearing(checkon.hearing, body, { conversation: checkon.conversation, now, state });
    evolveDecision(checkon, body, now);
    return;
  }
  switch (body.kind) {
    case 'observation':
      evolveWalk(checkon, body, now.ms, state);
      evolveProbed(checkon, body, now.ms, state);
      break;
    case 'boot':
    case 'clock':
    case 'link':
    case 'companion':
      evolveOutside(checkon, body, now);
      break;
    case 'reply':
      evolveReply(checkon, body);
      break;
    case 'speech':
      evolveSpeech(checkon, body);
      break;
    case 'config':
    case 'badge':
    case 'battery':
    case 'climate':
    case 'card-written':
    case 'frame-counter':
    case 'supply':
    case 'sensor-health':
    case 'desk':
    case 'kept':
    case 'delivery':
    case 'withheld':
    case 'refused':
    case 'store':
    case 'deadline':
    case 'test-asked':
    case 'press-expected':
    case 'settings-judged':
      break;
    default:
      unreachable(body);
  }
}

/** What is owed of an offer is stale once the offer is over. */
function followOffer(checkon: CheckonState, body: Body, now: Moment): void {
  const before = checkon.offer;
  checkon.offer = evolveOffer(before, body, now);
  const isOver = checkon.offer === null || checkon.offer.over !== null;
  if (before !== null && isOver && checkon.owed?.about === before.id) checkon.owed = null;
}

function evolveDecision(checkon: CheckonState, body: Decision, now: Moment): void {
  switch (body.kind) {
    case 'probe':
      checkon.ids += 1;
      evolveProbe(checkon.probes, body, now.ms);
      break;
    case 'prompt':
      evolvePrompt(checkon, body, now);
      break;
    case 'answer':
      endConversation(checkon);
      endProbe(checkon, now.ms);
      break;
    case 'presence':
      if (body.state === 'home') endProbe(checkon, now.ms);
      break;
    case 'postponed':
      evolvePostponed(checkon, body);
      break;
    case 'correction':
      evolveCorrection(checkon, body, now);
      break;
    case 'alert':
      evolveAlert(checkon, body, now);
      break;
    case 'say':
      evolveSay(checkon, body);
      break;
    case 'offer':
    case 'need':
      checkon.ids += 1;
      break;
    case 'overdue':
    case 'condition':
    case 'offer-end':
    case 'need-withdrawn':
    case 'programme-step':
    case 'programme-missed':
    case 'summary':
    case 'welfare-card':
    case 'consent':
    case 'checkpoint':
    case 'pause-over':
    case 'peace':
    case 'settings-settled':
    case 'message-outcome':
    case 'reminder-outcome':
      break;
    default:
      unreachable(body);
  }
}

function evolveReply({ conversation }: CheckonState, { by, meaning, isLate, byLevel }: Reply): void {
  if (conversation === null) return;
  if (meaning === 'unclear') conversation.unclears += 1;
  if (byLevel === true) conversation.unclearsByLevel = (conversation.unclearsByLevel ?? 0) + 1;
  if (isLate === true || meaning !== 'fine' || conversation.heard || conversation.touched) return;
  if (by !== 'touch' && by !== 'voice') return;
  conversation.touched = true;
  conversation.earlyBy = by;
}

function evolveCorrection(checkon: CheckonState, { of, untilMs, choice }: Correction, now: Moment): void {
  // Whoever presses after a touch wants something else.
  if (checkon.conversation !== null) checkon.conversation.touched = false;
  const fresh = { utterance: null, echoed: false, choice: choice ?? null };
  checkon.correction = { of, sinceMs: now.ms, untilMs, ...fresh };
}

function endConversation(checkon: CheckonState): void {
  checkon.conversation = null;
  checkon.walk = { room: null, through: false };
}

function evolvePrompt(checkon: CheckonState, prompt: Prompt, now: Moment): void {
  const { conversation } = checkon;
  if (conversation === null) {
    checkon.ids += 1;
    checkon.walk = { room: null, through: false };
    checkon.conversation = {
      id: prompt.conversation,
      cause: prompt.cause,
      evidence: prompt.evidence,
      openedMs: now.ms,
      stage: prompt.stage,
      stageMs: now.ms,
      night: isNight(now),
      dueMs: null,
      utterance: null,
      failed: false,
      spoken: 0,
      unsaid: 0,
      shown: shownFrom(prompt.byLight === true),
      level: null,
      heardFrom: null,
      heardTo: null,
      heard: false,
      touched: false,
      moved: false,
      movedMs: null,
      postponed: 0,
      unclears: 0,
      restart: 'none',
    };
    return;
  }
  conversation.stage = prompt.stage;
  conversation.stageMs = now.ms;
  conversation.night = isNight(now);
  conversation.dueMs = null;
  conversation.utterance = null;
  conversation.failed = false;
  conversation.shown = shownFrom(prompt.byLight === true, conversation.shown);
  conversation.touched = false;
  conversation.moved = false;
  conversation.restart = prompt.again ? 'asked-again' : 'none';
}

function evolvePostponed({ conversation }: CheckonState, { why, dueMs }: Postponed): void {
  if (conversation === null) return;
  conversation.dueMs = dueMs;
  conversation.moved = false;
  if (why === 'same-room-movement') conversation.postponed += 1;
}

function evolveSay(checkon: CheckonState, say: Say): void {
  checkon.ids += 1;
  checkon.owed = say;
  const turn = turnOf(say.sentence, say.night === true);
  checkon.turns[turn] = (say.variant ?? checkon.turns[turn] ?? 0) + 1;
  const { conversation, correction } = checkon;
  // The first word after a press is its echo.
  if (say.about === PRESS && correction !== null) correction.utterance ??= say.utterance;
  // The first sentence after a prompt is its question; an echo of an unclear voice must not take its place.
  if (conversation?.id !== say.about || conversation.utterance !== null) return;
  conversation.utterance = say.utterance;
  conversation.level = say.level;
}
