/**
 * The real clock, chance and program, as far as a test may rely on the machine it runs on.
 *
 * Never relies on how fast that machine is.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { HostClock, hostRandom, program } from '../agent/host.ts';
import { until } from './uplink/loopback.ts';

test('monotonic time is whole milliseconds and never goes back', () => {
  const clock = new HostClock('Asia/Seoul');
  let last = clock.now().monotonicMs;
  for (let count = 0; count < 1000; count += 1) {
    const { monotonicMs } = clock.now();
    expect(Number.isSafeInteger(monotonicMs)).toBe(true);
    expect(monotonicMs).toBeGreaterThanOrEqual(last);
    last = monotonicMs;
  }
});
test('the wall clock is the machine’s, the offset the zone’s', () => {
  const before = Date.now();
  const { wallMs, utcOffsetMin } = new HostClock('Asia/Seoul').now();
  expect(wallMs).toBeGreaterThanOrEqual(before);
  expect(utcOffsetMin).toBe(540);
});
test('one alarm: the last one set rings, on time or later, and once', async () => {
  const clock = new HostClock('UTC');
  const rung: string[] = [];
  const from = clock.now().monotonicMs;
  clock.setAlarm(from + 5, () => rung.push('first'));
  const atMs = await new Promise<number>((resolve) => {
    clock.setAlarm(from + 20, () => {
      rung.push('second');
      resolve(clock.now().monotonicMs);
    });
  });
  expect(rung).toEqual(['second']);
  expect(atMs).toBeGreaterThanOrEqual(from + 20);
  clock.setAlarm(from, () => rung.push('never'));
  clock.clearAlarm();
  clock.setAlarm(Number.POSITIVE_INFINITY, () => rung.push('never'));
  await new Promise((resolve) => {
    clock.setAlarm(clock.now().monotonicMs + 10, () => resolve(null));
  });
  expect(rung).toEqual(['second']);
});
test('no alarm rings before its time, at whatever fraction of a millisecond it was set', async () => {
  const clock = new HostClock('UTC');
  const earlyMs: number[] = [];
  for (let count = 0; count < 150; count += 1) {
    // Another fraction each time: the timers of Node count whole milliseconds of another beginning.
    const fromMs = performance.now();
    while (performance.now() - fromMs < (count % 10) / 10);
    const dueMs = clock.now().monotonicMs + 2;
    await new Promise((resolve) => {
      clock.setAlarm(dueMs, () => resolve(null));
    });
    const nowMs = performance.now();
    if (nowMs < dueMs) earlyMs.push(dueMs - nowMs);
  }
  expect(earlyMs).toEqual([]);
});
test('an alarm forty days ahead does not ring at once, as a bare timer of Node would', async () => {
  const clock = new HostClock('UTC');
  const rung: string[] = [];
  const fortyDaysMs = 40 * 86_400_000;
  clock.setAlarm(clock.now().monotonicMs + fortyDaysMs, () => rung.push('alarm'));
  const bare = setTimeout(() => rung.push('bare'), fortyDaysMs);
  await until('the bare timer has fired', () => rung.length > 0);
  clock.clearAlarm();
  clearTimeout(bare);
  expect(rung).toEqual(['bare']);
});
test('a start waits for the word about the clock, and not for one that does not come', async () => {
  const path = process.env['PATH'];
  const folder = mkdtempSync(join(tmpdir(), 'anbu-host-'));
  const says = (script: string): void =>
    writeFileSync(join(folder, 'timedatectl'), `#!/bin/sh\necho x >> ${folder}/asked\n${script}\n`, {
      mode: 0o755,
    });
  process.env['PATH'] = `${folder}:${path}`;
  try {
    says('echo yes');
    const set = new HostClock('UTC');
    await set.settled();
    expect(set.now().quality).toBe('synced');
    says('sleep 5');
    const hung = new HostClock('UTC');
    const fromMs = performance.now();
    await hung.settled();
    expect(performance.now() - fromMs).toBeLessThan(3000);
    await hung.settled();
    // Where timesyncd keeps the clock, its file says so and nobody is asked.
    const isKept = existsSync('/run/systemd/timesync/synchronized');
    expect(isKept ? '' : readFileSync(join(folder, 'asked'), 'utf8')).toBe(isKept ? '' : 'x\nx\n');
  } finally {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true, force: true });
  }
});
test('random hex is as long as asked, and different each time', () => {
  expect(hostRandom.hex(16)).toMatch(/^[0-9a-f]{32}$/);
  expect(hostRandom.hex(16)).not.toBe(hostRandom.hex(16));
});
test('the program knows its version, and its code by a hash that stays', () => {
  expect(program().version).toMatch(/^\d+\.\d+\.\d+/);
  expect(program().codeHash).toMatch(/^[0-9a-f]{64}$/);
  expect(program().codeHash).toBe(program().codeHash);
});

test('whatever is logged is one line, and nothing that a terminal obeys', () => {
  const hostile = 'a\nerror: forged\r\u001b[2J\u009b2J\u2028b\0c';
  const script = `import('./agent/host.ts').then(({ hostLog }) => hostLog().write('info', ${JSON.stringify(hostile)}))`;
  const env = { ...process.env, JOURNAL_STREAM: undefined };
  const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
  expect(stderr).toBe('info: a error: forged [2J 2J b c\n');
});
