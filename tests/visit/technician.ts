/**
 * Who stands in the home: has one pair of hands, walks, types, and reads what the commands say.
 *
 * Owns the pace, the count of keys and the record of the terminal. What the hub thinks is no business of his.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pty } from '../../sim/devices/pty.ts';
import { Command } from '../cli/running-command.ts';
import type { TableNode } from '../provisioning/node-table.ts';

/** `swap`: by plan, and then another hub. */
export type Way = 'by hand' | 'by plan' | 'swap';
export const ROOMS = ['bedroom', 'living', 'kitchen', 'bathroom', 'entrance'] as const;
const WATCHES = {
  bedroom: 'motion, button',
  living: 'motion',
  kitchen: 'motion',
  bathroom: 'motion, pull-cord',
  entrance: 'entrance',
} as const;

/** A node out of its bag and onto the cable; across a flat; a hand to a button; a look at the resident, and a key. */
const PACE_MS = { plug: 8_000, walk: 12_000, press: 3_000, answer: 4_000 } as const;
/** The walk gives a step up before this: three minutes, ten for the centre. */
const STEP_MS_MAX = 11 * 60_000;
/** A hand that presses, a body that passes. */
const HELD_MS = 300;
const PASSING_MS = 2_500;

export interface Place {
  /** The folder of the hub's configuration. */
  readonly out: string;
  /** Where ports come up. */
  readonly ports: string;
  readonly brokerUrl: string;
  /** Of the centre's public key, which lies in `out` as centre.pem. */
  readonly centreKeyId: string;
}

export class Technician {
  readonly #way: Way;
  readonly #place: Place;
  readonly #nodes: readonly TableNode[];
  readonly #radio: Pty;
  readonly #lines: string[] = [];
  readonly #startedMs = performance.now();
  keys = 0;

  constructor(way: Way, place: Place, nodes: readonly TableNode[]) {
    this.#way = way;
    this.#place = place;
    this.#nodes = nodes;
    this.#radio = new Pty(join(place.ports, 'usb-radio'), (bytes) => {
      for (const { port } of nodes) port.hear(bytes);
    });
  }
  get minutes(): number {
    return (performance.now() - this.#startedMs) / 60_000;
  }
  note(line: string): void {
    this.#lines.push(line);
  }
  /** What was on the terminal; `folder` is nobody's business. */
  told(folder: string): string {
    const text = this.#lines.join('\n');
    return `${text.replaceAll(join(folder, 'ports'), '/dev/serial/by-id').replaceAll(this.#place.out, '/etc/anbu').replaceAll(folder, '')}\n`;
  }
  async leave(): Promise<void> {
    await this.#radio.unplug();
  }

  async provision(): Promise<void> {
    const { out, ports, brokerUrl, centreKeyId } = this.#place;
    const common = [
      `uplink: { url: "${brokerUrl}", site: district-9, hub: hub-12, centreKeys: { ${centreKeyId}: centre.pem } }`,
      'board: sim-hub',
      'language: en',
    ];
    if (this.#way === 'by hand') {
      // The nodes are given their names one after the other at one cable, and then speak by the hub's radio.
      await this.#radio.plug();
      writeFileSync(join(out, 'depot.yaml'), `${[...common, `radio: ${this.#radio.path}`].join('\n')}\n`);
      await this.#provisionByHand(new Command(['provision', '--out', out, '--ports', ports]));
      for (const { port } of this.#nodes) port.listen((bytes) => this.#radio.send(bytes));
    } else {
      const devices = ROOMS.map(
        (room, at) => `  - { id: ${room}, watches: [${WATCHES[room]}], port: ${this.#nodes[at]?.path} }`,
      );
      const plan = join(out, 'plan.yaml');
      writeFileSync(plan, `${['home: flat-12', ...common, 'devices:', ...devices].join('\n')}\n`);
      for (const node of this.#nodes) await this.#does('plug', () => node.plug());
      const command = new Command(['provision', '--plan', plan, '--out', out]);
      await this.#reads(command, 'Start the hub');
    }
    for (const { settle } of this.#nodes) settle();
  }

  async #provisionByHand(command: Command): Promise<void> {
    await command.until('What kind of home is it?');
    await this.#types(command, '3');
    await command.until('What is it called?');
    await this.#types(command, 'flat-7');
    for (const [at, node] of this.#nodes.entries()) {
      await command.until(at === 0 ? 'plug in its node' : `${ROOMS[at]}: `);
      await this.#does('plug', () => node.plug());
      await command.until(`${ROOMS[at]}: set up`);
      await node.unplug();
    }
    await this.#reads(command, 'Start the hub');
  }

  /** Through every step of the walk test, until it says that the home is ready. */
  async walk(data: string, socket: string): Promise<void> {
    const config = join(this.#place.out, 'hub.yaml');
    const words = ['--config', config, '--data', data, '--socket', socket, '--by', 'technician'];
    const command = new Command(['walk-test', ...words]);
    try {
      for (;;) {
        const step = await command.next(/^\d+\/\d+ {2}|^READY|^INSTALLED, NOT READY/);
        if (!/^\d/.test(step)) break;
        // A detector that warms up is not believed: whoever was not seen goes through once more.
        let isOver = false;
        const over = command.next(/^ {5}([a-z ]+: )?(ok|late|refused)/, STEP_MS_MAX).finally(() => {
          isOver = true;
        });
        if (/The resident is at/.test(step)) {
          if (/Wait until it says below/.test(step)) await command.until('a press now is a test');
          else if (!/once. It is a test/.test(step)) throw new Error(`it would call: ${step}`);
          await this.#does('press', () =>
            this.#presses(/press pull-cord/.test(step) ? 'bathroom' : 'bedroom'),
          );
          await this.#types(command, 'y').then(() => over);
        }
        while (!isOver) await Promise.race([over, this.#obeys(step)]);
      }
      const code = await command.ended();
      if (code !== 0) throw new Error('it is not ready');
    } finally {
      this.#heard('anbu walk-test', command);
      await command.stop();
    }
  }

  /** Something moves at every node at once. */
  async stirsAll(): Promise<void> {
    const pins = ROOMS.map((room) => (WATCHES[room] === 'entrance' ? 'contact' : 'motion'));
    await Promise.all(pins.map((pin, at) => this.#moves(this.#nodes[at], pin, PASSING_MS)));
  }

  async #obeys(step: string): Promise<void> {
    const node = this.#nodes[ROOMS.findIndex((room) => step.includes(room))];
    if (/Walk through/.test(step)) await this.#does('walk', () => this.#moves(node, 'motion', PASSING_MS));
    else if (/Open it/.test(step)) await this.#does('walk', () => this.#moves(node, 'contact', PASSING_MS));
    else if (/Press once: pull-cord/.test(step)) await this.#does('press', () => this.#presses('bathroom'));
    else if (/Press once/.test(step)) await this.#does('press', () => this.#presses('bedroom'));
    else await pause(PACE_MS.answer);
  }
  async #presses(room: (typeof ROOMS)[number]): Promise<void> {
    const node = this.#nodes[ROOMS.indexOf(room)];
    node?.setPin('button', 0);
    await pause(HELD_MS);
    node?.setPin('button', 1);
  }
  async #moves(node: TableNode | undefined, pin: 'motion' | 'contact', forMs: number): Promise<void> {
    const rest = pin === 'motion' ? 0 : 1;
    node?.setPin(pin, rest === 0 ? 1 : 0);
    await pause(forMs);
    node?.setPin(pin, rest);
  }

  async #does(what: keyof typeof PACE_MS, deed: () => Promise<void>): Promise<void> {
    await pause(PACE_MS[what]);
    await deed();
  }
  async #types(command: Command, line: string): Promise<void> {
    await pause(PACE_MS.answer);
    this.keys += line.length + 1;
    command.say(line);
  }
  async #reads(command: Command, last: string): Promise<void> {
    await command.until(last);
    const code = await command.ended();
    this.#heard('anbu provision', command);
    if (code !== 0) throw new Error(`anbu provision ended with ${code}:\n${command.lines.join('\n')}`);
  }
  #heard(typed: string, { lines }: Command): void {
    this.#lines.push(`$ ${typed}`, ...lines, '');
  }
}
