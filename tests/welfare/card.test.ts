/**
 * The weekly card over simulated weeks: what is counted, what is rare, when it is told, and what it must not say.
 *
 * Weeks are lived by the whole hub's machines; changes are planted in one of them.
 */
import { describe, expect, test } from 'vitest';
import type { WelfareCard } from '../../agent/record.ts';
import { cardOf } from '../../agent/welfare/card.ts';
import { WEEKS_MAX, newWeek } from '../../agent/welfare/slice.ts';
import { FLAT, LivedHome } from '../detector/lived-home.ts';

const DAY = 24 * 60;
const WEEK_DAYS = 7;
const HOME = [...FLAT, { id: 'kettle', room: 'kitchen', class: 'item' as const }];

interface Habits {
  readonly cooks: boolean;
  readonly goesOut: boolean;
  readonly upAtHour: number;
}
const USUAL: Habits = { cooks: true, goesOut: true, upAtHour: 7 };

/** Up, breakfast, out for an hour on every other day, supper, to bed; once up in the night. */
function liveOneDay(home: LivedHome, day: number, { cooks, goesOut, upAtHour }: Habits): void {
  const at = (hour: number, minute: number): void => home.waitUntil(day * DAY + hour * 60 + minute);
  at(2, day % 3);
  home.pulse('bed');
  home.pulse('bath');
  at(2, 8);
  home.pulse('bed');
  for (let minute = upAtHour * 60 + (day % 4); minute < 22 * 60; minute += 20) {
    at(0, minute);
    home.pulse(minute % 60 < 20 ? 'bed' : 'kitchen');
    const isMeal = Math.floor(minute / 60) === upAtHour || Math.floor(minute / 60) === 18;
    if (cooks && isMeal && minute % 60 < 20) {
      home.see('kettle', 'on');
      home.see('kettle', 'off');
    }
    if (!goesOut || day % 2 !== 0 || Math.floor(minute / 60) !== 14 || minute % 60 >= 20) continue;
    home.see('door', 'open');
    home.see('door', 'closed');
    at(15, 30);
    home.see('door', 'open');
    home.see('door', 'closed');
    home.pulse('kitchen');
    home.pulse('bath');
    home.pulse('kitchen');
    home.pulse('bath');
    minute = 15 * 60 + 35;
  }
  at(22, 20);
  home.pulse('bed');
}

function liveWeek(home: LivedHome, week: number, habits: Habits = USUAL): LivedHome {
  for (let day = 0; day < WEEK_DAYS; day += 1) liveOneDay(home, week * WEEK_DAYS + day, habits);
  return home;
}
function lived(weeks: number): LivedHome {
  const home = new LivedHome(HOME);
  home.see('kettle', 'off');
  home.see('door', 'closed');
  for (let week = 0; week < weeks; week += 1) liveWeek(home, week);
  return home;
}
const three = lived(3);
const six = liveWeek(liveWeek(liveWeek(three.fork(), 3), 4), 5);
/** Six usual weeks, and another. */
const after = (changed: Partial<Habits>): WelfareCard =>
  lastCard(liveWeek(six.fork(), 6, { ...USUAL, ...changed }));

const cards = (home: LivedHome): WelfareCard[] => home.all('welfare-card').map(({ body }) => body);
/** What is read on the Monday after. */
function lastCard(until: LivedHome): WelfareCard {
  const home = until.fork();
  const weeks = Math.ceil(home.minute / (WEEK_DAYS * DAY));
  home.waitUntil(weeks * WEEK_DAYS * DAY + 12 * 60);
  const card = cards(home).at(-1);
  if (card === undefined) throw new Error('no card');
  return card;
}

describe('the card', () => {
  test('comes once a week, on Monday at six', () => {
    const home = liveWeek(lived(1), 1);
    home.waitUntil(2 * WEEK_DAYS * DAY + 12 * 60);
    const minutes = home.all('welfare-card').map(({ minute }) => minute);
    // The hub was started at midnight: four hours of the week before are no week.
    expect(minutes.map((minute) => (minute - 6 * 60) / DAY)).toEqual([7, 14]);
    expect(lastCard(six)).toMatchObject({ hours: 168, seenHours: 168, leaves: ['equipment'] });
  });
  test('counts what was observed', () => {
    const { outings, rhythm, cooking, contacts, equipment } = lastCard(six).facts;
    expect(outings?.values).toMatchObject({ times: 3 });
    expect(rhythm?.values).toMatchObject({ days: 7, risings: 6 });
    expect(cooking?.values).toEqual({ times: 14, days: 7 });
    expect(contacts?.values).toMatchObject({ helpCalls: 0, questions: 0, alerts: 0 });
    expect(equipment?.values).toMatchObject({ unseenHours: 0 });
  });
  test('is five plain sentences in each language, and none of a usual week speaks of rarity', () => {
    const lines = Object.values(lastCard(six).facts);
    expect(lines).toHaveLength(5);
    for (const { text, textKo } of lines) {
      expect(text).toMatch(/^[A-Z0-9].*\.$/);
      expect(textKo).toMatch(/[가-힣].*\.$/);
      expect(text).not.toMatch(/than in any|well|fine|depress|ill|worr/);
    }
  });
});

test('a week without cooking is said to be the rarest, and nothing else is', () => {
  const { outings, cooking } = after({ cooks: false }).facts;
  expect(cooking?.rarity).toEqual({ weeks: 6, less: 0, more: 6 });
  expect(cooking?.text).toBe('Nothing in the kitchen was used: less often than in any of the last 6 weeks.');
  expect(cooking?.textKo).toBe('부엌에서 아무것도 사용되지 않았습니다. 지난 6주 중 가장 드뭅니다.');
  expect(outings?.text).not.toContain('than in any');
});
test('so is a week without an outing', () => {
  const { outings } = after({ goesOut: false }).facts;
  expect(outings?.text).toBe('No outing was seen: fewer than in any of the last 6 weeks.');
});
test('and one in which the day began later', () => {
  const { rhythm } = after({ upAtHour: 10 }).facts;
  expect(rhythm?.text).toMatch(
    /first sign at about 10:0\d, .*: the first sign later than in any of the last 6 weeks\.$/,
  );
});
test('without four whole weeks before it nothing is compared', () => {
  const { cooking } = lastCard(liveWeek(three.fork(), 3, { ...USUAL, cooks: false })).facts;
  expect(cooking?.rarity).toBeNull();
  expect(cooking?.text).toBe('Nothing in the kitchen was used.');
});

test('of a week that was hardly seen it says that, nothing of the person, and no later week is compared with it', () => {
  const home = six.fork();
  home.lose('bed', 'kitchen', 'bath', 'kettle');
  home.waitUntil(7 * WEEK_DAYS * DAY - 60);
  const { outings, rhythm, cooking, equipment } = lastCard(home).facts;
  for (const line of [outings, rhythm, cooking]) {
    expect(line?.values).toEqual({});
    expect(line?.text).toMatch(/^Seen for \d+ of 168 hours only/);
  }
  expect(equipment?.text).toMatch(
    /^Not seen for 168 of 168 hours: more than in any .* A sensor is lost \(bed, 7 days\)/,
  );
  const { outings: later } = lastCard(liveWeek(home, 7)).facts;
  expect(later?.text).toContain('Seen for');
});

test('is never told while an alert is open: at six on the day after it was closed', () => {
  const home = lived(1);
  home.waitUntil(2 * WEEK_DAYS * DAY - 60);
  home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  home.waitUntil(2 * WEEK_DAYS * DAY + 15 * 60);
  const before = cards(home).length;
  const open = home.state.checkon.alerts.find(({ test: isTest }) => !isTest);
  expect(open).toBeDefined();
  for (const stage of ['acknowledged', 'dispatched', 'arrived', 'closed'] as const) {
    const desk = {
      kind: 'desk',
      by: 'desk',
      minutes: 5,
      outcome: 'found-well',
      keyId: 'k',
      counter: 1,
    } as const;
    home.give({ ...desk, stage, alert: open!.alert });
  }
  for (const { alert, test: isTest } of home.state.checkon.alerts) {
    if (!isTest)
      home.give({
        kind: 'desk',
        by: 'desk',
        minutes: null,
        outcome: 'found-well',
        keyId: 'k',
        counter: 1,
        stage: 'closed',
        alert,
      });
  }
  home.waitUntil(2 * WEEK_DAYS * DAY + DAY + 12 * 60);
  expect(cards(home)).toHaveLength(before + 1);
  expect(home.all('welfare-card').at(-1)?.minute).toBe(2 * WEEK_DAYS * DAY + DAY + 6 * 60);
  expect(cards(home).at(-1)?.facts.contacts?.values).toMatchObject({ helpCalls: 1, alerts: 1 });
});

test('what was learned of the weeks is bounded, comes back from a checkpoint, and the card of then is the same', () => {
  const home = six.fork();
  for (let more = 0; more < WEEKS_MAX; more += 1)
    home.state.welfare.weeks.push({ ...newWeek(0), outings: more });
  liveWeek(home, 6);
  expect(home.state.welfare.weeks).toHaveLength(WEEKS_MAX);
  expect(JSON.stringify(home.state.welfare).length).toBeLessThan(8000);
  const before = cardOf(home.state, home.now, []);
  home.checkpoint();
  expect(cardOf(home.state, home.now, [])).toEqual(before);
});

test('a home in which nobody can tell who goes out, or cooks, says so', () => {
  const home = new LivedHome([{ id: 'bed', room: 'bedroom', class: 'motion' }]);
  for (let hour = 0; hour < 8 * 24; hour += 1) {
    home.waitUntil(hour * 60);
    if (hour % 24 > 7) home.pulse('bed');
  }
  const { outings, cooking } = lastCard(home).facts;
  expect(outings?.text).toContain('no sensor sees the entrance');
  expect(cooking?.text).toContain('no sensor stands in the kitchen');
});
