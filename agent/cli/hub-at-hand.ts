/**
 * What the running hub says on its socket: how it is, a test alert, and what happens, as it happens.
 *
 * Owns which of it is news to whoever stands beside the hub: signs and presses as they enter, and a test alert that the
 * centre has acknowledged. Decides nothing.
 */
import type { Config } from '../config/config.ts';
import type { Hub } from '../hub.ts';
import type { Armed, WalkedSensors } from '../provisioning/armed.ts';
import type { HubNews, TestAlertAnswer } from '../provisioning/hub-words.ts';
import { signIn } from '../provisioning/walk-test.ts';
import type { Entry, Fact, Lane } from '../record.ts';
import type { LinkMargin } from '../sensors/link-margin.ts';
import type { HubSocket } from './hub-socket.ts';
import { type StatusReport, statusReport } from './status-report.ts';
import { armedIn, sensorsInForce } from './walk/armed-file.ts';

/** What was walked of it, and what there is now. */
export interface HomeAtHand {
  readonly config: Config;
  /** Where the journal lives. */
  readonly folder: string;
}

/** One life of the hub, at the socket that outlives it; without a socket nobody asks. */
export class HubAtHand {
  readonly #socket: HubSocket | null;
  readonly #nowMs: () => number;

  /** `nowMs`: wall clock. */
  constructor(socket: HubSocket | null, nowMs: () => number) {
    this.#socket = socket;
    this.#nowMs = nowMs;
  }

  begin(hub: Hub, version: string, home: HomeAtHand): void {
    const bootMs = this.#nowMs();
    const sensors = sensorsInForce(home.config);
    this.#socket?.answerWith({
      status: () => statusOf(hub, version, { armed: armedIn(home.folder), sensors }),
      testAlert: () => testAlertOf(hub),
      begin: (): HubNews => ({ kind: 'begin', bootMs }),
    });
  }
  entered(facts: readonly Fact[], hub: Hub): void {
    this.#tell(newsIn(facts, this.#nowMs(), (sensor) => hub.wiring.linkOf(sensor)));
  }
  committed(entries: readonly Entry[]): void {
    this.#tell(acknowledgedIn(entries));
  }
  end(): void {
    this.#socket?.answerWith(null);
  }

  #tell(news: readonly HubNews[]): void {
    for (const each of news) this.#socket?.tell(each);
  }
}

function statusOf(
  hub: Hub,
  version: string,
  walked: { readonly armed: Armed | null; readonly sensors: WalkedSensors },
): StatusReport {
  const backlog = (lane: Lane): { rows: number } => ({ rows: hub.backlog(lane) });
  return statusReport({ version, running: true, state: hub.state, backlog, damage: null, ...walked });
}

/** A test alert now, where nothing real is going on. */
function testAlertOf(hub: Hub): TestAlertAnswer {
  const no = hub.raiseTest();
  return no === null
    ? { kind: 'test-alert', raised: hub.state.checkon.alerts.at(-1)?.alert ?? null }
    : { kind: 'test-alert', raised: null, ...no };
}

/** `linkOf`: how well a sensor is heard. */
export function newsIn(
  facts: readonly Fact[],
  atMs: number,
  linkOf: (sensor: string) => LinkMargin | null,
): HubNews[] {
  return facts.flatMap((fact): HubNews[] => {
    const seen = signIn(fact);
    if (seen === null) return [];
    return [seen.kind === 'sign' ? { ...seen, atMs, link: linkOf(seen.sensor) } : { ...seen, atMs }];
  });
}

function acknowledgedIn(committed: readonly Entry[]): HubNews[] {
  return committed.flatMap(({ at, body }): HubNews[] =>
    body.kind === 'alert' && body.test && body.stage === 'acknowledged'
      ? [{ kind: 'acknowledged', alert: body.alert, by: body.by, atMs: at.wallMs }]
      : [],
  );
}
