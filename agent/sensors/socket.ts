/**
 * One configured device at work: its driver, its link to the bus, and what is remembered between two signals.
 *
 * Owns the shape and its questions; what happens to it is the wiring's.
 */
import type { BusLink } from '../ports.ts';
import type { Feed, WiredDevice } from './devices.ts';
import type { FrameCounter, Identity, Running } from './driver.ts';
import { ReadingGate } from './reading-gate.ts';

/** A bus that went is tried again after 1, 2, 4 … 60 s, then every minute for ever: 1,440 tries a day at most. */
export const REOPEN_MS_MIN = 1_000;

export interface Socket extends WiredDevice {
  running: Running;
  link: BusLink | null;
  /** Signals of a link that was given up belong to nobody. */
  generation: number;
  isUp: boolean;
  /** When the bus is opened again, or given up waiting for; Infinity while it is up. */
  retryMs: number;
  waitMs: number;
  isOutageLogged: boolean;
  /** What was said lost, `subject why`. */
  readonly lostSaid: Set<string>;
  /** By sensor. */
  readonly gates: ReadonlyMap<string, ReadingGate>;
  counter: FrameCounter | null;
  counterSaidMs: number;
  counts: { opens: number; crashes: number };
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
    isOutageLogged: false,
    lostSaid: new Set(),
    gates: new Map(sensors.map((sensor) => [sensor, new ReadingGate()])),
    counter,
    counterSaidMs: Number.NEGATIVE_INFINITY,
    counts: { opens: 0, crashes: 0 },
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
export function dueOf({ retryMs, running, gates }: Socket): number {
  let dueMs = Math.min(retryMs, running.deadlineMs());
  for (const gate of gates.values()) dueMs = Math.min(dueMs, gate.dueMs());
  return dueMs;
}
