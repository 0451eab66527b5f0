/**
 * When to try the broker again, and in which version of MQTT: the judgement of the supervisor in `mqtt.ts`.
 *
 * Pure: chance and lengths of time come in. Must never give up, never hammer, and never settle on a version because
 * a network was down.
 */
import { unreachable } from '../errors.ts';

/** 5 is MQTT 5, 4 is MQTT 3.1.1: the level each names in its CONNECT. */
export type MqttVersion = 4 | 5;
/** How a connection, or the attempt at one, ended. */
export type Trouble =
  /** Nobody there: no route, no name, no port. Says nothing about versions. */
  | 'unreachable'
  /** CONNACK named the version as the reason. */
  | 'unsupported'
  /** CONNACK with any other reason. */
  | 'refused'
  /** The connection stood, and no CONNACK came: some brokers answer a version they do not know with silence. */
  | 'silent'
  /** It stood, and broke. */
  | 'broken'
  /** Another client came under our name. */
  | 'taken-over';

export interface Attempts {
  readonly version: MqttVersion;
  /** This version has worked with this broker. */
  readonly proven: boolean;
  /** Since the last connection that held. */
  readonly failures: number;
  /** Silent endings of a proven version in a row. */
  readonly silences: number;
}

/** A connection that stood this long has held; one that was shorter counts as a failure, so that flapping slows. */
export const HELD_MS = 10_000;
/** Two under one name push each other out at once: six times a minute at most. */
export const TAKEN_OVER_MS = 10_000;
/** A version that worked is doubted only after this many silences: one is a broker that is starting. */
const SILENCES_MAX = 3;
/** 2^20 s is twelve days: beyond any longest delay, and far from overflow. */
const DOUBLINGS_MAX = 20;

export function firstAttempts(remembered: MqttVersion | null): Attempts {
  return { version: remembered ?? 5, proven: remembered !== null, failures: 0, silences: 0 };
}

export function connected(attempts: Attempts): Attempts {
  return { ...attempts, proven: true, silences: 0 };
}

/** What is known after trouble. `stoodMs`: how long the connection stood; 0 when it never did. */
export function afterTrouble(before: Attempts, trouble: Trouble, stoodMs: number): Attempts {
  const failures = stoodMs >= HELD_MS ? 1 : before.failures + 1;
  const other: Attempts = { version: before.version === 5 ? 4 : 5, proven: false, failures, silences: 0 };
  switch (trouble) {
    case 'unsupported':
      return other;
    case 'silent': {
      const silences = before.silences + 1;
      return !before.proven || silences >= SILENCES_MAX ? other : { ...before, failures, silences };
    }
    case 'unreachable':
    case 'refused':
    case 'broken':
    case 'taken-over':
      return { ...before, failures };
    default:
      return unreachable(trouble);
  }
}

/**
 * How long to wait: anywhere between the shortest delay and one that doubles with each failure ("full jitter", so
 * that a district's hubs do not return as one). `chance` is in [0, 1).
 */
export function delayMs(
  { failures }: Attempts,
  trouble: Trouble,
  bounds: { readonly reconnectMinMs: number; readonly reconnectMaxMs: number },
  chance: number,
): number {
  const { reconnectMinMs, reconnectMaxMs } = bounds;
  const highest = Math.min(reconnectMaxMs, reconnectMinMs * (1 << Math.min(failures, DOUBLINGS_MAX)));
  const delay = reconnectMinMs + chance * Math.max(0, highest - reconnectMinMs);
  return trouble === 'taken-over' ? TAKEN_OVER_MS + delay : delay;
}
