/**
 * How the hub is, short enough for a frame and a glance.
 *
 * Owns what is told to whom: whoever only holds the cable hears of the hub and its parts; of the resident, and of who is
 * waited for, only who gave the code.
 */
import type { Answer } from '../../provisioning/console/requests.ts';
import type { Known } from './ask-hub.ts';

/** What a frame takes beside the rest; a home with more needs the whole list: anbu status. */
const CONDITIONS_MAX = 10;
const ALERTS_MAX = 4;

export function shortStatus(
  { source, report, why }: Known,
  service: string | null,
  isClaimed: boolean,
): Answer {
  const head = { source, service, why };
  const firstLine = `hub        ${source === 'hub' ? 'runs and answers' : (why ?? '')}`;
  const serviceLine =
    service === null ? [] : [`service    ${service} (state, and how often it was started again)`];
  if (report === null) {
    const next = 'ok: nothing is known of it; log says why it does not start, commit brings a configuration';
    return { ok: head, lines: [firstLine, ...serviceLine, next] };
  }
  const { version, asOf, timeTrusted, link, centreHeard, conditions, waiting, mayStop } = report;
  const shown = conditions
    .slice(0, CONDITIONS_MAX)
    .map(({ code, subject, owner }) => ({ code, subject, owner }));
  const equipment = {
    version,
    asOf,
    timeTrusted,
    link,
    centreHeard,
    conditions: shown,
    conditionsMore: conditions.length - shown.length,
    waiting,
  };
  const { presence, question, alerts } = report;
  const resident = { presence, question, alerts: alerts.slice(0, ALERTS_MAX), mayStop };
  return {
    ok: { ...head, ...equipment, ...(isClaimed ? resident : {}) },
    lines: [
      firstLine,
      ...serviceLine,
      ...(isClaimed
        ? []
        : [
            `link       ${link.state} since ${link.since}; as of ${asOf ?? 'never'}`,
            ...shown.map(({ code, subject }) => `condition  ${code} ${subject}`.trimEnd()),
            'ok: of the resident only after: claim CODE',
          ]),
    ],
  };
}
