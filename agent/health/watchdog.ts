/**
 * Feeds systemd's watchdog by `systemd-notify`, for Node cannot send an AF_UNIX datagram (sd_notify(3)).
 *
 * A shell. It is fed by the loop, after the machines were asked, so a hub that no longer rings or whose disk hangs is
 * restarted; it never feeds itself by a timer. Without NOTIFY_SOCKET nobody watches and nothing is sent.
 */
import { execFile } from 'node:child_process';
import type { Log, Watchdog } from '../ports.ts';

/** Fed four times in WatchdogSec: systemd asks for at least twice, a slow fork may cost one. */
const FEEDS_PER_TIMEOUT = 4;

export function systemdWatchdog(log: Log): Watchdog {
  const watched = process.env['NOTIFY_SOCKET'] !== undefined;
  const timeoutMs = Number(process.env['WATCHDOG_USEC'] ?? 'NaN') / 1000;
  let failed = false;
  const notify = (...lines: string[]): void => {
    if (!watched) return;
    execFile('systemd-notify', lines, (error) => {
      if (error !== null && !failed) log.write('error', `systemd-notify does not work: ${error.message}`);
      failed = error !== null;
    });
  };
  return {
    intervalMs: watched && timeoutMs > 0 ? timeoutMs / FEEDS_PER_TIMEOUT : Number.POSITIVE_INFINITY,
    ready: () => notify('READY=1', `MAINPID=${process.pid}`),
    progress: (status) => notify('WATCHDOG=1', `STATUS=${status}`),
    stopping: () => notify('STOPPING=1'),
  };
}
