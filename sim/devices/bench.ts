/**
 * The bench of `anbu sim`: virtual devices side by side, and the words by which somebody acts on them.
 *
 * Owns the devices from the first plug to the last. One that cannot be plugged in is said and left out of nothing: the
 * others are there. Knows no hub.
 */
import { nearest } from '../../agent/config/problems.ts';
import type { BenchTime, VirtualDevice } from './device.ts';

export class Bench {
  readonly #devices: readonly VirtualDevice[];
  readonly #deeds = new Map<string, () => void>();

  constructor(devices: readonly VirtualDevice[]) {
    this.#devices = devices;
    for (const { deeds } of devices)
      for (const [words, run] of Object.entries(deeds)) this.#deeds.set(words, run);
  }

  /** Plugs everything in. Rejects with the first failure, after all were tried. */
  async plugAll(): Promise<void> {
    const plugged = await Promise.allSettled(this.#devices.map((device) => device.plug()));
    for (const one of plugged) if (one.status === 'rejected') throw one.reason;
  }
  async close(): Promise<void> {
    await Promise.allSettled(this.#devices.map((device) => device.close()));
  }

  /** One line of what may be said. */
  get words(): readonly string[] {
    const names = this.#devices.map(({ name }) => name).join(' | ');
    return [`unplug ${names}`, `plug ${names}`, ...this.#deeds.keys(), 'list', 'quit'];
  }
  /** What is there, one line each. */
  get inventory(): readonly string[] {
    const width = Math.max(...this.#devices.map(({ name }) => name.length));
    return this.#devices.map(({ name, what }) => `${name.padEnd(width)}  ${what}`);
  }
  /** The devices of the hub's file. */
  get config(): readonly string[] {
    return this.#devices.flatMap(({ config }) => config);
  }

  /** Does what a line says; returns in words what was done, or why nothing was. */
  async say(line: string): Promise<string> {
    const words = line.trim().toLowerCase().replaceAll(/\s+/g, ' ');
    const [verb = '', name = ''] = words.split(' ');
    if (verb === 'plug' || verb === 'unplug') {
      const device = this.#devices.find((each) => each.name === name);
      const names = this.#devices.map((each) => each.name).join(', ');
      if (device === undefined) return `not done: no device is called “${name}”; there are: ${names}`;
      await (verb === 'plug' ? device.plug() : device.unplug());
      return `done: ${verb}ged ${name}`;
    }
    const deed = this.#deeds.get(words);
    if (deed === undefined) {
      const meant = nearest(words, [...this.#deeds.keys()]);
      return `not done: not understood; ${meant === null ? 'say list' : `did you mean: ${meant}`}`;
    }
    deed();
    return `done: ${words}`;
  }
  /** Something that a person might do now. */
  anyDeed({ unit }: Pick<BenchTime, 'unit'>): string {
    const deeds = [...this.#deeds.keys()].filter((words) => !words.startsWith('press'));
    return deeds[Math.floor(unit() * deeds.length)] ?? '';
  }
}
