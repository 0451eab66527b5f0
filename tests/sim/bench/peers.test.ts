/**
 * The comparison itself: what it is asked for, when what happens, and that it sees a loss where there is one.
 *
 * The last test runs two peers on real brokers, in three seconds of feed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { courseOf } from '../../../sim/bench/peers/course.ts';
import { EVENT_BYTES, eventIn, eventText, lineReader } from '../../../sim/bench/peers/event.ts';
import { type Outcome, runCourse } from '../../../sim/bench/peers/run.ts';
import { brokenOf } from '../../../sim/bench/peers/table.ts';
import { usageOf } from '../../../sim/bench/peers/usage.ts';
import { requestOf } from '../../../sim/bench/peers/words.ts';
import { findMosquitto } from '../../../sim/broker-mosquitto.ts';
import { centreKey } from '../../../sim/keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a short run goes through the same as a long one', () => {
  expect(courseOf('C', 20_000, 200)).toMatchObject({
    lengthMs: 100_000,
    outage: { fromMs: 20_000, toMs: 80_000 },
    kill: { atMs: 50_000 },
  });
  const short = courseOf('C', 200, 20);
  expect(short.outage).toEqual({ fromMs: 2_000, toMs: 8_000 });
  expect(courseOf('A', 1, 1)).toMatchObject({ outage: null, kill: null });
  expect(courseOf('D', 1, 1).outage).toBeNull();
  expect(courseOf('B', 1, 1).kill).toBeNull();
});

test.for([
  ['', { events: 20_000, rate: 200 }],
  ['--seconds 20', { events: 4_000, rate: 200 }],
  ['--events 100 --rate 10 --json', { events: 100, rate: 10, json: true }],
  ['--scenario D,A --peer ours,naive', { scenarios: ['A', 'D'], contenders: ['naive', 'ours'] }],
  ['--help', 'help'],
  ['--scenario E', null],
  ['--peer nobody', null],
  ['--events 5 --seconds 5', null],
  ['--rate 0', null],
  ['--events 1.5', null],
  ['--unknown', null],
] as const)('asked for "%s"', ([text, wanted]) => {
  const request = requestOf(text === '' ? [] : text.split(' '));
  if (wanted === null || wanted === 'help') expect(request).toBe(wanted);
  else expect(request).toMatchObject(wanted);
});

test('an event is as long as it says, and its number is found again however the line is cut', () => {
  const lines: string[] = [];
  const read = lineReader((line) => lines.push(line));
  const text = `${eventText(7)}\n${eventText(123_456)}\n`;
  for (const piece of [text.slice(0, 30), text.slice(30, 230), text.slice(230)]) read(piece);
  expect(lines.map((line) => line.length)).toEqual([EVENT_BYTES, EVENT_BYTES]);
  expect(lines.map(eventIn)).toEqual([7, 123_456]);
  expect(eventIn('{"m":7}')).toBeNull();
});

test('what a process and its child use is seen, and that it is gone', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & wait'], { stdio: 'ignore', detached: true });
  const { pid = 0 } = child;
  const alone = usageOf(process.pid);
  expect(alone?.peakRssBytes).toBeGreaterThan(10_000_000);
  expect(usageOf(pid)?.peakRssBytes).toBeGreaterThan(0);
  const gone = once(child, 'exit');
  process.kill(-pid, 'SIGKILL');
  await gone;
  expect(usageOf(pid)).toBeNull();
});

test('killed in an outage: the script without a store loses, our hub does not', async (ctx) => {
  if (findMosquitto() === null) return ctx.skip('mosquitto is missing (apt-get install mosquitto)');
  const course = courseOf('C', 60, 20);
  const interrupted = new AbortController().signal;
  const run = (contender: 'naive' | 'ours-urgent'): Promise<Outcome> => {
    const own = join(folder, contender);
    mkdirSync(own);
    return runCourse(contender, course, {
      folder: own,
      compiled: join(folder, 'compiled'),
      key: centreKey(),
      interrupted,
    });
  };
  const [naive, ours] = await Promise.all([run('naive'), run('ours-urgent')]);
  expect(naive.lost).toBeGreaterThan(0);
  expect(ours).toMatchObject({ lost: 0, duplicatesApplied: 0 });
  expect(ours.arrived).toBeGreaterThan(0);
  expect(ours.handed).toBe(ours.arrived + ours.inSocket + ours.unacknowledged);
  expect(ours.usage.writtenBytes).toBeGreaterThan(0);
  // Our loss would end the run with an error; another's would not.
  expect(brokenOf([naive, ours])).toEqual([]);
  expect(brokenOf([{ ...ours, lost: 1 }])).toHaveLength(1);
});
