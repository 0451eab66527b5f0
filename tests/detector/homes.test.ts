/**
 * The detector on the logs of real homes, where they are at hand: what a month costs the resident, and what is found.
 *
 * Local time is taken as written (no summer-time rules): `anbu replay` is the exact way. Homes whose log is filtered or
 * cut to labelled activities, or has no contact at the door, are run but not counted. Must never read the labels.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ObservationValue, SensorDescription } from '../../agent/record.ts';
import { DAY_MS, HOUR_MS, LivedHome, MINUTE_MS } from './lived-home.ts';

const FOLDER = new URL('../../../shared/homes/', import.meta.url).pathname;
const SUFFIX = '.home.json';
/** One question a week, and twice that for a single home (reference protocol, gates). */
const PER_MONTH_MEAN_MAX = 4.3;
const PER_MONTH_WORST_MAX = 8.6;
const MONTH_DAYS = 30.4;
const BURN_IN_DAYS = 7;

interface Description {
  readonly fidelity: string;
  readonly start: string;
  readonly sensors: readonly SensorDescription[];
}
interface Line {
  readonly minute: number;
  readonly sensor: string;
  readonly value: ObservationValue;
}

function describeHome(name: string): Description {
  return JSON.parse(readFileSync(`${FOLDER}${name}${SUFFIX}`, 'utf8')) as Description;
}

/** Minutes count from the midnight before the first line, so that local time of day is the log's own. */
function readLog(name: string): Line[] {
  const rows = gunzipSync(readFileSync(`${FOLDER}${name}.events.csv.gz`))
    .toString('utf8')
    .trim()
    .split('\n');
  const parsed = rows.slice(1).map((row) => {
    const [time = '', sensor = '', , value = ''] = row.split(',');
    return { localMs: Date.parse(`${time}Z`), sensor, value };
  });
  const startMs = Math.floor((parsed[0]?.localMs ?? 0) / DAY_MS) * DAY_MS;
  return parsed.map(({ localMs, sensor, value }) => {
    const number = Number(value);
    const known = (Number.isNaN(number) ? value : number) as ObservationValue;
    return { minute: (localMs - startMs) / MINUTE_MS, sensor, value: known };
  });
}

function live(
  name: string,
  untilMinute = Number.POSITIVE_INFINITY,
  withoutRoom: string | null = null,
): { home: LivedHome; days: number } {
  const sensors = describeHome(name).sensors.filter(({ room }) => room !== withoutRoom);
  const known = new Set(sensors.map(({ id }) => id));
  const log = readLog(name).filter(({ minute, sensor }) => minute <= untilMinute && known.has(sensor));
  const home = new LivedHome(sensors);
  for (const { minute, sensor, value } of log) {
    home.waitUntil(minute);
    home.see(sensor, value);
  }
  return { home, days: home.minute / (DAY_MS / MINUTE_MS) };
}

const names = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
  : [];

if (names.length === 0) {
  test('the real homes are not at hand: nothing was proven on them', () => {
    console.warn(`NOT RUN: no home logs in ${FOLDER}; the detector was judged on generated days only.`);
    expect(names).toEqual([]);
  });
} else {
  describe('real homes', () => {
    const perMonth = new Map<string, number>();

    test.each(names)('%s is lived through', (name) => {
      const { home, days } = live(name);
      const asked = home.all('prompt', BURN_IN_DAYS * 24 * 60).filter(({ body }) => body.stage === 1);
      const { fidelity, sensors } = describeHome(name);
      const isCounted = fidelity === 'full' && sensors.some(({ entrance }) => entrance === true);
      if (isCounted) perMonth.set(name, (asked.length / (days - BURN_IN_DAYS)) * MONTH_DAYS);
      // No sensor of these logs is known to have failed: a contradiction would be a false one.
      expect(home.all('sensor-health')).toEqual([]);
      expect(home.all('alert').filter(({ body }) => !body.test)).toEqual([]);
    });

    test('a resident who is well is asked about once a week at most', () => {
      const rates = [...perMonth.values()];
      const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      expect(mean).toBeLessThanOrEqual(PER_MONTH_MEAN_MAX);
      expect(Math.max(...rates)).toBeLessThanOrEqual(PER_MONTH_WORST_MAX);
    });

    test.each(names.filter((name) => name === 'casas_hh103'))(
      'without its bedroom’s sensor %s is asked no oftener: every night is a visit to the bathroom there',
      (name) => {
        const { home, days } = live(name, undefined, 'bedroom');
        const asked = home.all('prompt', BURN_IN_DAYS * 24 * 60).filter(({ body }) => body.stage === 1);
        expect((asked.length / (days - BURN_IN_DAYS)) * MONTH_DAYS).toBeLessThanOrEqual(PER_MONTH_MEAN_MAX);
      },
    );

    const collapses: [string, number][] = [
      ['after lunch', 20 * 24 + 13],
      ['in the evening', 22 * 24 + 21],
      ['in the night', 22 * 24 + 3],
    ];
    test.each(names.includes('casas_hh103') ? collapses : [])(
      'a collapse %s is asked about within eight hours',
      (_name, hour) => {
        const { home } = live('casas_hh103', hour * 60);
        expect(home.state.presence.state).toBe('home');
        home.answers = false;
        home.wait(24 * 60);
        const found = home.all('overdue', hour * 60)[0];
        expect(found?.minute).toBeLessThanOrEqual(hour * 60 + (8 * HOUR_MS) / MINUTE_MS);
        expect(home.all('alert', hour * 60).some(({ body }) => body.cause === 'inactivity')).toBe(true);
      },
    );
  });
}
