/**
 * The incidents of a journal: which records belong to one question, one alert, and everything that followed.
 *
 * An incident begins with a question to the resident or with an alert, whichever came first, and has both ids.
 * Folds records in order; reads no disk. Never guesses: a record without a link to an incident is left out, except
 * what shows a gap (restart, clock, disk, link) while one was open.
 */
import { unreachable } from '../errors.ts';
import type { Row } from '../ports.ts';
import { type Body, type Cause, isOfOffer, isOfOrder } from '../record.ts';

export interface Incident {
  conversation: string | null;
  alert: string | null;
  readonly cause: Cause;
  readonly test: boolean;
  /** What was open: a question, an alert, or nothing any more. */
  state: 'asking' | 'answered' | 'raised' | 'acknowledged' | 'dispatched' | 'arrived' | 'closed';
  /** Its own records and those that show a gap in it, in order. */
  readonly rows: Row[];
}

/** All incidents, oldest first. */
export function incidentsOf(rows: Iterable<Row>): Incident[] {
  const fold = new Fold();
  for (const row of rows) fold.add(row);
  return fold.incidents;
}

/** The incident with this alert or conversation id, or the only one whose id begins so; null when there is none. */
export function findIncident(incidents: readonly Incident[], id: string): Incident | null {
  const exact = incidents.find(({ alert, conversation }) => alert === id || conversation === id);
  if (exact !== undefined) return exact;
  const near = incidents.filter(
    ({ alert, conversation }) => alert?.startsWith(id) === true || conversation?.startsWith(id) === true,
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}

export const isOpen = ({ state }: Incident): boolean => state !== 'answered' && state !== 'closed';

class Fold {
  readonly incidents: Incident[] = [];
  readonly #utterances = new Map<string, Incident>();

  add(row: Row): void {
    for (const incident of this.#belongs(row.entry.body)) {
      incident.rows.push(row);
      follow(incident, row.entry.body);
    }
  }

  #belongs(body: Body): Incident[] {
    if (isOfOrder(body) || isOfOffer(body)) return [];
    switch (body.kind) {
      case 'prompt':
        return [this.#of(body.conversation) ?? this.#open(body.conversation, null, body.cause, false)];
      case 'answer':
      case 'postponed':
        return listOf(this.#of(body.conversation));
      case 'correction':
        return body.conversation === null ? this.#allOpen() : listOf(this.#of(body.conversation));
      case 'alert':
        return [this.#of(body.alert) ?? this.#raise(body.alert, body.cause, body.test)];
      case 'desk':
        return listOf(this.#of(body.alert));
      case 'say':
        return this.#say(body.about, body.utterance);
      case 'speech':
        return listOf(this.#utterances.get(body.utterance) ?? null);
      case 'reply':
      case 'boot':
      case 'clock':
      case 'store':
      case 'link':
      case 'delivery':
      case 'withheld':
        return this.#allOpen();
      case 'checkpoint':
      case 'condition':
      case 'config':
      case 'deadline':
      case 'test-asked':
      case 'press-expected':
      case 'kept':
      case 'observation':
      case 'overdue':
      case 'presence':
      case 'probe':
      case 'peace':
      case 'refused':
      case 'sensor-health':
      case 'badge':
      case 'battery':
      case 'welfare-card':
      case 'consent':
      case 'climate':
      case 'card-written':
      case 'console':
      case 'companion':
      case 'frame-counter':
      case 'summary':
      case 'supply':
        return [];
      default:
        return unreachable(body);
    }
  }

  #of(id: string): Incident | null {
    return this.incidents.findLast(({ alert, conversation }) => alert === id || conversation === id) ?? null;
  }
  #open(conversation: string | null, alert: string | null, cause: Cause, test: boolean): Incident {
    const state = alert === null ? 'asking' : 'raised';
    const incident: Incident = { conversation, alert, cause, test, state, rows: [] };
    this.incidents.push(incident);
    return incident;
  }
  /** There is one question at a time: an alert of its cause is what became of it. */
  #raise(alert: string, cause: Cause, test: boolean): Incident {
    const asking = this.incidents.findLast((each) => each.state === 'asking' && each.cause === cause);
    if (asking === undefined) return this.#open(null, alert, cause, test);
    asking.alert = alert;
    return asking;
  }
  #say(about: string, utterance: string): Incident[] {
    const incident = this.#of(about);
    if (incident !== null) this.#utterances.set(utterance, incident);
    return listOf(incident);
  }
  #allOpen(): Incident[] {
    return this.incidents.filter((incident) => isOpen(incident) && !incident.test);
  }
}

function listOf(incident: Incident | null): Incident[] {
  return incident === null ? [] : [incident];
}

function follow(incident: Incident, body: Body): void {
  if (body.kind === 'alert') incident.state = body.stage;
  else if (body.kind === 'answer' && incident.alert === null) incident.state = 'answered';
}
