/**
 * What a hub knows of itself at one moment: whom it asks, whom it has told, what is broken, what still waits to leave.
 *
 * Owns the report and its text; made from one copy of the journal. Reads no disk, changes nothing, guesses nothing: a hub
 * that was stopped is said to be stopped, and everything else is as of its last record.
 */
import { CONDITION_ROWS, isResidentsOwn } from '../health/conditions.ts';
import type { HubState } from '../machine.ts';
import {
  type Armed,
  type ArmedReport,
  type WalkedSensors,
  armedLine,
  armedReport,
} from '../provisioning/armed.ts';
import { type AlertStage, type Cause, type ConditionCode, LANES, type Lane, type Owner } from '../record.ts';

export interface OpenAlertReport {
  readonly alert: string;
  readonly cause: Cause;
  readonly stage: AlertStage;
  /** Local time. */
  readonly raised: string;
}
export interface OpenConditionReport {
  readonly code: ConditionCode;
  readonly subject: string;
  readonly owner: Owner;
  readonly since: string;
  readonly title: string;
}
export interface StatusReport {
  readonly kind: 'status';
  readonly version: string;
  /** Whether a process holds the journal; null: this machine does not tell. */
  readonly running: boolean | null;
  /** The last record, local time; null: nothing was written yet. */
  readonly asOf: string | null;
  readonly timeTrusted: boolean;
  readonly presence: string;
  /** Since when the way to the broker is as it is. */
  readonly link: { readonly state: 'up' | 'down'; readonly since: string };
  /** When a signed word of the centre came last; null: never. */
  readonly centreHeard: string | null;
  /** What is being asked now; null: nothing. */
  readonly question: { readonly cause: Cause; readonly stage: number } | null;
  /** Somebody has pressed for help, and may still take it back: told in seconds. */
  readonly isCalling: boolean;
  readonly alerts: readonly OpenAlertReport[];
  readonly conditions: readonly OpenConditionReport[];
  /** Records that the receiver has not kept yet. */
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Whether its home was walked to ready, and what has changed since. */
  readonly armed: ArmedReport;
  /** What of its journal was damaged, now or in the week before, in words; null: nothing. */
  readonly damage: string | null;
  /** Why it is not known whether somebody is waited for; null: it is known. */
  readonly unknown: string | null;
  /** Nobody is asked, nobody was told and is waited for, and that is known: it may be stopped, for an upgrade or a visit. */
  readonly mayStop: boolean;
}

interface Seen {
  readonly armed: Armed | null;
  /** Of its configuration; null: that cannot be read. */
  readonly sensors: WalkedSensors | null;
  readonly version: string;
  readonly running: boolean | null;
  readonly state: Readonly<HubState>;
  readonly backlog: (lane: Lane) => { readonly rows: number };
  /** Met by whoever reads the journal; a hub that lives has it in its conditions. */
  readonly damage: string | null;
  /** Why nobody knows what a hub that runs has in memory; null: it says so itself, or none runs. */
  readonly unanswered: string | null;
}

export function statusReport(seen: Seen): StatusReport {
  const { version, running, state, backlog, armed, sensors, unanswered } = seen;
  const { time, checkon, conditions, centre, presence } = state;
  const { last, lastMs } = time;
  const local = (ms: number): string => {
    if (last === null) return 'unknown';
    const localMs = last.wallMs + last.utcOffsetMin * 60_000 - (lastMs - ms);
    return new Date(localMs).toISOString().slice(0, 19);
  };
  const waitingIn = (lane: Lane): number => backlog(lane).rows;
  const question = checkon.conversation;
  const isCalling = checkon.correction?.of === 'help';
  const alerts = checkon.alerts.filter(({ test, stage }) => !test && stage !== 'closed');
  // What was moved aside may have held an alert: nobody knows it sooner because the hub has started since.
  const wasDamaged = conditions.open.some(({ code }) => code === 'journal-quarantined');
  const damage = seen.damage ?? (wasDamaged ? CONDITION_ROWS['journal-quarantined'].title.en : null);
  const unknown = damage ?? unanswered;
  return {
    kind: 'status',
    version,
    running,
    asOf: last === null ? null : local(lastMs),
    timeTrusted: last !== null && last.quality === 'synced',
    presence: presence.state,
    link: { state: centre.link.state, since: local(centre.link.sinceMs) },
    centreHeard: centre.lastHeardMs === null ? null : local(centre.lastHeardMs),
    question: question === null ? null : { cause: question.cause, stage: question.stage },
    isCalling,
    alerts: alerts.map(({ alert: id, cause, stage, raisedMs }) => ({
      alert: id,
      cause,
      stage,
      raised: local(raisedMs),
    })),
    // Whoever looks at a hub is not the case manager.
    conditions: conditions.open
      .filter((open) => !isResidentsOwn(open))
      .map(({ code, subject, sinceMs, owner = CONDITION_ROWS[code].owner }) => {
        const { title } = CONDITION_ROWS[code];
        return { code, subject, owner, since: local(sinceMs), title: title.en };
      }),
    waiting: {
      alert: waitingIn('alert'),
      notice: waitingIn('notice'),
      need: waitingIn('need'),
      state: waitingIn('state'),
      history: waitingIn('history'),
    },
    armed: armedReport(armed, state.home.sensors, sensors),
    damage,
    unknown,
    mayStop: question === null && !isCalling && alerts.length === 0 && unknown === null,
  };
}

/** Why it may not be stopped; null: nobody is asked or waited for, and that is known. */
export function waitsFor({ mayStop, question, isCalling, alerts, unknown }: StatusReport): string | null {
  if (mayStop) return null;
  if (question !== null) return 'the resident is being asked';
  if (isCalling) return 'somebody has pressed for help, and may still take it back';
  if (alerts.length === 0) return notKnownText(unknown);
  return `an alert is open (${alerts.map(({ alert, stage }) => `${alert} ${stage}`).join(', ')})`;
}

export function notKnownText(why: string | null): string {
  return `whether somebody is waited for is not known: ${why}`;
}

/** Whether nothing of it needs a person. */
export function isWell(report: StatusReport): boolean {
  const { running, question, isCalling, alerts, conditions, armed, unknown } = report;
  if (unknown !== null || isCalling) return false;
  if (armed.since === null || armed.notWalked.length > 0) return false;
  return running !== false && question === null && alerts.length === 0 && conditions.length === 0;
}

const RUNNING: Readonly<Record<'true' | 'false' | 'null', string>> = {
  true: 'running',
  false: 'NOT RUNNING',
  null: 'whether it runs cannot be seen from here',
};

export function statusText(report: StatusReport): string {
  const { version, running, asOf, link, centreHeard, question, alerts, conditions } = report;
  const { waiting, damage, unknown } = report;
  const waits = LANES.filter((lane) => waiting[lane] > 0).map((lane) => `${lane} ${waiting[lane]}`);
  const nobody = report.isCalling ? 'has pressed for help, and may still take it back' : 'nobody is asked';
  const asked = question === null ? nobody : `asking, ${question.stage} of 3 (${question.cause})`;
  return [
    `anbu ${version}: ${RUNNING[`${running}`]}`,
    `as of      ${asOf ?? 'never: nothing was written yet'}${report.timeTrusted ? '' : ' (the clock is not believed)'}`,
    `armed      ${armedLine(report.armed)}`,
    `resident   ${report.presence}; ${asked}`,
    `link       ${link.state} since ${link.since}; the centre was ${centreHeard === null ? 'never heard' : `heard ${centreHeard}`}`,
    `waiting    ${waits.length === 0 ? 'nothing' : waits.join(', ')} to be kept by the centre`,
    ...(unknown === null || unknown === damage ? [] : [`NOT KNOWN  ${unknown}: below is its last word`]),
    ...(damage === null ? [] : [`DAMAGED    ${damage}: what it has lost is not below`]),
    ...alerts.map(
      ({ alert, cause, stage, raised }) => `ALERT      ${alert} ${cause}: ${stage}, raised ${raised}`,
    ),
    ...conditions.map(
      ({ code, subject, owner, since, title }) =>
        `condition  ${title} (${code}${subject === '' ? '' : `, ${subject}`}) since ${since}; whose it is: ${owner}`,
    ),
    ...(conditions.length === 0 ? ['condition  none'] : []),
  ].join('\n');
}
