/**
 * I2, and how soon: an alert raised while nothing is wrong between hub and desk is before a person within a minute.
 *
 * Owns the alerts that are awaited. A start or a thaw gives the connection its time again; whatever fails on the way
 * between excuses it, for the end of the run asks again (`durability.ts`). Pure.
 */
import type { Config } from '../../agent/config/config.ts';
import type { Entry } from '../../agent/record.ts';
import type { Report } from './report.ts';

/** A second to commit, some round trips; what is more is a queue in which it does not stand first. */
const BOUND_MS = 60_000;
/** Two under one name push each other out: each has the line for some seconds of a minute. */
const CONTESTED_MS = 180_000;
/** The longest pause between two attempts, and the bound. What a broker took and lost, the next heartbeat shows. */
const AFTER_START_MS = 180_000;

export class DeliveryChecker {
  readonly #report: Report;
  readonly #heartbeatMs: number;
  readonly #awaited = new Map<string, { readonly raisedMs: number; dueMs: number }>();
  #connectedMs = 0;
  /** Alerts whose way was judged, for people. */
  judged = 0;

  constructor({ uplink }: Config, report: Report) {
    this.#report = report;
    this.#heartbeatMs = uplink.heartbeatMs;
  }

  /** The hub was started, or goes on after a standstill. */
  began(nowMs: number): void {
    this.#connectedMs = nowMs;
    for (const one of this.#awaited.values()) one.dueMs = Math.max(one.dueMs, nowMs + AFTER_START_MS);
  }
  /** What was not on disk may not have been raised at all. */
  forgot(): void {
    this.#awaited.clear();
  }
  observed(committed: readonly Entry[], nowMs: number): void {
    for (const { body } of committed) {
      if (body.kind !== 'alert' || body.why !== 'raised') continue;
      const dueMs = Math.max(nowMs + BOUND_MS, this.#connectedMs + AFTER_START_MS);
      this.#awaited.set(body.alert, { raisedMs: nowMs, dueMs });
    }
  }
  opened(alert: string): void {
    if (this.#awaited.delete(alert)) this.judged += 1;
  }
  /**
   * `wholeSinceMs`: since when nothing fails between the two; Infinity: something does. `isContested`: another hub goes
   * by the same name, or did a moment ago.
   */
  stepped(nowMs: number, wholeSinceMs: number, isContested: boolean): void {
    if (this.#awaited.size === 0) return;
    for (const [alert, { raisedMs, dueMs }] of this.#awaited) {
      const patienceMs = isContested ? CONTESTED_MS : 0;
      if (nowMs < Math.max(dueMs, wholeSinceMs + AFTER_START_MS + this.#heartbeatMs) + patienceMs) continue;
      this.#awaited.delete(alert);
      const seconds = Math.round((nowMs - raisedMs) / 1000);
      this.#report('I2', `alert ${alert} has not reached the desk after ${seconds} s, and nothing is wrong`);
    }
  }
}
