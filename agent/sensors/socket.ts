/**
 * One configured device at work: its driver, its link to the bus, and what is remembered between two signals.
 *
 * Owns the shape and its questions; what happens to it is the wiring's.
 */
import type { BusLink } from '../ports.ts';
import type { Feed, WiredDevice } from './devices.ts';
import type { DriverOutput, FrameCounter, Identity, Running } from './driver.ts';
import { ReadingGate } from './reading-gate.ts';

/** A bus that went is tried again after 1, 2, 4 … 60 s, then every minute for ever: 1,440 tries a day at most. */
export const REOPEN_MS_MIN = 1_000;

/**
 * A bus that went twice within the hour is believed at once when it is back; one that goes again and again only when it
 * has stood for a minute, two, four … an hour. So a bad plug costs some two dozen words a day, not a hundred thousand.
 */
const STEADY_MS_MIN = 60_000;
const STEADY_MS_MAX = 3_600_000;
const LOSSES_FORGIVEN = 2;
/** 64 minutes are more than the longest. */
const DOUBLINGS_MAX = 6;

/** How long it has to stand until its being back counts. */
export function steadyAfterMs({ losses }: Pick<Socket, 'losses'>): number {
  if (losses <= LOSSES_FORGIVEN) return 0;
  const doublings = Math.min(losses - LOSSES_FORGIVEN - 1, DOUBLINGS_MAX);
  return Math.min(STEADY_MS_MIN * (1 << doublings), STEADY_MS_MAX);
}
/** The losses that count, one more than before; a bus that stood for an hour has none behind it. */
export function lossesAfter(
  { losses, upSinceMs }: Pick<Socket, 'losses' | 'upSinceMs'>,
  nowMs: number,
): number {
  return nowMs - upSinceMs >= STEADY_MS_MAX ? 1 : losses + 1;
}
export type Health = Extract<DriverOutput, { type: 'health' }>;

export interface Socket extends WiredDevice {
  running: Running;
  link: BusLink | null;
  /** Signals of a link that was given up belong to nobody. */
  generation: number;
  isUp: boolean;
  /** When the bus is opened again, or given up waiting for; Infinity while it is up. */
  retryMs: number;
  waitMs: number;
  upSinceMs: number;
  /** How often it went lately, and when its being back counts; Infinity when nothing waits for that. */
  losses: number;
  steadyMs: number;
  /** What was said of its health meanwhile: what is well again is told only then, and what was lost after that again. */
  held: Health[];
  isOutageLogged: boolean;
  /** What was said lost, `subject why`. */
  readonly lostSaid: Set<string>;
  /** By sensor. */
  readonly gates: ReadonlyMap<string, ReadingGate>;
  counter: FrameCounter | null;
  counterSaidMs: number;
  counts: { opens: number; crashes: number };
  /** Of the last advert that told it; null: none did. */
  rssiDbm: number | null;
}

const NEVER = Number.POSITIVE_INFINITY;

export function socketFor(wired: WiredDevice, counter: FrameCounter | null): Socket {
  const sensors = [...wired.feeds.values()].flatMap((feed) => (feed.to === 'sensor' ? [feed.sensor] : []));
  return {
    ...wired,
    running: wired.driver.start(wired.device.options, identityOf(wired, counter)),
    link: null,
    generation: 0,
    isUp: false,
    retryMs: NEVER,
    waitMs: REOPEN_MS_MIN,
    upSinceMs: Number.NEGATIVE_INFINITY,
    losses: 0,
    steadyMs: NEVER,
    held: [],
    isOutageLogged: false,
    lostSaid: new Set(),
    gates: new Map(sensors.map((sensor) => [sensor, new ReadingGate()])),
    counter,
    counterSaidMs: Number.NEGATIVE_INFINITY,
    counts: { opens: 0, crashes: 0 },
    rssiDbm: null,
  };
}

export function identityOf({ device, key, feeds }: WiredDevice, counter: FrameCounter | null): Identity {
  const isForCalls = feeds.size > 0 && [...feeds.values()].every(({ to }) => to !== 'sensor');
  return { key, mac: device.mac, counter, isForCalls };
}

/** Whose health it is: the sensors that a channel feeds, and the device itself where it is pressed or feeds nothing. */
export function subjectsOf({ device, feeds }: Socket, channel: string | undefined): string[] {
  const fed: readonly (Feed | undefined)[] =
    channel === undefined ? [...feeds.values()] : [feeds.get(channel)];
  const subjects = fed.flatMap((feed) =>
    feed === undefined ? [] : [feed.to === 'sensor' ? feed.sensor : device.id],
  );
  if (channel === undefined && subjects.length === 0) subjects.push(device.id);
  return [...new Set(subjects)];
}

/** Monotonic ms at which something of it is due; Infinity when nothing is. */
export function dueOf({ retryMs, steadyMs, running, gates }: Socket): number {
  let dueMs = Math.min(retryMs, steadyMs, running.deadlineMs());
  for (const gate of gates.values()) dueMs = Math.min(dueMs, gate.dueMs());
  return dueMs;
}
