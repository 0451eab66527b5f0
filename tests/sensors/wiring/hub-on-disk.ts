/**
 * Wirings one after the other over one disk: facts wait for a commit, a commit tells the wiring, a kill loses what waited.
 * Owns that much of a hub and no expectation.
 */
import type { Buses, Clock } from '../../../agent/ports.ts';
import type { Fact } from '../../../agent/record.ts';
import type { WiredDevice } from '../../../agent/sensors/devices.ts';
import type { FrameCounter } from '../../../agent/sensors/driver.ts';
import type { Surroundings } from '../../../agent/sensors/emulated-line.ts';
import { Wiring } from '../../../agent/sensors/wiring.ts';

export interface Machine {
  readonly clock: Clock;
  readonly after: Surroundings['after'];
  readonly buses: Buses;
  readonly devices: readonly WiredDevice[];
  /** From the first fact of a group to its commit. */
  commitMs: number;
}

export class HubOnDisk {
  /** What was committed, over all lives. */
  readonly journal: Fact[] = [];
  /** Facts that a kill took. */
  lost = 0;
  readonly #machine: Machine;
  readonly #counters = new Map<string, FrameCounter>();
  #waiting: Fact[] = [];
  #wiring: Wiring | null = null;
  #life = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }
  get wiring(): Wiring {
    if (this.#wiring === null) throw new Error('not started');
    return this.#wiring;
  }

  start(): void {
    const { clock, buses, devices } = this.#machine;
    this.#life += 1;
    const wiring = new Wiring({
      buses,
      clock,
      devices,
      emit: (facts) => this.#take(facts),
      counterOf: (device) => this.#counters.get(device) ?? null,
      isLost: () => false,
      dueEarlier: () => this.#arm(wiring),
      log: { write: () => {} },
    });
    this.#wiring = wiring;
    wiring.start();
    this.#arm(wiring);
  }
  /** As a power cut does: what was not committed never was. */
  kill(): void {
    this.#life += 1;
    this.#wiring?.close();
    this.#wiring = null;
    this.#machine.clock.clearAlarm();
    this.lost += this.#waiting.length;
    this.#waiting = [];
  }
  observed(sensor: string): readonly unknown[] {
    return this.journal.flatMap((fact) =>
      fact.kind === 'observation' && fact.sensor === sensor && fact.isLevel !== true ? [fact.value] : [],
    );
  }

  #arm(wiring: Wiring): void {
    this.#machine.clock.setAlarm(wiring.dueMs(), () => {
      wiring.wake();
      this.#arm(wiring);
    });
  }
  #take(facts: readonly Fact[]): void {
    const { commitMs, after } = this.#machine;
    const isFirst = this.#waiting.length === 0;
    this.#waiting.push(...facts);
    if (!isFirst) return;
    const life = this.#life;
    after(commitMs, () => {
      if (this.#life === life) this.#commit();
    });
  }
  #commit(): void {
    const committed = this.#waiting;
    this.#waiting = [];
    this.journal.push(...committed);
    for (const fact of committed) {
      if (fact.kind !== 'frame-counter') continue;
      const { device, session, count } = fact;
      this.#counters.set(device, { session, count });
      this.wiring.kept(device, { session, count });
    }
  }
}
