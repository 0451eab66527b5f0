/**
 * How the hub is, short enough for a frame and a glance.
 *
 * Owns what is told to whom: whoever only holds the cable hears of the hub and its parts; of the resident, and of who is
 * waited for, only who gave the code.
 */
import type { Answer } from '../../provisioning/console/requests.ts';
import { type OpenConditionReport, type StatusReport, statusText } from '../status-report.ts';
import type { Known } from './ask-hub.ts';

/** What a frame takes beside the rest; a home with more needs the whole list: anbu status. */
const CONDITIONS_MAX = 10;
const ALERTS_MAX = 4;

/** What the service manager says of the hub's unit. */
export interface Service {
  readonly state: string;
  /** How often it was started again since it was last started by somebody. */
  readonly restarts: number;
}

/** Reads `systemctl show`: one property a line, in systemd's own order. */
export function serviceIn(output: string): Service {
  const all = new Map(output.split('\n').map((line) => [line.split('=')[0], line.split('=')[1] ?? '']));
  const state = `${all.get('ActiveState') ?? 'unknown'} (${all.get('SubState') ?? 'unknown'})`;
  return { state, restarts: Number(all.get('NRestarts') ?? 0) };
}

export function shortStatus(
  { source, report, why }: Known,
  service: Service | null,
  isClaimed: boolean,
): Answer {
  const head = { source, service, why };
  const lines = [
    `hub        ${source === 'hub' ? 'runs and answers' : (why ?? '')}`,
    ...(service === null ? [] : [`service    ${service.state}, started again ${service.restarts} times`]),
  ];
  if (report === null) {
    const next = 'ok: nothing is known of it; log says why it does not start, commit brings a configuration';
    return { ok: head, lines: [...lines, next] };
  }
  const equipment = equipmentOf(report);
  const { presence, question, alerts, mayStop } = report;
  if (isClaimed)
    return {
      ok: { ...head, ...equipment, presence, question, alerts: alerts.slice(0, ALERTS_MAX), mayStop },
      lines: [...lines, ...statusText(report).split('\n'), 'ok'],
    };
  return {
    ok: { ...head, ...equipment },
    lines: [
      ...lines,
      `link       ${report.link.state} since ${report.link.since}; as of ${report.asOf ?? 'never'}`,
      `armed      ${report.armed.since ?? 'not: nobody has walked this home to ready (walk)'}`,
      ...equipment.conditions.map(({ code, subject }) => `condition  ${code} ${subject}`.trimEnd()),
      'ok: of the resident only after: claim CODE',
    ],
  };
}

type Parts = 'version' | 'asOf' | 'timeTrusted' | 'link' | 'centreHeard' | 'waiting';
/** The hub and its parts, and nothing of who lives there, who is waited for, or who was here. */
export interface Equipment extends Pick<StatusReport, Parts> {
  readonly conditions: readonly Pick<OpenConditionReport, 'code' | 'subject' | 'owner'>[];
  readonly conditionsMore: number;
  readonly armedSince: string | null;
}

export function equipmentOf(report: StatusReport): Equipment {
  const { version, asOf, timeTrusted, link, centreHeard, conditions, waiting, armed } = report;
  const shown = conditions
    .slice(0, CONDITIONS_MAX)
    .map(({ code, subject, owner }) => ({ code, subject, owner }));
  const conditionsMore = conditions.length - shown.length;
  return {
    version,
    asOf,
    timeTrusted,
    link,
    centreHeard,
    conditions: shown,
    conditionsMore,
    waiting,
    // By whom it was walked is nobody's business without the code.
    armedSince: armed.since,
  };
}
