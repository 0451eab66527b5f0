/**
 * Every record the hub ever writes to its journal: the vocabulary of the whole program.
 *
 * An input is a record that has not been committed yet: facts enter on the left (a sensor edge, a reply, a stage
 * set by the desk), `decide` adds decisions, and both are appended in one transaction. Records are plain JSON,
 * never change once written, and carry no reference to configuration: what `evolve` needs is in the record.
 * A shape may only grow; a change of meaning takes a new version (see `journal/codec.ts`).
 * The shapes are in `record/`, by where they come from; here is which there are, and which must be on disk at once.
 */
import type { ErrorCode } from './errors.ts';
import type {
  Alert,
  Answer,
  Checkpoint,
  Condition,
  Consent,
  Correction,
  MessageOutcome,
  Need,
  NeedWithdrawn,
  Offer,
  OfferEnd,
  Overdue,
  PauseOver,
  Peace,
  Postponed,
  Presence,
  Probe,
  ProgrammeMissed,
  ProgrammeStep,
  Prompt,
  ReminderOutcome,
  Say,
  SettingsSettled,
} from './record/decisions.ts';
import type {
  Badge,
  Battery,
  Boot,
  CardWritten,
  Climate,
  ClockStep,
  CompanionPart,
  ConfigInForce,
  ConsoleClaims,
  Deadline,
  Delivery,
  DeskStage,
  FrameCounted,
  Kept,
  Link,
  Observation,
  Refused,
  Reply,
  SensorHealth,
  Speech,
  StoreState,
  Supply,
  PressExpected,
  TestAsked,
} from './record/facts.ts';
import type {
  DiagnosticsAsked,
  KeyChange,
  Message,
  Pause,
  Plan,
  Programme,
  Reminder,
  Settings,
  SettingsJudged,
  Visit,
  Watch,
} from './record/orders.ts';
import type { Summary, WelfareCard } from './record/welfare.ts';
import type { Stamp } from './record/words.ts';

export * from './record/decisions.ts';
export * from './record/facts.ts';
export * from './record/orders.ts';
export * from './record/welfare.ts';
export * from './record/sentences.ts';
export * from './record/words.ts';

/** Stands in the place of a record that cannot be told, so that its lane has no hole. Never decided, never an input. */
export interface Withheld {
  readonly kind: 'withheld';
  /** What stood here; null when not even that can be read, or when it was of several kinds. */
  readonly of: Kind | null;
  readonly why: ErrorCode;
  /** It stands for every number from this one up to its own; absent: for its own alone. */
  readonly from?: number | undefined;
  /** When the first of them was made, wall clock, ms since 1970 UTC. */
  readonly sinceWallMs?: number | undefined;
}

export type Fact =
  | Boot
  | ConfigInForce
  | Observation
  | SensorHealth
  | Climate
  | Battery
  | Supply
  | FrameCounted
  | Reply
  | Badge
  | Speech
  | CompanionPart
  | DeskStage
  | Kept
  | Plan
  | Watch
  | Pause
  | Visit
  | Programme
  | DiagnosticsAsked
  | Message
  | Reminder
  | Settings
  | SettingsJudged
  | KeyChange
  | Link
  | Delivery
  | Refused
  | ClockStep
  | StoreState
  | CardWritten
  | TestAsked
  | PressExpected
  | ConsoleClaims
  | Deadline
  | Withheld;
/** What the companion tells; told in one call, it is on disk together or not at all. */
export type CompanionFact = CompanionPart | Reply | Battery | FrameCounted;
export type Decision =
  | Presence
  | Overdue
  | Probe
  | Prompt
  | Answer
  | Postponed
  | Correction
  | Offer
  | OfferEnd
  | Need
  | NeedWithdrawn
  | ProgrammeStep
  | ProgrammeMissed
  | Alert
  | Say
  | Condition
  | MessageOutcome
  | ReminderOutcome
  | PauseOver
  | Peace
  | Summary
  | WelfareCard
  | Consent
  | SettingsSettled
  | Checkpoint;
export type Body = Fact | Decision;
/** What followed, and did not enter. */
export function isDecision(body: Body): body is Decision {
  return Object.hasOwn(DECISIONS, body.kind);
}
const DECISIONS: Readonly<Record<Decision['kind'], true>> = {
  presence: true,
  overdue: true,
  probe: true,
  prompt: true,
  answer: true,
  postponed: true,
  correction: true,
  offer: true,
  'offer-end': true,
  need: true,
  'need-withdrawn': true,
  'programme-step': true,
  'programme-missed': true,
  alert: true,
  say: true,
  condition: true,
  'pause-over': true,
  peace: true,
  'settings-settled': true,
  'message-outcome': true,
  'reminder-outcome': true,
  summary: true,
  'welfare-card': true,
  consent: true,
  checkpoint: true,
};
/** What a command became, once it is obeyed: answered, and told with the key and the counter of its envelope. */
export type Ordered =
  | Plan
  | Watch
  | Pause
  | Visit
  | Programme
  | DiagnosticsAsked
  | Message
  | Reminder
  | Settings
  | KeyChange;
const ORDERED: Readonly<Record<Ordered['kind'], true>> = {
  plan: true,
  watch: true,
  pause: true,
  visit: true,
  programme: true,
  diagnostics: true,
  message: true,
  reminder: true,
  settings: true,
  key: true,
};
export function isOrdered(body: Body): body is Ordered {
  return Object.hasOwn(ORDERED, body.kind);
}
/** What became of an order later. */
export type OrderOutcome = PauseOver | MessageOutcome | ReminderOutcome | SettingsJudged | SettingsSettled;
const OUTCOMES: Readonly<Record<OrderOutcome['kind'], true>> = {
  'pause-over': true,
  'message-outcome': true,
  'reminder-outcome': true,
  'settings-judged': true,
  'settings-settled': true,
};
/** An order, or what became of it. */
export function isOfOrder(body: Body): body is Ordered | OrderOutcome {
  return isOrdered(body) || Object.hasOwn(OUTCOMES, body.kind);
}
/** What is offered and what of it was chosen: between the companion and the resident, and no part of any incident. */
export type OfOffer = Offer | OfferEnd | Need | NeedWithdrawn | ProgrammeStep | ProgrammeMissed;
const OFFERED: Readonly<Record<OfOffer['kind'], true>> = {
  offer: true,
  'offer-end': true,
  need: true,
  'need-withdrawn': true,
  'programme-step': true,
  'programme-missed': true,
};
export function isOfOffer(body: Body): body is OfOffer {
  return Object.hasOwn(OFFERED, body.kind);
}
/** What only sums up: nothing follows from it. */
export type SummedUp = Summary | WelfareCard;
export function isSummedUp(body: Body): body is SummedUp {
  return body.kind === 'summary' || body.kind === 'welfare-card';
}
export type Kind = Body['kind'];

/** One journalled record: what, and when. */
export interface Entry<B extends Body = Body> {
  readonly at: Stamp;
  readonly body: B;
}
/** What enters the loop. */
export type Input = Entry<Fact>;

/** The version of the shapes above; a journal states it row by row. */
export const RECORD_VERSION = 1;

/**
 * Which records must be on disk before anything else happens. The others may wait for a group commit: losing the
 * last ten seconds of them costs a little learning, never a person.
 */
export const URGENT: Readonly<Record<Kind, boolean>> = {
  alert: true,
  answer: true,
  badge: true,
  battery: false,
  boot: true,
  'card-written': false,
  console: false,
  // Once a week, and it is told that it was.
  'welfare-card': true,
  checkpoint: true,
  climate: false,
  clock: false,
  companion: false,
  condition: true,
  config: true,
  // What may leave is known before anything leaves by it.
  consent: true,
  correction: true,
  deadline: false,
  delivery: false,
  desk: true,
  // On disk with what the frame carried; until then the device sends it again, and a press would wait behind it.
  'frame-counter': true,
  // As a plan; and the key that was retired must be so for the next process too.
  key: true,
  // Rare (one per 64 records at most), and until it is on disk the same records would go out again.
  kept: true,
  link: false,
  need: true,
  'need-withdrawn': true,
  programme: true,
  'programme-step': true,
  'programme-missed': true,
  observation: false,
  offer: true,
  'offer-end': true,
  overdue: true,
  // As a plan; and what was said is not said again.
  visit: true,
  diagnostics: true,
  message: true,
  'message-outcome': true,
  reminder: true,
  'reminder-outcome': true,
  // As a plan.
  pause: true,
  'pause-over': true,
  // Said back, and not forgotten by the next process.
  peace: true,
  // Rare, and answered as obeyed: it must not be forgotten, nor be obeyed twice, by the next process.
  plan: true,
  postponed: true,
  presence: false,
  // How often is bounded by what was said: on disk before it is.
  probe: true,
  prompt: true,
  // At most six a minute that were not the centre's. One that was has used up its counter, for the next process too.
  refused: true,
  reply: true,
  say: true,
  'sensor-health': false,
  // As a plan; and what becomes of it decides what the next start runs with.
  settings: true,
  'settings-judged': true,
  'settings-settled': true,
  speech: false,
  store: false,
  // Nobody waits for it.
  summary: false,
  // A hub whose current has gone may be gone soon.
  supply: true,
  // With the alert that follows from it; and how often is bounded by that.
  'test-asked': true,
  // As that; and a press beside it must be read as it was decided.
  'press-expected': true,
  watch: true,
  withheld: false,
};
