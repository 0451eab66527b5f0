/**
 * A log through the shipped hub: the same lines each time, answers as they were promised, a collapse that is told.
 *
 * The log is a drawn one, so that nothing here needs the recorded homes.
 */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { Line } from '../../agent/lines.ts';
import type { LoggedObservation } from '../../sim/home-log.ts';
import { type ReplayStory, replay } from '../../sim/replay.ts';
import { drawer } from '../../sim/swarm/draw.ts';
import { SWARM_SENSORS, drawLifetime } from '../../sim/swarm/resident.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 2, 25);
const DAYS = 6;
const CONFIG = defaultConfig({ home: 'replayed', timezone: 'Europe/Berlin', sensors: SWARM_SENSORS });
const LOG: readonly LoggedObservation[] = drawLifetime(drawer(3, 1), DAYS, 0).signs.map((sign) => {
  return { localMs: START_MS + sign.atMs, sensor: sign.sensor, value: sign.value };
});

async function linesOf(story: Partial<ReplayStory>): Promise<Line[]> {
  const lines: Line[] = [];
  const whole = {
    config: CONFIG,
    log: LOG,
    collapseAtMs: null,
    untilMs: null,
    answers: 'always',
    ...story,
  } as const;
  await replay(whole, (line) => lines.push(line));
  return lines;
}
/** Without what one more sentence changes: how many there were, and the numbers given since. */
const plain = ({ conversation: _, alert: __, probes: ___, ...line }: Line): object => line;
const kinds = (lines: readonly Line[], kind: string): Line[] => lines.filter((line) => line.kind === kind);

describe('an ordinary log', () => {
  test('is swallowed whole, twice with the same lines', async () => {
    const [one, other] = [await linesOf({}), await linesOf({})];
    expect(other).toEqual(one);
    expect(one.at(-1)).toMatchObject({ kind: 'end', observations: LOG.length, prompts: 0, alerts: 0 });
    expect(kinds(one, 'probe').length).toBeLessThanOrEqual(DAYS / 2);
  });
  test('every line has its local time, and they are in order', async () => {
    const times = (await linesOf({})).slice(0, -1).map((line) => String(line['at']));
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/.test(time))).toBe(true);
    expect(times).toEqual(times.toSorted());
  });
});

describe('a collapse', () => {
  const collapseAtMs = START_MS + 4 * DAY_MS + 12 * HOUR_MS;
  test('ends in an alert, after three questions that nobody answered', async () => {
    const lines = await linesOf({ collapseAtMs });
    const after = lines.filter((line) => Date.parse(`${String(line['at'])}Z`) > collapseAtMs);
    expect(kinds(after, 'prompt').map((line) => line['stage'])).toEqual([1, 2, 3]);
    const raised = kinds(after, 'alert').filter((line) => line['stage'] === 'raised');
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ cause: 'inactivity', asked: 'asked' });
    expect(kinds(after, 'answer')).toHaveLength(0);
  });
  test('is greeted once, some time before it is asked, and asked no later for it', async () => {
    const lines = await linesOf({ collapseAtMs });
    const [greeting, ...more] = kinds(lines, 'probe');
    const asked = kinds(lines, 'prompt').at(0);
    expect(more).toEqual([]);
    expect(greeting).toMatchObject({ kind: 'probe', quietMinutes: expect.any(Number) as number });
    expect(Number(asked?.['quietMinutes']) - Number(greeting?.['quietMinutes'])).toBe(25);
    expect(lines.at(-1)).toMatchObject({ probes: 1 });
    const config = defaultConfig(CONFIG.home, { checkon: { probes: false } });
    const silent = await linesOf({ collapseAtMs, config });
    expect(silent.map(plain)).toEqual(lines.filter(({ kind }) => kind !== 'probe').map(plain));
  });
  test('takes everything later out of the log', async () => {
    const observations = LOG.filter(({ localMs }) => localMs <= collapseAtMs).length;
    expect((await linesOf({ collapseAtMs })).at(-1)).toMatchObject({ observations });
  });
});

describe('a long silence without a collapse', () => {
  // The log stops, and time goes on.
  const untilMs = (LOG.at(-1)?.localMs ?? 0) + 14 * HOUR_MS;
  test('is answered by button a minute later', async () => {
    const lines = await linesOf({ untilMs });
    const prompt = kinds(lines, 'prompt').at(0);
    const answer = kinds(lines, 'answer').at(0);
    expect(answer).toMatchObject({ by: 'button' });
    expect(Date.parse(`${String(answer?.['at'])}Z`) - Date.parse(`${String(prompt?.['at'])}Z`)).toBe(60_000);
    expect(kinds(lines, 'alert')).toHaveLength(0);
  });
  test('becomes an alert when nobody answers', async () => {
    const lines = await linesOf({ untilMs, answers: 'never' });
    expect(kinds(lines, 'alert').map((line) => line['stage'])).toContain('raised');
    expect(kinds(lines, 'answer')).toHaveLength(0);
  });
});
