/**
 * What was asked for on the command line: how much, which scenarios, which peers.
 *
 * What is not understood is refused whole; nothing is guessed. Pure.
 */
import { parseArgs } from 'node:util';
import { CONTENDERS, type ContenderName } from './contenders.ts';
import { SCENARIOS, type Scenario } from './course.ts';

export interface Request {
  readonly events: number;
  /** Events a second. */
  readonly rate: number;
  readonly scenarios: readonly Scenario[];
  readonly contenders: readonly ContenderName[];
  readonly json: boolean;
}

const RATE = 200;
const SECONDS = 100;
/** Of the numbers of a run: an hour at the usual rate. */
const EVENTS_MAX = 720_000;
const RATE_MAX = 2_000;

export const USAGE = `usage: npm run bench:peers -- [--events N | --seconds S] [--rate R] [--scenario ${SCENARIOS.join(',')}] [--peer NAME,…] [--json]
The same job done by others and by the hub, side by side: events of 200 bytes, buffered, published, counted at the far end.
${SECONDS} seconds at ${RATE} a second for each scenario and peer; a short run (--seconds 20) goes through the same.
Peers: ${CONTENDERS.join(', ')}.
Exit code 0: our own hub lost nothing; 1: it did, or something did not run; 2: usage; 130: interrupted.
`;

/** Null when it is not understood. */
export function requestOf(words: readonly string[]): Request | 'help' | null {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { events: text, seconds: text, rate: text, scenario: text, peer: text, json: yes, help: yes },
    });
    if (values.help === true) return 'help';
    const rate = Number(values.rate ?? RATE);
    const seconds = Number(values.seconds ?? SECONDS);
    const events = Number(values.events ?? Math.round(rate * seconds));
    const scenarios = chosen(values.scenario, SCENARIOS);
    const contenders = chosen(values.peer, CONTENDERS);
    const isBoth = values.events !== undefined && values.seconds !== undefined;
    const isCounted = Number.isSafeInteger(events) && events >= 1 && events <= EVENTS_MAX;
    if (isBoth || !isCounted || !(rate > 0 && rate <= RATE_MAX)) return null;
    if (scenarios === null || contenders === null) return null;
    return { events, rate, scenarios, contenders, json: values.json === true };
  } catch {
    return null;
  }
}

/** In the order of `all`; null when one of them is none. */
function chosen<T extends string>(text: string | undefined, all: readonly T[]): readonly T[] | null {
  if (text === undefined) return all;
  const names = text.split(',');
  const known = all.filter((one) => names.includes(one));
  return known.length === new Set(names).size ? known : null;
}
