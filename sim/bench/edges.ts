/**
 * Edges one after the other: from something that happens at a device to what the hub makes of it, in real time.
 *
 * Beside each edge its baseline, so that both see the same machine. Prints the child's one JSON line. A shell.
 */
import { join } from 'node:path';
import { openSerial } from '../../agent/sensors/buses/serial.ts';
import { Pty } from '../devices/pty.ts';
import { sleep } from '../drive.ts';

/** An edge that did not arrive by then never will. */
const EDGE_MS_MAX = 5_000;
const LOOK_MS = 20;
const UP_MS_MAX = 15_000;
const BAUD = 38_400;
const BYTE = 0x55;

/** One thing at a time that is waited for: `happened` is called when it is there. */
export class Awaited {
  #happened: (() => void) | null = null;

  readonly happened = (): void => this.#happened?.();
  /** Ms from `cause` until it happened. Rejects when it does not. */
  async after(cause: () => void): Promise<number> {
    const fromMs = performance.now();
    try {
      return await new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('an edge never arrived')), EDGE_MS_MAX);
        this.#happened = () => {
          clearTimeout(late);
          resolve(performance.now() - fromMs);
        };
        cause();
      });
    } finally {
      this.#happened = null;
    }
  }
}

/** A port of its own on which nothing is but bytes: what the machine takes for one. */
export class BarePort {
  readonly #pty: Pty;
  readonly #awaited = new Awaited();
  readonly #close: () => void;
  readonly #write: (bytes: Uint8Array) => void;

  private constructor(pty: Pty, isUp: () => void) {
    this.#pty = pty;
    const link = openSerial({ bus: 'serial', path: pty.path, baud: BAUD }, (signal) => {
      if (signal.type === 'up') isUp();
      if (signal.type === 'bytes') this.#awaited.happened();
    });
    this.#close = () => link.close();
    this.#write = (bytes) => link.write(bytes);
  }
  /** What is written to it comes back. */
  static async open(folder: string): Promise<BarePort> {
    const pty = new Pty(join(folder, 'bare'), (bytes) => pty.send(bytes));
    await pty.plug();
    const { promise, resolve } = Promise.withResolvers<null>();
    const port = new BarePort(pty, () => resolve(null));
    await promise;
    return port;
  }

  /** Ms for a byte from the device to the hub. */
  in(): Promise<number> {
    return this.#awaited.after(() => this.#pty.send(Uint8Array.of(BYTE)));
  }
  /** Ms for a byte from the hub to the device and back. */
  echo(): Promise<number> {
    return this.#awaited.after(() => this.#write(Uint8Array.of(BYTE)));
  }
  async close(): Promise<void> {
    this.#close();
    await this.#pty.unplug();
  }
}

/** Resolves when it holds. Rejects when it takes too long. */
export async function until(holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += LOOK_MS) {
    if (waitedMs >= UP_MS_MAX) throw new Error('a device did not come up');
    await sleep(LOOK_MS);
  }
}

export interface Course {
  readonly edges: number;
  /** First ones that are not counted. */
  readonly warmUpEdges: number;
  /** Between two edges. */
  readonly restMs: number;
  /** Ms that an edge took, of those from 0 on. */
  readonly edge: (at: number) => Promise<number>;
  readonly baseline: () => Promise<number>;
}

/** Runs the edges and prints what they took. */
export async function tellEdges({ edges, warmUpEdges, restMs, edge, baseline }: Course): Promise<void> {
  const values: number[] = [];
  const baselines: number[] = [];
  for (let at = 0; at < warmUpEdges + edges; at += 1) {
    const value = await edge(at);
    await sleep(restMs);
    const bare = await baseline();
    if (at < warmUpEdges) continue;
    values.push(value);
    baselines.push(bare);
  }
  process.stdout.write(`${JSON.stringify({ values, baselines })}\n`);
}
