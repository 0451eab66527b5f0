/**
 * The real world's clock, chance and log, and who this program is. A shell: decides nothing.
 *
 * Monotonic time is CLOCK_MONOTONIC through `performance.now()`. Whether the wall clock can be believed is asked of
 * systemd: timesyncd touches a file at each synchronisation (systemd-timesyncd.service(8)), timedatectl(1) knows of
 * other clients. A Pi has no battery clock, so a time that only continues a saved one is `saved`.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Card, Clock, Log, Machine, Random } from './ports.ts';
import type { Program } from './hub.ts';
import type { TimeQuality } from './record.ts';
import { offsetReader } from './zone.ts';

/** Node fires timers beyond 2^31 − 1 ms at once; a day is well below and costs one wake. */
const TIMER_MAX_MS = 24 * 3_600_000;
/** A wall clock before this was never set: anbu did not exist. */
export const BORN_MS = Date.UTC(2026, 0, 1);
const SYNCED_FILE = '/run/systemd/timesync/synchronized';
const QUALITY_EVERY_MS = 60_000;
/** timedatectl is a process of its own: without an answer of yes it is asked after 1, 2, 4, 8, then every 10 min. */
const ASK_MS_MAX = 10 * 60_000;
/** It answers over D-Bus in some 50 ms; a start waits for it, but not for a bus that hangs. */
const SETTLED_MS_MAX = 1000;
/** One that hangs is ended before the next is started. */
const ANSWER_MS_MAX = 30_000;
const HOUR_MS = 3_600_000;

export class HostClock implements Clock {
  readonly #offsetAt: (utcMs: number) => number;
  #offset = { untilMs: 0, min: 0 };
  #timer: NodeJS.Timeout | null = null;
  #quality: TimeQuality = 'none';
  #qualityDueMs = 0;
  #askDueMs = 0;
  #askEveryMs = QUALITY_EVERY_MS;
  #answered: Promise<void> = Promise.resolve();

  constructor(timezone: string) {
    this.#offsetAt = offsetReader(timezone);
  }

  now(): { monotonicMs: number; wallMs: number; quality: TimeQuality; utcOffsetMin: number } {
    // Whole milliseconds: a deadline and its age must compare alike, however they are added up.
    const monotonicMs = Math.floor(performance.now());
    const wallMs = Date.now();
    if (monotonicMs >= this.#qualityDueMs) this.#askQuality(monotonicMs, wallMs);
    return { monotonicMs, wallMs, quality: this.#quality, utcOffsetMin: this.#offsetMin(wallMs) };
  }
  /** Resolves when it was asked whether a time server has set the clock, or after a second without an answer. */
  async settled(): Promise<void> {
    this.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, SETTLED_MS_MAX)));
    await Promise.race([this.#answered, late]);
    clearTimeout(timer);
  }
  setAlarm(atMonotonicMs: number, ring: () => void): void {
    this.clearAlarm();
    if (atMonotonicMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, atMonotonicMs - performance.now());
    // libuv counts whole milliseconds from another beginning, and fires up to one of them early.
    const fired = (): void => {
      if (performance.now() < atMonotonicMs) this.setAlarm(atMonotonicMs, ring);
      else ring();
    };
    this.#timer = setTimeout(fired, Math.min(Math.ceil(delayMs), TIMER_MAX_MS));
  }
  clearAlarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Zones change on the quarter hour: asking once in a quarter is enough. */
  #offsetMin(wallMs: number): number {
    if (wallMs >= this.#offset.untilMs || wallMs < this.#offset.untilMs - HOUR_MS / 4) {
      const untilMs = (Math.floor(wallMs / (HOUR_MS / 4)) + 1) * (HOUR_MS / 4);
      this.#offset = { untilMs, min: this.#offsetAt(wallMs) };
    }
    return this.#offset.min;
  }

  /** Once a time server has set it, the clock is taken as set until the process ends; nobody is asked again. */
  #askQuality(monotonicMs: number, wallMs: number): void {
    this.#qualityDueMs = monotonicMs + QUALITY_EVERY_MS;
    if (existsSync(SYNCED_FILE)) this.#quality = 'synced';
    else if (this.#quality !== 'synced') this.#quality = wallMs >= BORN_MS ? 'saved' : 'none';
    if (this.#quality === 'synced') this.#qualityDueMs = Number.POSITIVE_INFINITY;
    else if (monotonicMs >= this.#askDueMs) this.#askSystem(monotonicMs);
  }

  #askSystem(monotonicMs: number): void {
    this.#askDueMs = monotonicMs + this.#askEveryMs;
    this.#askEveryMs = Math.min(2 * this.#askEveryMs, ASK_MS_MAX);
    this.#answered = new Promise((resolve) => {
      const words = ['show', '--property=NTPSynchronized', '--value'];
      execFile('timedatectl', words, { timeout: ANSWER_MS_MAX }, (error, output) => {
        if (error === null && output.trim() === 'yes') this.#quality = 'synced';
        resolve();
      });
    });
  }
}

export const hostRandom: Random = { hex: (bytes) => randomBytes(bytes).toString('hex') };

/** What the kernel counts for this process (proc_pid_io(5)). */
export const hostCard: Card = {
  writtenBytes: () => {
    try {
      const found = /^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'));
      return found === null ? null : Number(found[1]);
    } catch {
      // A kernel without accounting, or a sandbox: then nobody counts.
      return null;
    }
  },
};

/** Asked of systemd, which lets the user of a service do it only where a rule of polkit says so (logind.conf(5)). */
export const hostMachine: Machine = {
  powerOff: () =>
    new Promise((resolve) => {
      execFile('systemctl', ['poweroff'], { timeout: ANSWER_MS_MAX }, (error) =>
        resolve(error === null ? null : error.message),
      );
    }),
};

/** What a terminal or a line-reader would obey: control characters of both sets, and Unicode's own line ends. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]+/gu;
const SYSLOG = { info: '<6>', warning: '<4>', error: '<3>' } as const;

/** One line per event to standard error; with syslog levels where the journal of systemd reads it (sd-daemon(3)). */
export function hostLog(): Log {
  const underSystemd = process.env['JOURNAL_STREAM'] !== undefined;
  return {
    write(level, message) {
      const oneLine = message.replaceAll(UNPRINTABLE, ' ');
      process.stderr.write(`${underSystemd ? SYSLOG[level] : `${level}: `}${oneLine}\n`);
    },
  };
}

/** Version from package.json, and a hash over the agent's own files: what decided, exactly. */
export function program(): Program {
  const root = new URL('..', import.meta.url).pathname;
  const about: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version =
    typeof about === 'object' && about !== null && 'version' in about ? String(about.version) : 'unknown';
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'agent'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts')).toSorted()) {
    hash.update(file).update(readFileSync(join(root, 'agent', file)));
  }
  return { version, codeHash: hash.digest('hex') };
}
