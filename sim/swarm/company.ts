/**
 * What a resident does by hand, and what the centre has to say to them: touches, slips of the button, wishes to be left
 * alone; messages, reminders, visits and invitations, and the same taken back.
 *
 * Pure data, drawn beforehand from a stream of its own; not every seed has any of it. How somebody answers what is
 * offered is `hands.ts`.
 */
import type { CommandPayload } from '../../agent/uplink/command-verbs.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import type { Draw } from './draw.ts';

const BY_HAND = ['touch', 'slip', 'rest'] as const;
const BY_CENTRE = [
  'speak',
  'invite',
  'reminder',
  'reminder-withdrawn',
  'visit',
  'visit-withdrawn',
  'programme',
  'programme-withdrawn',
] as const;

/** Twice as often said as taken back. */
const ORDERED = ['programme', 'programme', 'reminder', ...BY_CENTRE] as const;

export interface Deed {
  /**
   * touch: a hand on the companion · slip: a press of the button by mistake · rest: to be left in peace, by the companion's
   * own sign · else an order of the centre.
   */
  readonly what: (typeof BY_HAND)[number] | (typeof BY_CENTRE)[number];
  /** Virtual ms. */
  readonly atMs: number;
  /** In [0, 1): which one, and for how long. */
  readonly choice: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SHARE = 0.6;
/** Of those, with a companion that feels a hand; the others choose by the button. */
const TOUCHED_SHARE = 0.75;
/** A day, at most. */
const OFTEN = { touch: 5, slip: 1, rest: 2, orders: 12 } as const;
/** The names of what is ordered: a few, so that it is said anew and taken back. */
const NAMES = 4;

export function drawCompany(draw: Draw, days: number): readonly Deed[] {
  if (!draw.chance(SHARE)) return [];
  const isTouched = draw.chance(TOUCHED_SHARE);
  const deeds: Deed[] = [];
  for (let day = 0; day < days; day += 1) {
    const some = (most: number, what: () => Deed['what']): void => {
      for (let left = draw.between(0, most); left > 0; left -= 1) {
        const atMs = day * DAY_MS + draw.between(7 * 60, 22 * 60) * MINUTE_MS;
        deeds.push({ what: what(), atMs, choice: draw.unit() });
      }
    };
    if (isTouched) {
      some(OFTEN.touch, () => 'touch');
      some(OFTEN.rest, () => 'rest');
    }
    some(OFTEN.slip, () => 'slip');
    some(OFTEN.orders, () => draw.pick(ORDERED));
  }
  return deeds.toSorted((left, right) => left.atMs - right.atMs);
}

/** What the centre orders, at this moment of the true world; null: it is the resident's own doing. */
export function orderOf({ what, choice }: Deed, nowWallMs: number): CommandPayload | null {
  const name = `${Math.floor(choice * NAMES)}`;
  const by = 'desk-1';
  const at = (ms: number): string => rfc3339(nowWallMs + Math.round(ms / MINUTE_MS) * MINUTE_MS, 0);
  /** A further draw of the same deed. */
  const part = (choice * 97) % 1;
  switch (what) {
    case 'touch':
    case 'slip':
    case 'rest':
      return null;
    case 'speak':
      return { kind: 'speak', text: 'Your daughter sends her love.', by };
    case 'invite':
      return { kind: 'invite', text: 'There is music in the hall today.', by };
    case 'reminder': {
      const hour = 8 + Math.floor(part * 12);
      const times = [`${String(hour).padStart(2, '0')}:15`, `${String(hour).padStart(2, '0')}:45`];
      return {
        kind: 'reminder',
        reminder: name,
        text: 'A glass of water.',
        at: times,
        until: at(DAY_MS),
        by,
      };
    }
    case 'reminder-withdrawn':
      return { kind: 'reminder-withdrawn', reminder: name, by };
    case 'visit':
      return {
        kind: 'visit',
        who: 'Mrs Lee',
        from: at((1 + part * 20) * HOUR_MS),
        until: at((22 + part * 3) * HOUR_MS),
        by,
      };
    case 'visit-withdrawn':
      return { kind: 'visit-withdrawn', by };
    case 'programme': {
      const fromMs = (1 + part * 20) * HOUR_MS;
      const until = at(fromMs + (1 + part * 3) * HOUR_MS);
      const kind = (['shopping', 'meal', 'visit'] as const)[Math.floor(part * 3)] ?? 'visit';
      return {
        kind: 'programme',
        programme: programmeOf(name, nowWallMs),
        what: kind,
        who: 'Mrs Lee',
        from: at(fromMs),
        until,
        by,
      };
    }
    case 'programme-withdrawn':
      return { kind: 'programme-withdrawn', programme: programmeOf(name, nowWallMs), by };
  }
}

/** One that is over is never opened again: each day has its own names. */
function programmeOf(name: string, nowWallMs: number): string {
  return `${Math.floor(nowWallMs / DAY_MS)}-${name}`;
}
