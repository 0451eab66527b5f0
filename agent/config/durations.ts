/**
 * Durations as people write them: `90s`, `10min`, `1h 30min`, `2d`.
 *
 * Owns both directions, so that what `inspect` prints can be pasted into a file. A number without a unit is refused:
 * nobody remembers whether a bare 30 means seconds or minutes. Never a month or a year: their length varies.
 */

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
];
const PART = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*(ms|min|s|h|d)(?=[\s\d]|$)/;
/** `1d 2h 3min 4s 5ms`: each unit once. */
const PARTS_MAX = UNITS.length;

/** Milliseconds, whole; null when the text is no duration. */
export function readDuration(text: string): number | null {
  let rest = text;
  let sumMs = 0;
  for (let part = 0; part < PARTS_MAX && rest.trim() !== ''; part += 1) {
    const match = PART.exec(rest);
    const unit = UNITS.find(([name]) => name === match?.[2]);
    if (match === null || unit === undefined) return null;
    sumMs += Number(match[1]) * unit[1];
    rest = rest.slice(match[0].length);
  }
  return rest.trim() === '' && text.trim() !== '' ? Math.round(sumMs) : null;
}

/** The shortest form that `readDuration` reads back: 5,400,000 → `1h 30min`. */
export function durationText(ms: number): string {
  let rest = Math.round(ms);
  const parts: string[] = [];
  for (const [name, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) parts.push(`${count}${name}`);
    rest -= count * unitMs;
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}
