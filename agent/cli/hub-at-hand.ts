/**
 * What the running hub says on its socket: how it is, a test alert, and what happens, as it happens.
 *
 * Owns which of it is news to whoever stands beside the hub: signs as they enter, presses with what they became, and a test alert
 * that the centre has acknowledged. Decides nothing.
 */
import { whyNoTest } from '../checkon/daily-test.ts';
import { isTestOfPress, whyNoPressTest } from '../checkon/expected-memory.ts';
import type { Config } from '../config/config.ts';
import type { Hub } from '../hub.ts';
import type { Armed, WalkedSensors } from '../provisioning/armed.ts';
import type { HubNews, PressTestAnswer, TestAlertAnswer } from '../provisioning/hub-words.ts';
import { signIn } from '../provisioning/walk-test.ts';
import { type CallBy, type Entry, type Fact, type Lane, isDecision } from '../record.ts';
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
      expectPress: (by) => pressTestOf(hub, by),
      expectNoPress: () => {
        if (hub.state.checkon.pressTests.expected !== null) hub.submit({ kind: 'press-expected', by: null });
      },
      begin: (): HubNews => ({ kind: 'begin', bootMs }),
    });
  }
  entered(facts: readonly Fact[], hub: Hub): void {
    this.#tell(newsIn(facts, this.#nowMs(), (sensor) => hub.wiring.linkOf(sensor)));
  }
  committed(entries: readonly Entry[], hub: Hub): void {
    this.#tell([...pressesIn(entries), ...acknowledgedIn(entries)]);
    // It has come, or something real stands in its way: whoever waits must not go on calling it a test.
    if (hub.state.checkon.pressTests.expected === null) this.#socket?.letPressGo();
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
  return statusReport({
    version,
    running: true,
    state: hub.state,
    backlog,
    damage: null,
    unanswered: null,
    ...walked,
  });
}

/** A test alert now, where nothing real is going on. */
function testAlertOf(hub: Hub): TestAlertAnswer {
  const no = whyNoTest(hub.state.checkon, hub.now.ms);
  if (no !== null) return { kind: 'test-alert', raised: null, ...no };
  hub.submit({ kind: 'test-asked' });
  return { kind: 'test-alert', raised: hub.state.checkon.alerts.at(-1)?.alert ?? null };
}

/** The next press by this source as a test, where nothing real is going on. */
function pressTestOf(hub: Hub, by: CallBy): PressTestAnswer {
  const no = whyNoPressTest(hub.state.checkon, by, hub.now.ms);
  if (no !== null) return { kind: 'press-test', expected: null, ...no };
  hub.submit({ kind: 'press-expected', by });
  return { kind: 'press-test', expected: by };
}

/** `linkOf`: how well a sensor is heard. */
export function newsIn(
  facts: readonly Fact[],
  atMs: number,
  linkOf: (sensor: string) => LinkMargin | null,
): HubNews[] {
  return facts.flatMap((fact): HubNews[] => {
    const seen = signIn(fact);
    return seen?.kind === 'sign' ? [{ ...seen, atMs, link: linkOf(seen.sensor) }] : [];
  });
}

/** Written at once with what follows from it: only then is it known whether it was a test. */
export function pressesIn(committed: readonly Entry[]): HubNews[] {
  return committed.flatMap(({ at, body }, n): HubNews[] => {
    const seen = signIn(body);
    if (seen?.kind !== 'press') return [];
    const after = committed.slice(n + 1);
    const next = after.findIndex((each) => !isDecision(each.body));
    const followed = next === -1 ? after : after.slice(0, next);
    return [{ ...seen, atMs: at.wallMs, isTest: followed.some((each) => isTestOfPress(each.body)) }];
  });
}

function acknowledgedIn(committed: readonly Entry[]): HubNews[] {
  return committed.flatMap(({ at, body }): HubNews[] =>
    body.kind === 'alert' && body.test && body.stage === 'acknowledged'
      ? [{ kind: 'acknowledged', alert: body.alert, by: body.by, atMs: at.wallMs }]
      : [],
  );
}
