/**
 * What the check-on remembers: the open question, the press that may still be corrected, the open alerts,
 * the sentence still owed. Plain JSON, because it travels in checkpoints.
 *
 * Bounded: one question, one correction, one offer, one sentence, and `ALERTS_MAX` alerts. Never holds policy.
 */
import type { AlertStage, Asked, Cause, Choice, Evidence, Level, Say, Sentence } from '../record.ts';
import { type EarMemory, initialEar } from './ear-memory.ts';
import { type Lamp, type Shown, initialLamp, shownFrom } from './by-light.ts';
import { type HearingMemory, initialHearing } from './hearing-memory.ts';
import { INVITED_MS, type MessagesState, initialMessages } from './message-memory.ts';
import { type NeedsState, initialNeeds } from './need-memory.ts';
import { type BudgetState, initialBudget } from './budget.ts';
import { type CompanyState, initialCompany } from './company.ts';
import type { RemindersState, StandingReminder } from './reminder-memory.ts';
import { type PressTests, initialPressTests } from './expected-memory.ts';
import type { OpenOffer } from './offer-memory.ts';
import type { ProbeMemory } from './probe-memory.ts';

/**
 * Open alerts: one of each of the four causes that is still live (`alert-life.ts`), and as many again that the desk
 * left unclosed. At 1.5 KiB of evidence each they are 12 KiB of a checkpoint.
 */
export const ALERTS_MAX = 8;

/** Names what is said of a pause: it belongs to no conversation and no alert. */
export const PAUSE = 'pause';
/** The same of the peace that the resident asked for. */
export const PEACE = 'peace';
/** Names what the echo of a press belongs to while there is neither conversation nor alert. */
export const PRESS = 'press';
/** The same of what the resident asked for. */
export const NEED = 'need';

export type QuestionCause = 'inactivity' | 'cannot-see';
/** Something the detector wants to know of the resident. */
export interface Question {
  readonly cause: QuestionCause;
  readonly evidence: Evidence;
}
export interface Conversation {
  readonly id: string;
  readonly cause: QuestionCause;
  readonly evidence: Evidence;
  readonly openedMs: number;
  stage: 1 | 2 | 3;
  /** When the current stage was asked, and whether that was at night: whoever is woken takes longer. */
  stageMs: number;
  night: boolean;
  /** When the next step is due if it was put off or brought forward; null: after the stage's own wait. */
  dueMs: number | null;
  /** The current stage's sentence. */
  utterance: string | null;
  /** The current stage was certainly not heard: waiting for an answer would be waiting for nobody. */
  failed: boolean;
  /** Questions that were certainly played to the end, and those that certainly were not. */
  spoken: number;
  unsaid: number;
  /** What the light does for it. */
  shown: Shown;
  /** How loud the current stage's sentence is; and of those that were played the first and the last; null: none. */
  level: Level | null;
  heardFrom: Level | null;
  heardTo: Level | null;
  /** Whether one of them can still be what a press answers: not after a stop of more than a moment. */
  heard: boolean;
  /** Whether one of them was played to its end, heard or not, so that a hand on the companion answers; absent: as `heard`. */
  played?: boolean;
  /** By the microphone the last that was played to its end was not heard in the room; absent: nobody said so. */
  unheard?: boolean;
  /** A hand, or fine by voice, came before the current stage's sentence was heard to its end: then it answers. */
  touched: boolean;
  /** Whose that was: a hand, or a voice that said fine; absent: a hand, as an earlier version wrote. */
  earlyBy?: 'touch' | 'voice';
  /** Somebody moved since the stage was asked or last put off. */
  moved: boolean;
  /** The last movement since the question; null: none. */
  movedMs: number | null;
  postponed: number;
  unclears: number;
  /** Of these, by how loud they were alone; absent: none. */
  unclearsByLevel?: number;
  /** Restarts of unknown length in this stage: the first asks again, the second counts as the wait being over. */
  restart: 'none' | 'ask-again' | 'asked-again' | 'over';
}
export interface PendingCorrection {
  readonly of: 'fine' | 'help';
  readonly sinceMs: number;
  readonly untilMs: number;
  /** The sentence that echoed a call, and whether it was played to the end. */
  utterance: string | null;
  echoed: boolean;
  /** What the next press chooses as well; null: nothing. */
  choice: Choice | null;
}
export interface OpenAlert {
  readonly alert: string;
  readonly cause: Cause;
  readonly test: boolean;
  asked: Asked;
  readonly raisedMs: number;
  stage: AlertStage;
  /** When that stage was set. */
  stageMs: number;
  revision: number;
  evidence: Evidence;
  /** The resident has answered since; the desk was told. */
  answered: boolean;
  /** When somebody is expected, in home time; null: not said. */
  expectedMs: number | null;
  /** From when whoever was sent is late, in home time; null before anybody was. Outlives a stop of unknown length. */
  lateMs: number | null;
  /** The raise, the answer, a stage that ends the waiting before it, or the last reminder. */
  remindedMs: number;
  /** Reminders since. */
  reminders: number;
  /** The raise, or the last press or unanswered question that was passed on since. */
  calledMs: number;
  /** Until when a press answers the question that went unanswered; null: it calls for help. */
  fineUntilMs: number | null;
  unclears: number;
}
/** A sentence, by day or by night: where it is worded for both, each has turns of its own. */
export type WordingTurn = Sentence | `${Sentence} at night`;
export function turnOf(sentence: Sentence, night: boolean): WordingTurn {
  return night ? `${sentence} at night` : sentence;
}
export interface CheckonState {
  /** Ids given so far; with the boot's nonce they are unique for ever. */
  ids: number;
  conversation: Conversation | null;
  correction: PendingCorrection | null;
  pressTests: PressTests;
  /** At most `ALERTS_MAX`, in the order in which they were raised. */
  alerts: OpenAlert[];
  /** Movement since the question: the first room, and whether another one followed. */
  walk: { room: string | null; through: boolean };
  probes: ProbeMemory;
  messages: MessagesState;
  hearing: HearingMemory;
  ear: EarMemory;
  lamp: Lamp;
  /** What can be chosen just now; null: nothing is offered. */
  offer: OpenOffer | null;
  needs: NeedsState;
  reminders: RemindersState;
  /** Words said unasked. */
  budget: BudgetState;
  /** Who may hear what is said besides the resident. */
  company: CompanyState;
  /** The latest sentence of which nothing was heard yet. */
  owed: Say | null;
  /** How often each sentence was said: its wordings take turns. 5 KiB when 80 were said by day and by night. */
  turns: Partial<Record<WordingTurn, number>>;
  /** Home time of the very first boot, and of the last test alert; its local day when the clock was trusted. */
  startedMs: number | null;
  testedMs: number | null;
  testedDay: number | null;
}

export function initialCheckon(): CheckonState {
  return {
    ids: 0,
    conversation: null,
    correction: null,
    pressTests: initialPressTests(),
    alerts: [],
    walk: { room: null, through: false },
    probes: { recent: [], waiting: false, room: null },
    messages: initialMessages(),
    hearing: initialHearing(),
    ear: initialEar(),
    lamp: initialLamp(),
    offer: null,
    needs: initialNeeds(),
    reminders: [],
    budget: initialBudget(),
    company: initialCompany(),
    owed: null,
    turns: {},
    startedMs: null,
    testedMs: null,
    testedDay: null,
  };
}

/**
 * Whether an answer to the question behind this alert would still tell the desk something. Not once somebody is on
 * the way: then movement may be the helper's, and a press may be a call.
 */
export function awaitsAnswer(alert: Readonly<OpenAlert>): boolean {
  if (alert.answered || (alert.cause !== 'inactivity' && alert.cause !== 'cannot-see')) return false;
  return alert.stage === 'raised' || alert.stage === 'acknowledged';
}

export function answerAwaited(checkon: Readonly<CheckonState>): boolean {
  return checkon.conversation !== null || checkon.alerts.some(awaitsAnswer);
}

/**
 * Whether a press says "fine": a question was really heard and waits for it, or just went unanswered. At any other
 * time somebody may be reaching for the only thing within reach.
 */
export function pressIsFine({ conversation, alerts }: Readonly<CheckonState>, nowMs: number): boolean {
  if (conversation !== null) return conversation.heard;
  for (const alert of alerts) {
    if (alert.fineUntilMs !== null && nowMs < alert.fineUntilMs && awaitsAnswer(alert)) return true;
  }
  return false;
}

/** The invitation that waited for its answer, before it became an offer. */
interface EarlierInvitation {
  readonly message: string;
  readonly untilMs: number;
}
type Earlier<Whole, New extends keyof Whole> = Omit<Whole, New> & Partial<Pick<Whole, New>>;
/** A slice as an earlier version may have written it. */
export interface EarlierCheckon extends Omit<
  Earlier<CheckonState, 'company' | 'lamp' | 'pressTests'>,
  'conversation' | 'correction' | 'alerts' | 'messages' | 'probes' | 'reminders' | 'budget'
> {
  readonly budget: Earlier<BudgetState, 'unanswered'>;
  /** Small talk alone took turns, and its count stood here. */
  readonly probes: ProbeMemory & { readonly talks?: number };
  readonly conversation: Earlier<
    Conversation,
    'heard' | 'touched' | 'night' | 'unsaid' | 'shown' | 'level' | 'heardFrom' | 'heardTo'
  > | null;
  readonly correction: Earlier<PendingCorrection, 'utterance' | 'echoed' | 'choice'> | null;
  readonly messages: MessagesState & { readonly invited?: EarlierInvitation | null };
  readonly reminders: readonly Earlier<StandingReminder, 'offeredLocalMs' | 'announced'>[];
  readonly alerts: readonly Earlier<OpenAlert, 'stageMs' | 'lateMs' | 'calledMs' | 'fineUntilMs'>[];
}

/** What an earlier version did not know begins on the careful side: a press is a call, an alert counts from its raise. */
export function grownCheckon(earlier: EarlierCheckon): CheckonState {
  const { conversation, correction } = earlier;
  const { talks, ...probes } = earlier.probes;
  const { invited = null, ...messages } = earlier.messages;
  return {
    ...earlier,
    pressTests: earlier.pressTests ?? initialPressTests(),
    company: earlier.company ?? initialCompany(),
    budget: { ...initialBudget(), ...earlier.budget },
    lamp: earlier.lamp ?? initialLamp(),
    probes,
    messages,
    offer: earlier.offer ?? (invited && offerOf(invited)),
    reminders: earlier.reminders.map((each) => ({
      ...each,
      offeredLocalMs: each.offeredLocalMs ?? null,
      announced: each.announced ?? null,
    })),
    turns: talks === undefined ? earlier.turns : { 'small-talk': talks, ...earlier.turns },
    conversation: conversation && {
      ...conversation,
      heard: conversation.heard ?? false,
      touched: conversation.touched ?? false,
      night: conversation.night ?? false,
      unsaid: conversation.unsaid ?? 0,
      shown: conversation.shown ?? shownFrom(false),
      level: conversation.level ?? null,
      heardFrom: conversation.heardFrom ?? null,
      heardTo: conversation.heardTo ?? null,
    },
    correction: correction && {
      ...correction,
      utterance: correction.utterance ?? null,
      echoed: correction.echoed ?? false,
      choice: correction.choice ?? null,
    },
    alerts: earlier.alerts.map((alert) => ({
      ...alert,
      stageMs: alert.stageMs ?? alert.raisedMs,
      lateMs: alert.lateMs ?? alert.expectedMs,
      calledMs: alert.calledMs ?? alert.raisedMs,
      fineUntilMs: alert.fineUntilMs ?? null,
    })),
  };
}

function offerOf({ message, untilMs }: EarlierInvitation): OpenOffer {
  return {
    id: message,
    of: 'invitation',
    subject: message,
    steps: [{ sentence: 'invitation', choice: 'yes' }],
    gapMs: INVITED_MS,
    at: 0,
    utterance: null,
    heardMs: untilMs - INVITED_MS,
    heardOfUntilMs: untilMs,
    touched: false,
    over: null,
  };
}
