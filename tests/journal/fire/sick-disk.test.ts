/**
 * Sick disks under a whole hub: full, without inodes, read-only in use, failing and slow syncs.
 *
 * Each in a process with mounts of its own (`sick-disk.ts`), the shipped sizes, real file systems: tmpfs, and ext4 that
 * met an error. Needs root for the mounts and strace for the rest; says so where it has neither.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

import { type TestContext, afterAll, expect, test } from 'vitest';

import { freshFolder, sweepFolders } from '../store-bench.ts';
import { hasStrace } from './recording.ts';

afterAll(sweepFolders);

const SICK = join(import.meta.dirname, 'sick-disk.ts');
const SLOW = join(import.meta.dirname, 'slow-disk.ts');
/** systemd ends a hub that was not heard of for so long. */
const WATCHDOG_MS = 30_000;
const SLOW_SYNC_MS = 5_000;
/** The start has some eight; each call for help some two. */
const SLOW_SYNC = 13;

function seen(command: readonly string[]): unknown {
  const [program = '', ...words] = command;
  const { stdout, stderr, status } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown;
}
function sick(name: string, days = 1): unknown {
  return seen(['unshare', '-m', process.execPath, SICK, name, freshFolder(), String(days)]);
}
function needs(context: TestContext, program: 'mounts' | 'strace'): void {
  const can = program === 'strace' ? hasStrace() : spawnSync('unshare', ['-m', 'true']).status === 0;
  if (can) return;
  const what = program === 'strace' ? 'the Debian package strace' : 'root, for mounts of its own';
  console.warn(`NOT TESTED: a sick disk. It needs ${what}.`);
  context.skip(`a sick disk needs ${what}`);
}

test('full: alerts stay durable from the ballast, telemetry is shed and counted; said once, over when there is room', (context) => {
  needs(context, 'mounts');
  const report = sick('full');
  expect(report).toMatchObject({
    first: { alert: { durable: true }, files: ['journal.db', 'journal.db-wal'] },
    during: [true],
    restarted: { alert: { durable: true } },
    after: { files: ['ballast', 'journal.db', 'journal.db-wal'] },
  });
  const { first, restarted, conditions, stores, after } = report as {
    readonly [K in 'first' | 'restarted' | 'after']: { readonly open: readonly string[] };
  } & {
    readonly conditions: readonly string[];
    readonly stores: readonly { readonly state: string; readonly dropped: number }[];
  };
  for (const { open } of [first, restarted]) expect(open).toContain('disk-full');
  expect(conditions.filter((edge) => edge.endsWith('disk-full'))).toEqual([
    'raised disk-full',
    'cleared disk-full',
  ]);
  expect(conditions.join()).not.toContain('journal-unwritable');
  expect(stores.at(-1)).toMatchObject({ state: 'ok' });
  // What was lived in the full hours, but for the groups before; five hours of a step a minute, and a summary each hour of
  // the day.
  const dropped = stores.reduce((sum, store) => sum + store.dropped, 0);
  expect(dropped).toBeGreaterThan(4 * 60);
  expect(dropped).toBeLessThan(5 * 60 + 28 + 10);
  expect(after.open).not.toContain('disk-full');
});

test('no inodes: nothing happens in use; a start has that of the ballast', (context) => {
  needs(context, 'mounts');
  expect(sick('inodes')).toEqual({
    inUse: { open: [], alert: expect.objectContaining({ durable: true }) as unknown },
    started: { open: ['disk-full'], alert: expect.objectContaining({ durable: true }) as unknown },
    after: { open: [] },
    conditions: ['raised disk-full', 'cleared disk-full'],
  });
});

test('read-only in use: alerts leave and say that they are not on disk; mounted anew, the journal is opened anew', (context) => {
  needs(context, 'mounts');
  const report = sick('read-only');
  expect(report).toMatchObject({
    before: { durable: true },
    during: { open: ['journal-unwritable'], alert: { durable: false } },
    mountedAnew: { alert: { durable: true } },
    restarted: { causes: ['test', 'help'], alert: { durable: false } },
  });
  const { mountedAnew, conditions } = report as {
    readonly mountedAnew: { readonly open: readonly string[] };
    readonly conditions: readonly string[];
  };
  expect(mountedAnew.open).not.toContain('journal-unwritable');
  const edges = conditions.filter((edge) => edge.endsWith('journal-unwritable'));
  expect(edges).toEqual([
    'raised journal-unwritable',
    'cleared journal-unwritable',
    'raised journal-unwritable',
  ]);
});

test('syncs that fail: the commit has failed, it is told, and all is there when they work again', (context) => {
  needs(context, 'strace');
  const inject = ['-f', '-o', '/dev/null', '-e', 'inject=fsync,fdatasync:error=EIO:when=25..40'];
  const report = seen(['strace', ...inject, process.execPath, SICK, 'sync-fails', freshFolder()]) as {
    readonly alerts: readonly { readonly durable: boolean; readonly open: boolean }[];
    readonly observations: number;
    readonly kept: number;
    readonly open: readonly string[];
    readonly conditions: readonly string[];
  };
  const { alerts, observations, kept, open, conditions } = report;
  expect(alerts.some(({ durable }) => !durable)).toBe(true);
  for (const { durable, open: isTold } of alerts) if (!durable) expect(isTold).toBe(true);
  expect(alerts.at(-1)).toMatchObject({ durable: true });
  expect(kept).toBe(observations);
  expect(open).toEqual([]);
  expect(conditions).toEqual(['raised journal-unwritable', 'cleared journal-unwritable']);
});

test('every other sync fails: what the disk took though it said no is there once, and the hub goes on', (context) => {
  needs(context, 'strace');
  const inject = ['-f', '-o', '/dev/null', '-e', 'inject=fsync,fdatasync:error=EIO:when=25+2'];
  const report = seen(['strace', ...inject, process.execPath, SICK, 'sync-fails', freshFolder()]) as {
    readonly alerts: readonly { readonly durable: boolean }[];
    readonly observations: number;
    readonly kept: number;
    readonly log: readonly string[];
  };
  const { alerts, observations, kept, log } = report;
  expect(new Set(alerts.map(({ durable }) => durable))).toEqual(new Set([true, false]));
  expect(kept).toBe(observations);
  expect(log).toEqual([]);
});

test('a sync of five seconds: every step that comes meanwhile is taken in, and the watchdog is fed in time', async (context) => {
  needs(context, 'strace');
  const data = join(freshFolder(), 'data');
  mkdirSync(data);
  const inject = [
    '-f',
    '-o',
    '/dev/null',
    '-e',
    `inject=fsync,fdatasync:delay_exit=${SLOW_SYNC_MS}000:when=${SLOW_SYNC}`,
  ];
  const hub = spawn('strace', [...inject, process.execPath, SLOW, data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let fed: NodeJS.Timeout | undefined;
  let step = 0;
  let report = { steps: [] as number[], hungryMs: 0 };
  for await (const line of createInterface({ input: hub.stdout })) {
    if (line !== 'up') report = JSON.parse(line) as typeof report;
    else {
      fed = setInterval(() => {
        // Each call for help is a commit of its own: one of them meets the slow sync.
        hub.stdin.write(step % 10 === 0 ? `${step++}\nhelp\n` : `${step++}\n`);
        if (step === 80) {
          clearInterval(fed);
          hub.stdin.end();
        }
      }, 100);
    }
  }
  expect(report.steps).toEqual(Array.from({ length: 80 }, (_, at) => at));
  expect(report.hungryMs).toBeGreaterThanOrEqual(SLOW_SYNC_MS);
  expect(report.hungryMs).toBeLessThan(WATCHDOG_MS / 2);
});
