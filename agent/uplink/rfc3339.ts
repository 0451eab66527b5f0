/**
 * Wall-clock time as text with its offset, RFC 3339: `2011-07-01T03:12:00.000+09:00`.
 *
 * Plain arithmetic in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"):
 * pure files ask neither Date nor a time zone.
 */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Date, time to the second or finer, and the offset, which must be said: a time without one is nobody's. */
const TEXT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** `wallMs` since 1970 UTC, `offsetMin` local minus UTC. Years 0 to 9999. */
export function rfc3339(wallMs: number, offsetMin: number): string {
  const local = Math.floor(wallMs) + offsetMin * 60_000;
  const day = Math.floor(local / DAY_MS);
  const ms = local - day * DAY_MS;
  const time = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60]
    .map((part) => digits(part, 2))
    .join(':');
  return `${calendarDay(day)}T${time}.${digits(ms % 1000, 3)}${offset(offsetMin)}`;
}

function offset(offsetMin: number): string {
  if (offsetMin === 0) return 'Z';
  const size = Math.abs(offsetMin);
  return `${offsetMin < 0 ? '-' : '+'}${digits(size / 60, 2)}:${digits(size % 60, 2)}`;
}

function digits(value: number, width: number): string {
  return String(Math.floor(value)).padStart(width, '0');
}

/** Days since 1970-01-01 → `YYYY-MM-DD`. Counts from 0000-03-01, so that the leap day is a year's last. */
function calendarDay(sinceEpoch: number): string {
  const days = sinceEpoch + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(dayOfMonth, 2)}`;
}

/**
 * ms since 1970 UTC of a text like `2011-07-01T03:12:00+09:00`; null when it is none, or names a day or a time that
 * does not exist (a leap second, too: no clock here shows one). Digits finer than a millisecond are cut off.
 */
export function parseRfc3339(text: string): number | null {
  const match = TEXT.exec(text);
  if (match === null) return null;
  const at = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hours, minutes, seconds] = [at(1), at(2), at(3), at(4), at(5), at(6)];
  const [offsetHours, offsetMinutes] = [at(9), at(10)];
  if (hours > 23 || minutes > 59 || seconds > 59 || offsetHours > 23 || offsetMinutes > 59) return null;
  const days = daysSinceEpoch(year, month, day);
  // What is not found again under its own name does not exist: 30 February, month 13.
  if (calendarDay(days) !== text.slice(0, 10)) return null;
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const localMs = days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
  const offsetMs = (offsetHours * 60 + offsetMinutes) * MINUTE_MS;
  return match[8] === '-' ? localMs + offsetMs : localMs - offsetMs;
}

/** The other way round; a month or day out of range gives some other day. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
