/**
 * What the time-zone database says: the offset to UTC at an instant, and the instant of a local wall clock.
 *
 * A shell: the only file that asks Intl. Pure code gets the offset in each stamp and never knows a zone's name.
 * Local times follow the home log contract: an ambiguous one is the first, one that does not exist moves forward.
 */

/** From `fromMs` on (UTC), the offset is `offsetMin`. Sorted. */
export interface ZoneChange {
  readonly fromMs: number;
  readonly offsetMin: number;
}

const HOUR_MS = 3_600_000;
/** No zone changes twice within a day. */
const PROBE_MS = 24 * HOUR_MS;

/** Minutes east of UTC at an instant. Throws RangeError for an unknown zone. */
export function offsetReader(timezone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utcMs) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utcMs)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return Math.round((local - Math.floor(utcMs / 1000) * 1000) / 60_000);
  };
}

/** Every change of offset in a span, the offset at its start first. */
export function zoneChanges(timezone: string, fromMs: number, toMs: number): ZoneChange[] {
  const offsetAt = offsetReader(timezone);
  const changes: ZoneChange[] = [{ fromMs, offsetMin: offsetAt(fromMs) }];
  for (let low = fromMs; low < toMs; low += PROBE_MS) {
    const high = Math.min(low + PROBE_MS, toMs);
    const offsetMin = offsetAt(high);
    if (offsetMin !== offsetAt(low)) changes.push({ fromMs: firstMsWith(offsetAt, low, high), offsetMin });
  }
  return changes;
}

/** The first instant in (low, high] whose offset is that of `high`. */
function firstMsWith(offsetAt: (ms: number) => number, low: number, high: number): number {
  const offsetMin = offsetAt(high);
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offsetMin) after = middle;
    else before = middle;
  }
  return after;
}

/**
 * A converter from local wall clock (as if UTC, ms) to UTC ms, for times that mostly rise. Finds the change it is in
 * by walking from where it last was, so a sorted log costs nothing.
 */
export function localToUtc(changes: readonly ZoneChange[]): (localMs: number) => number {
  let index = 0;
  const startLocalMs = (change: ZoneChange, previous: ZoneChange | undefined): number =>
    change.fromMs + Math.max(change.offsetMin, previous?.offsetMin ?? change.offsetMin) * 60_000;
  return (localMs) => {
    for (;;) {
      const next = changes[index + 1];
      if (next === undefined || localMs < startLocalMs(next, changes[index])) break;
      index += 1;
    }
    while (index > 0) {
      const current = changes[index];
      if (current === undefined || localMs >= startLocalMs(current, changes[index - 1])) break;
      index -= 1;
    }
    const current = changes[index];
    const utcMs = localMs - (current?.offsetMin ?? 0) * 60_000;
    return utcMs;
  };
}
