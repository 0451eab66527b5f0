/**
 * `anbu inspect detector`: what the map says is what the detector does when that silence is lived, and what is so now
 * is what happens next. Through the real command where a person reads it.
 */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heatMap } from '../../agent/cli/heat-map.ts';
import { learnedDay, minutesToAsk } from '../../agent/cli/learned-day.ts';
import type { DetectorReport } from '../../agent/cli/detector-report.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { ROUND_PLACE, SIGNS } from '../../agent/detector/signs.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { LivedHome } from '../detector/lived-home.ts';
import { anbu } from './command.ts';
import { DAY, SENSORS, journalOf, livedDays } from './lived-journal.ts';

const DAYS = 17;
const POLICY = defaultConfig({ home: 'lived', timezone: 'UTC', sensors: SENSORS });

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
async function kept(folder: string | Promise<string>): Promise<string> {
  folders.push(await folder);
  return folder;
}
async function reportOf(
  home: LivedHome,
  earlier?: LivedHome,
): Promise<{ code: number | null; report: DetectorReport }> {
  const folder = await kept(journalOf(home, earlier));
  const { code, out, err } = await anbu('inspect', 'detector', '--data', folder, '--json');
  expect(err).toBe('');
  return { code, report: JSON.parse(out) as DetectorReport };
}

/** Goes through three rooms into the last of them; from then on nothing moves. Returns the place of that silence. */
function settle(home: LivedHome, place: string): void {
  for (const sensor of ['kitchen', 'bath', 'bed']) home.pulse(sensor);
  if (place === 'kitchen') home.pulse('kitchen');
  if (place === 'bathroom') home.pulse('bath');
  if (place === 'bedroom held') home.see('mat', 'on');
}

/** Lives from midnight to half past `hour` of a day like the others, and then falls silent in `place`. */
function silentFrom(home: LivedHome, place: string, hour: number): { home: LivedHome; minute: number } {
  const fork = home.fork();
  const minute = Math.floor(fork.minute / DAY) * DAY + hour * 60 + 30;
  fork.waitUntil(minute);
  if (fork.state.presence.heldBy !== null) fork.see('mat', 'off');
  settle(fork, place);
  fork.answers = false;
  return { home: fork, minute };
}

/** After how many minutes it is asked for the first time, and what was missing. */
function asked({ home, minute }: { home: LivedHome; minute: number }) {
  home.waitUntil(minute + 13 * 60);
  const prompt = home.all('prompt', minute).find(({ body }) => body.stage === 1);
  return prompt && { minutes: prompt.minute - minute, sign: prompt.body.evidence.sign ?? 'any' };
}

describe('the learned day', () => {
  describe.each([1, 2])('seed %i', (seed) => {
    let lived: LivedHome;
    beforeAll(() => {
      lived = livedDays(seed, DAYS);
    });

    test.each(['kitchen', 'bathroom', 'bedroom', 'bedroom held'])(
      'a cell is the minute at which the question comes: %s',
      (place) => {
        const room = place.replace(' held', '');
        const where = { any: place, room, round: ROUND_PLACE };
        const seen: number[] = [];
        for (let hour = 1; hour < 24; hour += 2) {
          const silent = silentFrom(lived, place, hour);
          expect(silent.home.state.detector.silences?.any.place).toBe(place);
          const cells = SIGNS.map((sign) => ({
            sign,
            minutes: minutesToAsk(silent.home.state, { sign, place: where[sign], hour }, POLICY) ?? Infinity,
          }));
          const first = cells.reduce((least, one) => (one.minutes < least.minutes ? one : least));
          expect({ hour, ...asked(silent) }).toEqual({ hour, ...first });
          seen.push(first.minutes);
        }
        // A map of one number would prove little.
        expect(new Set(seen).size).toBeGreaterThan(2);
      },
    );

    test('movement in one room only is asked about when its cell says so', () => {
      const silent = silentFrom(lived, 'kitchen', 9);
      const { home, minute } = silent;
      const cell = minutesToAsk(home.state, { sign: 'room', place: 'kitchen', hour: 9 }, POLICY) ?? Infinity;
      const round =
        minutesToAsk(home.state, { sign: 'round', place: ROUND_PLACE, hour: 9 }, POLICY) ?? Infinity;
      for (let at = minute + 7; at < minute + Math.min(cell, round); at += 7) {
        home.waitUntil(at);
        home.pulse('kitchen');
      }
      const expected = cell <= round ? { minutes: cell, sign: 'room' } : { minutes: round, sign: 'round' };
      expect(asked(silent)).toEqual(expected);
    });
  });

  test('signs are counted where and when they came', () => {
    const rows = learnedDay(livedDays(1, DAYS).state, POLICY);
    const perDay = (place: string) =>
      rows
        .find((row) => row.sign === 'any' && row.place === place)!
        .signsPerHour.reduce((sum, count) => sum + count, 0);
    // Some 35 signs a day, two in five of them in the kitchen and some more there after others.
    expect(perDay('kitchen')).toBeGreaterThan(12);
    expect(perDay('kitchen')).toBeLessThan(40);
    const night = rows.find((row) => row.sign === 'any' && row.place === 'kitchen')!.signsPerHour.slice(0, 6);
    expect(night).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the command', () => {
  test('shows by checkpoint and tail what then happens', async () => {
    const earlier = livedDays(3, DAYS);
    const { home, minute } = silentFrom(earlier, 'kitchen', 14);
    const { code, report } = await reportOf(home, earlier);
    expect(code).toBe(0);
    expect(report).toMatchObject({ asOf: '2026-03-19T14:30:00.000', needsPerson: [], lost: null });
    const cell = report.day.rows.find(({ sign, place }) => sign === 'any' && place === 'kitchen')!
      .askMinutes[14];
    expect(report.now.silences[0]).toMatchObject({
      sign: 'any',
      place: 'kitchen',
      minutes: 0,
      askMinutes: cell,
    });
    expect(report.now.next.question).toMatchObject({ minutesAhead: cell, cause: 'inactivity' });
    expect(asked({ home, minute })).toEqual({ minutes: cell, sign: 'any' });
    expect(report.now.next.question?.text).toBe(home.all('prompt', minute)[0]?.body.evidence.text);
  });

  test('keeps its JSON: names and kinds', async () => {
    const { home } = silentFrom(livedDays(3, 3), 'kitchen', 14);
    const { report } = await reportOf(home);
    const { rows, ...day } = report.day;
    const keys = (value: object) => Object.keys(value).join(' ');
    expect(keys(report)).toBe('kind asOf record settings lost needsPerson day now');
    expect(keys(day)).toBe('homeDays beginsAtMinute');
    for (const row of rows) {
      expect(keys(row)).toBe('sign place learned askMinutes signsPerHour');
      expect([row.askMinutes.length, row.signsPerHour.length]).toEqual([24, 24]);
    }
    expect(rows.map(({ sign, place }) => `${sign} ${place}`)).toEqual([
      'any bedroom',
      'any bedroom held',
      'any kitchen',
      'any bathroom',
      'any entrance',
      'room bedroom',
      'room kitchen',
      'room bathroom',
      'room entrance',
      'round home',
    ]);
    expect(rows.at(-1)?.askMinutes).toEqual(Array(24).fill(null));
    expect(keys(report.now)).toBe(
      'lastSign quietMinutes presence silences next sight time price homeDays ' +
        'plans watchUntil greetingsToday question alerts',
    );
    expect(keys(report.now.silences[0]!)).toBe(
      'sign place since minutes answers askMinutes askAt byCap onceInDays',
    );
    expect(report.now.price.reasons.map(({ because }) => because)).toContain(
      'this home is still new (home day 4 of 20)',
    );
  });

  test('fits 80 columns, and each block stands for the number of the JSON', async () => {
    const { home } = silentFrom(livedDays(3, DAYS), 'bedroom held', 22);
    const folder = await kept(journalOf(home));
    const [page, json] = await Promise.all([
      anbu('inspect', 'detector', '--data', folder),
      anbu('inspect', 'detector', '--data', folder, '--json'),
    ]);
    expect(page).toMatchObject({ code: 0, err: '' });
    expect(page.out).not.toContain('\u001b');
    const lines = page.out.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const { day } = JSON.parse(json.out) as DetectorReport;
    const blockOf = (minutes: number) =>
      minutes < 60 ? '··' : minutes < 120 ? '░░' : minutes < 180 ? '▒▒' : minutes < 360 ? '▓▓' : '██';
    for (const [label, place] of [
      ['kitchen', 'kitchen'],
      ['bedroom (held)', 'bedroom held'],
    ] as const) {
      const cells = day.rows.find((row) => row.sign === 'any' && row.place === place)!.askMinutes;
      const drawn = cells.map((cell) => blockOf(cell ?? 0)).join('');
      expect(lines.find((line) => line.startsWith(`${label.padEnd(14)} `))?.slice(15, 63)).toBe(drawn);
    }
    const [hours, now] = [
      lines.findIndex((line) => line.startsWith('hour ')),
      lines.find((line) => line.includes('^^')),
    ];
    expect(lines[hours]?.slice(15)).toBe('00    03    06    09    12    15    18    21');
    expect(now).toBe(`${' '.repeat(15 + 2 * 22)}^^ now`);
    for (const text of ['one room only', 'no round', 'AT 22:30, THE LAST RECORD', '  price ', '  sight ']) {
      expect(page.out).toContain(text);
    }
  });

  test('an open question needs a person and is shown in both languages', async () => {
    const silent = silentFrom(livedDays(3, DAYS), 'kitchen', 14);
    const cell = minutesToAsk(silent.home.state, { sign: 'any', place: 'kitchen', hour: 14 }, POLICY) ?? 0;
    silent.home.waitUntil(silent.minute + cell + 1);
    const folder = await kept(journalOf(silent.home));
    const page = await anbu('inspect', 'detector', '--data', folder);
    expect(page.code).toBe(1);
    expect(page.out).toContain('NEEDS A PERSON: a question is open: inactivity, stage 1 of 3');
    const { evidence } = silent.home.all('prompt', silent.minute)[0]!.body;
    const flat = page.out.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(evidence.text);
    expect(flat).toContain(evidence.textKo);
    silent.home.wait(20);
    const told = await reportOf(silent.home);
    expect(told.code).toBe(1);
    expect(told.report.now.alerts.filter(({ test: isTest }) => !isTest)).toMatchObject([
      { cause: 'inactivity', stage: 'raised', asked: 'asked' },
    ]);
  });

  test('a home that cannot be seen needs a person', async () => {
    const { home } = silentFrom(livedDays(3, 4), 'kitchen', 14);
    home.lose('kitchen', 'bath');
    home.wait(5);
    home.see('door', 'open');
    const { code, report } = await reportOf(home);
    expect(code).toBe(1);
    expect(report.needsPerson).toEqual(['the home cannot be seen']);
    expect(report.now.quietMinutes).toBe(0);
    expect(report.now.sight).toMatchObject({ roomsUnseen: ['kitchen', 'bathroom'] });
    expect(report.now.sight.lost.map(({ sensor }) => sensor)).toEqual(['kitchen', 'bath']);
  });

  test('without a trusted time of day says so, and when it is asked all the same', async () => {
    const silent = silentFrom(livedDays(3, DAYS), 'kitchen', 14);
    silent.home.quality = 'saved';
    silent.home.give({ kind: 'clock', stepMs: 0 });
    const { report } = await reportOf(silent.home);
    expect(report.now.time).toMatchObject({ trusted: false, quality: 'saved' });
    const [any] = report.now.silences;
    expect(any).toMatchObject({ sign: 'any', onceInDays: null });
    const cell = report.day.rows.find(({ sign, place }) => sign === 'any' && place === 'kitchen')!;
    expect(any!.askMinutes).toBeGreaterThan(cell.askMinutes[14]!);
    expect(asked(silent)).toEqual({ minutes: any!.askMinutes, sign: 'any' });
  });

  test('is judged by the settings it is given, and says when they are not those in force', async () => {
    const { home } = silentFrom(livedDays(3, DAYS), 'bedroom held', 22);
    const folder = await kept(journalOf(home));
    const file = written(rightWith(['board:', 'detector: { cap: 2h }\nboard:']));
    const { out } = await anbu('inspect', 'detector', '--data', folder, '--config', file, '--json');
    const report = JSON.parse(out) as DetectorReport;
    expect(report.settings).toEqual({ file, inForce: false });
    const any = report.day.rows.filter(({ sign }) => sign === 'any').flatMap(({ askMinutes }) => askMinutes);
    expect(Math.max(...any.map((minutes) => minutes ?? Infinity))).toBe(120);
  });

  test('what cannot be used is a mistake of the command, with what to do', async () => {
    const empty = await kept(journalOf(new LivedHome([])));
    const bad = written('home: 3');
    const none = await anbu('inspect', 'detector', '--data', empty);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('tells of no home');
    expect(none.err).toContain('run --config FILE --data DIR');
    expect(await anbu('inspect', 'detector', '--data', empty, '--config', bad)).toMatchObject({ code: 2 });
    expect(await anbu('inspect', 'detector', 'kitchen')).toMatchObject({ code: 2, out: '' });
    expect(await anbu('inspect', 'detector', '--data', '/dev/null/none')).toMatchObject({ code: 2, out: '' });
  });
});

test('a map with colours says the same without them', () => {
  const shades = [{ below: Infinity, block: '█', colour: '31', words: 'any' }];
  const rows = [{ label: 'kitchen', cells: [1, null, 3, ...Array<null>(21).fill(null)], note: '' }];
  const [plain, coloured] = [false, true].map((colour) =>
    heatMap(rows, { shades, empty: 'never', colour, hour: 2 }).join('\n'),
  );
  expect(plain).toContain(`kitchen${' '.repeat(8)}██  ██`);
  expect(coloured).toContain('\u001b[31m');
  expect(coloured!.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ +$/gm, '')).toBe(plain);
});
