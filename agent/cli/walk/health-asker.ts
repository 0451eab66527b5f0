/**
 * What the hub itself says is broken, at the end of a walk: whoever stands there is the one who mends it.
 *
 * Owns which of it keeps a home from being ready, and how often the hub is asked. A room that is too cold is for the case manager;
 * a certificate that ends in a month is for the operator, who is not here, and keeps nobody as long as it is not urgent.
 */
import { CONDITION_ROWS } from '../../health/conditions.ts';
import type { ConditionCode } from '../../record.ts';
import { type HubPlaces, howIsIt } from '../console/ask-hub.ts';
import type { StatusReport } from '../status-report.ts';

/** Whoever waits there does so for three minutes: 90 short questions on a socket. */
const AGAIN_MS = 2_000;
/** The case manager hears of them, and the technician has the plug in hand. */
const POWER: ReadonlySet<ConditionCode> = new Set<ConditionCode>(['mains-lost', 'hub-battery-low']);

export class HealthAsker {
  readonly #places: HubPlaces;
  #againMs = 0;

  constructor(places: HubPlaces) {
    this.#places = places;
  }

  /** As `now`; null: it is not time to ask. `nowMs`: of a clock that only goes on. */
  async again(nowMs: number): Promise<readonly string[] | null> {
    if (nowMs < this.#againMs) return null;
    this.#againMs = nowMs + AGAIN_MS;
    return this.now();
  }
  /** In words, each once. */
  async now(): Promise<readonly string[]> {
    const known = await howIsIt(this.#places);
    // A journal tells of a hub that may be dead.
    if (known.source !== 'hub')
      return ['the hub does not answer on its socket: start it, and see that it runs'];
    return troublesIn(known.report);
  }
}

export function troublesIn({ conditions, link }: Pick<StatusReport, 'conditions' | 'link'>): string[] {
  return conditions.flatMap(({ code, subject, owner, title }) => {
    // It is held to be down until it has stood for ten minutes; a test alert has just gone over it.
    if (code === 'link-down' && link.state === 'up') return [];
    // A day ago is no matter of this visit, and only a day ends them.
    if (code === 'identity-conflict' || code === 'work-dropped') return [];
    const { severity } = CONDITION_ROWS[code];
    const isTheirs =
      owner === 'technician' || (owner === 'operator' && severity === 'urgent') || POWER.has(code);
    if (severity === 'note' || !isTheirs) return [];
    return [`${title} (${code}${subject === '' ? '' : `, ${subject}`})`];
  });
}
