/**
 * One turn, decided: which machine speaks after which. The only place where that order is written.
 *
 * A machine sees the state as the machines before it left it, and what they said in this turn. It returns records
 * and changes nothing; `evolve` applies them. Pure: the same state, input and policy give the same records.
 */
import type { Decide, HubState, Turn } from './machine.ts';
import type { Moment } from './moment.ts';
import { decideCheckon, deadlineOfCheckon } from './checkon/checkon.ts';
import type { Config } from './config/config.ts';
import { deadlineOfSettings, decideSettings } from './config/settings.ts';
import { deadlineOfDetector, decideDetector } from './detector/detector.ts';
import { deadlineOfPresence, decidePresence } from './detector/presence.ts';
import { deadlineOfProgrammes, decideProgrammes } from './programme/programme.ts';
import { deadlineOfConditions, decideConditions } from './health/tracker.ts';
import type { Body, Entry, Input } from './record.ts';
import { decideSensors } from './sensors/supervision.ts';
import { evolve, momentOf } from './state.ts';
import { cardDueMs, decideCard } from './welfare/card.ts';
import { decideConsent } from './welfare/consent.ts';
import { deadlineOfSummary, decideSummary } from './welfare/summary.ts';

/** Health before silence, silence before questions, then what somebody has to mend; what is only told comes last. */
const MACHINES: readonly Decide[] = [
  decideSensors,
  decidePresence,
  decideDetector,
  decideCheckon,
  decideProgrammes,
  decideSettings,
  decideConditions,
  decideSummary,
  decideCard,
  decideConsent,
];

/**
 * Runs one turn: returns the records to append, the input first, having evolved `state` by each.
 * A deadline from which nothing followed leaves no record.
 */
export function takeTurn(state: HubState, input: Input, policy: Config): Entry[] {
  const { at, body } = input;
  const entries: Entry[] = [];
  // A boot or a clock moves home time, or how far it is believed: only then is the moment another one afterwards.
  const movesTime = body.kind === 'boot' || body.kind === 'clock';
  let now = momentOf(state, at);
  if (body.kind !== 'deadline') {
    evolve(state, input, movesTime ? undefined : now);
    entries.push(input);
    if (movesTime) now = momentOf(state, at);
  }
  const soFar: Body[] = [];
  const turn: Turn = { state, at, now, input: body, soFar, policy };
  for (const decide of MACHINES) {
    for (const decision of decide(turn)) {
      const entry = { at, body: decision };
      evolve(state, entry, now);
      entries.push(entry);
      soFar.push(decision);
    }
  }
  if (body.kind === 'deadline' && entries.length > 0) entries.unshift(input);
  return entries;
}

/** Home time at which the next turn is due though nothing happens; Infinity when there is none. */
export function nextDeadline(state: HubState, now: Moment, policy: Config): number {
  return Math.min(
    deadlineOfPresence(state, now, policy),
    deadlineOfDetector(state, now, policy),
    deadlineOfCheckon(state, now, policy),
    deadlineOfProgrammes(state, now, policy),
    deadlineOfSettings(state),
    deadlineOfConditions(state, now, policy),
    deadlineOfSummary(state),
    cardDueMs(state, now),
  );
}
