/**
 * Wall-clock time as text with its offset, RFC 3339: `2011-07-01T03:12:00.000+09:00`.
 *
 * Plain arithmetic in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"):
 * pure files ask neither Date nor a time zone.
 */
const DAY_MS = 86_400_000;

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
