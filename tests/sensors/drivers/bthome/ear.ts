/**
 * A BTHome driver that hears what a test sends it, under a clock of its own.
 *
 * Owns the device's side as well: it seals frames as a device with the key does. Expects nothing itself.
 */
import { sealServiceData } from '../../../../agent/sensors/drivers/bthome/codec.ts';
import { bthome } from '../../../../agent/sensors/drivers/bthome/driver.ts';
import { placeOf } from '../../../../agent/sensors/drivers/bthome/replay.ts';
import type { DriverOutput, Running } from '../../../../agent/sensors/driver.ts';

const MAC = 'A4:C1:38:8D:18:B2';
export const KEY = Uint8Array.from({ length: 16 }, (_, at) => at * 11 + 3);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** The last frame that was taken before this start. */
interface Kept {
  readonly session: number;
  readonly count: number;
  readonly packetId?: number;
}

export class Ear {
  readonly running: Running;
  readonly said: DriverOutput[] = [];
  readonly #key: Uint8Array | null;
  nowMs = 0;

  constructor(
    key: Uint8Array | null,
    kept: Kept | null = null,
    { isForCalls = false, ...options }: { readonly isForCalls?: boolean; readonly session?: number } = {},
  ) {
    this.#key = key;
    const counter = kept === null ? null : { session: kept.session, count: place(kept.count, kept.packetId) };
    this.running = bthome.start(options, { key, mac: MAC, counter, isForCalls });
    this.step({ type: 'up', level: null });
  }
  step(input: Parameters<Running['step']>[0]): readonly DriverOutput[] {
    const outputs = this.running.step(input, this.nowMs);
    this.said.push(...outputs);
    return outputs;
  }
  hear(serviceData: Uint8Array): readonly DriverOutput[] {
    return this.step({ type: 'advert', advert: { serviceData: { fcd2: serviceData }, rssi: -60 } });
  }
  /** What a device with the key sends. */
  frame(counter: number, objects: string, info = 0x41): Uint8Array {
    return sealServiceData({ mac: MAC, key: this.#key ?? KEY }, { info, counter, objects: hex(objects) });
  }
  get(counter: number, objects: string, info = 0x41): string[] {
    return words(this.hear(this.frame(counter, objects, info)));
  }
  wait(ms: number): this {
    const untilMs = this.nowMs + ms;
    while (this.running.deadlineMs() <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.running.deadlineMs());
      this.step({ type: 'deadline' });
    }
    this.nowMs = untilMs;
    return this;
  }
  get health(): string[] {
    return this.said.flatMap((each) => (each.type === 'health' ? [`${each.health} ${each.why}`] : []));
  }
  count(name: string): number | undefined {
    return this.running.counters()[name];
  }
}
/** A frame as it is kept. */
export function place(counter: number, packetId?: number): number {
  return placeOf({ counter, packetId: packetId ?? null });
}
export function spoilt(frame: Uint8Array): Uint8Array {
  return frame.map((byte, at) => (at === frame.length - 1 ? byte ^ 1 : byte));
}
/** Readings and presses; a call that nobody can be sure of is `late`. */
export function words(outputs: readonly DriverOutput[]): string[] {
  return outputs.flatMap((each) =>
    each.type === 'reading'
      ? [`${each.channel} ${each.value}`]
      : each.type === 'press'
        ? [each.isLate === true ? 'late' : 'press']
        : [],
  );
}
