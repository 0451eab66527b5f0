/**
 * I5: a sensor that is lost is said to be lost, and silence is never judged where nothing sees.
 *
 * Works out blindness from the health of each sensor and the last sign itself, not from what the state says of it.
 * Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Entry } from '../../agent/record.ts';
import type { Report } from './report.ts';

/** `CONDITION_ROWS.blind.boundMs`, said here again on purpose: five minutes are the promise. */
const BLIND_BOUND_MS = 5 * 60_000;
/** An adapter that is gone is opened again after a second, two, four …; what stays gone is said at once. */
const BUS_BOUND_MS = 2 * 60_000;
/** A deadline may be met in the step after. */
const SLACK_MS = 1000;

export class SightChecker {
  readonly #report: Report;
  /** Since when this hub has run without a pause. */
  #runsSinceMs = 0;
  #state: Readonly<HubState> | null = null;
  #saidBus = false;
  #blindSinceMs: number | null = null;
  #said = false;

  constructor(report: Report) {
    this.#report = report;
  }

  /** What was not on disk was never said: a hub that starts blind has its five minutes again. */
  restarted(): void {
    this.#blindSinceMs = null;
    this.#said = false;
  }
  observed(committed: readonly Entry[], state: Readonly<HubState>): void {
    for (const { body } of committed) {
      // It may have ended and begun again within one step, as after a standstill.
      if (body.kind === 'condition' && body.code === 'blind' && body.edge === 'cleared') this.restarted();
      if (body.kind !== 'overdue' || body.cause !== 'inactivity') continue;
      if (state.presence.state !== 'away' && isUnseen(state)) {
        this.#report('I5', 'silence was judged in a home that cannot be seen');
      }
    }
  }

  /** The hub runs since now, or runs again. */
  began(nowMs: number): void {
    this.#runsSinceMs = nowMs;
  }
  /** F65: every sensor of an adapter that is gone is told to be lost, once its hub has had time to notice. */
  noteBus(lostSinceMs: number | null, nowMs: number): void {
    const state = this.#state;
    if (lostSinceMs === null || state === null) {
      this.#saidBus = false;
      return;
    }
    if (this.#saidBus || nowMs < Math.max(lostSinceMs, this.#runsSinceMs) + BUS_BOUND_MS) return;
    const { open } = state.conditions;
    const untold = state.home.sensors.filter(
      ({ id }) => !open.some(({ code, subject }) => code === 'sensor-lost' && subject === id),
    );
    this.#saidBus = true;
    if (untold.length > 0)
      this.#report(
        'I5',
        `the adapter is gone, and nobody was told of ${untold.map(({ id }) => id).join(', ')}`,
      );
  }

  stepped(state: Readonly<HubState>): void {
    this.#state = state;
    if (state.sensors.lost === 0 && this.#blindSinceMs === null) return;
    const { open } = state.conditions;
    for (const { id, lostBy } of state.sensors.memories) {
      if (lostBy.length === 0 || open.some(({ subject }) => subject === id)) continue;
      this.#report('I5', `${id} is lost by ${lostBy.join(', ')} and nobody was told`);
    }
    const nowMs = state.time.lastMs;
    this.#blindSinceMs = isUnseen(state) ? (this.#blindSinceMs ?? nowMs) : null;
    if (this.#blindSinceMs === null) this.#said = false;
    else if (nowMs - this.#blindSinceMs > BLIND_BOUND_MS + SLACK_MS && !this.#said) {
      if (open.some(({ code }) => code === 'blind')) return;
      this.#said = true;
      this.#report('I5', 'the home cannot be seen for more than five minutes and nobody was told');
    }
  }
}

/** Less than half of the signs of a day are seen, or the room of the last one is not. */
function isUnseen({ home, sensors }: Readonly<HubState>): boolean {
  const lost = new Set(sensors.memories.filter(({ lostBy }) => lostBy.length > 0).map(({ id }) => id));
  if (lost.size === 0) return false;
  let all = 0;
  let seen = 0;
  // A sign more for each, so that in the first days they count alike.
  for (const { id, signs } of sensors.memories) {
    const count = signs.reduce((sum, one) => sum + one, 1);
    all += count;
    if (!lost.has(id)) seen += count;
  }
  if (seen * 2 < all) return true;
  const last = home.sensors.find(({ id }) => id === sensors.lifeSensor);
  return last !== undefined && home.sensors.every(({ id, room }) => room !== last.room || lost.has(id));
}
