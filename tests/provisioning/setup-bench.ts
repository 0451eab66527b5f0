/**
 * A technician's bench without hands: one or more emulated nodes on a line that can be cut after any byte, the machine
 * that sets one up, and the file of its key. Under a clock of its own. Owns no expectation.
 */
import type { EmulatedPort } from '../../agent/sensors/emulated-bus.ts';
import { SensorNodeEmulator } from '../../agent/sensors/drivers/sensor-node/emulator.ts';
import { setupDeadlineMs, stepSetup } from '../../agent/provisioning/node-setup.ts';
import type { SetupDeed, SetupInput, SetupOrder } from '../../agent/provisioning/setup-order.ts';
import { type Setup, startSetup } from '../../agent/provisioning/setup-state.ts';
import { seededUnit } from '../../sim/quiet-ports.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

/** Longer than four rounds of everything that a visit waits for. */
const VISIT_MS_MAX = 1_200_000;
const STEP_MS = 5;

export const ORDER: SetupOrder = {
  id: 'bedroom',
  address: 7,
  freshKey: Uint8Array.from({ length: 16 }, (_, at) => at + 1),
  keptKey: null,
  serial: null,
  others: [],
  channels: ['motion'],
  holdS: 30,
  isSwapped: true,
  countFirst: 1_000,
};
export type Ending = Extract<SetupDeed, { readonly type: 'done' | 'failed' }>;

export class SetupBench {
  readonly clock = new VirtualClock(0);
  readonly nodes: { readonly port: EmulatedPort }[] = [];
  /** What lies in the file of the key. */
  keyFile: Uint8Array | null = null;
  /** A full disk: the key is never on it. */
  isDiskFull = false;
  readonly steps: string[] = [];
  /** Bytes that went over the cable, both ways. */
  bytes = 0;
  /** After so many the cable is out, for ever in this visit. */
  bytesMax = Number.POSITIVE_INFINITY;
  /** What reaches the machine of what a node says, and a node of what the machine says. */
  toTechnician: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;
  toNodes: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;
  #seed = 0;
  #setup: Setup | null = null;
  #ending: Ending | null = null;

  node(being: { readonly address?: number; readonly key?: Uint8Array } = {}): SensorNodeEmulator {
    this.#seed += 1;
    const surroundings = { after: this.clock.after, unit: seededUnit(this.#seed) };
    const options = { address: being.address ?? this.#seed };
    const nowMs = (): number => this.clock.now().monotonicMs;
    const node = new SensorNodeEmulator(surroundings, { nowMs, key: being.key ?? null, mac: '', options });
    this.plug(node);
    return node;
  }
  plug(node: { readonly port: EmulatedPort }): void {
    this.nodes.push(node);
    node.port.listen((bytes) => {
      if (this.nodes.includes(node))
        this.#carry(bytes, (heard) => this.#step({ type: 'bytes', bytes: this.toTechnician(heard) }));
    });
  }
  unplug(node: { readonly port: EmulatedPort }): void {
    this.nodes.splice(this.nodes.indexOf(node), 1);
  }

  /** A visit from its beginning to its end; null: the cable was pulled and did not come back. */
  visit(order: Partial<SetupOrder> = {}, first: SetupInput = { type: 'up' }): Ending | null {
    this.bytes = 0;
    this.#ending = null;
    this.#setup = startSetup({ ...ORDER, keptKey: this.keyFile, ...order });
    const untilMs = this.nowMs + VISIT_MS_MAX;
    this.#step(first);
    while (this.#ending === null && this.nowMs < untilMs && this.bytes < this.bytesMax) {
      this.clock.advanceTo(this.nowMs + STEP_MS);
      const dueMs = setupDeadlineMs(this.#setup);
      if (dueMs !== null && dueMs <= this.nowMs) this.#step({ type: 'deadline' });
    }
    this.#setup = null;
    return this.#ending;
  }
  /** What somebody does to the port during a visit. */
  input(input: SetupInput): void {
    this.#step(input);
  }
  get nowMs(): number {
    return this.clock.now().monotonicMs;
  }
  wait(ms: number): void {
    this.clock.advanceTo(this.nowMs + ms);
  }

  #step(input: SetupInput): void {
    if (this.#setup === null || this.bytes >= this.bytesMax) return;
    for (const deed of stepSetup(this.#setup, input, this.nowMs)) this.#carryOut(deed);
  }
  #carryOut(deed: SetupDeed): void {
    switch (deed.type) {
      case 'write':
        this.#carry(deed.bytes, (heard) => {
          for (const { port } of Array.from(this.nodes)) port.hear(this.toNodes(heard));
        });
        return;
      case 'keep-key':
        // With the cable the whole visit ends: the technician's machine may have lost its power.
        if (this.bytes >= this.bytesMax || this.isDiskFull) return;
        this.keyFile = deed.key;
        this.#step({ type: 'key-kept' });
        return;
      case 'step':
        this.steps.push(deed.step);
        return;
      case 'done':
      case 'failed':
        this.#ending = deed;
    }
  }
  /** As much of it as passes before the cable is out. */
  #carry(bytes: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    const passing = bytes.subarray(0, Math.max(0, this.bytesMax - this.bytes));
    this.bytes += passing.length;
    if (passing.length > 0) deliver(passing);
  }
}
