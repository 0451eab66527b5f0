/**
 * The air that several nodes and one hub share by transparent UART radios: one bit at a time, some of it lost.
 *
 * Owns who is heard: what overlaps is damaged for everybody, and of the rest a share never arrives. Runs on injected
 * time and chance only; never looks into a frame.
 */
import type { EmulatedPort } from '../../emulated-bus.ts';
import type { Surroundings } from '../../emulated-line.ts';

/** Ten bits a byte at 38,400 baud. */
const BYTE_MS = 10_000 / 38_400;

interface Transmission {
  readonly bytes: Uint8Array;
  readonly deliver: (bytes: Uint8Array) => void;
  isDamaged: boolean;
}

export class SharedAir {
  /** The hub's end. */
  readonly port: EmulatedPort;
  /** Of the transmissions, from 0 to 1. */
  lossShare = 0;
  transmissions = 0;
  collisions = 0;
  losses = 0;
  readonly #surroundings: Surroundings;
  readonly #nodes: EmulatedPort[] = [];
  readonly #onAir = new Set<Transmission>();
  #hub: ((bytes: Uint8Array) => void) | null = null;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.port = {
      listen: (listener) => void (this.#hub = listener),
      hear: (bytes) => {
        this.#transmit(bytes, (heard) => {
          for (const node of this.#nodes) node.hear(heard);
        });
      },
    };
  }

  /** One more node within reach of the hub; nodes do not hear each other. */
  join(node: EmulatedPort): void {
    this.#nodes.push(node);
    node.listen((bytes) => this.#transmit(bytes, (heard) => this.#hub?.(heard)));
  }

  #transmit(bytes: Uint8Array, deliver: Transmission['deliver']): void {
    const { after, unit } = this.#surroundings;
    const transmission: Transmission = { bytes, deliver, isDamaged: this.#onAir.size > 0 };
    for (const other of this.#onAir) other.isDamaged = true;
    this.transmissions += 1;
    this.#onAir.add(transmission);
    after(Math.max(1, Math.ceil(bytes.length * BYTE_MS)), () => {
      this.#onAir.delete(transmission);
      const isLost = unit() < this.lossShare;
      if (isLost) this.losses += 1;
      if (transmission.isDamaged) this.collisions += 1;
      if (!isLost) deliver(transmission.isDamaged ? this.#damaged(bytes) : bytes);
    });
  }
  /** Every byte may be another one, and some are missing. */
  #damaged(bytes: Uint8Array): Uint8Array {
    const { unit } = this.#surroundings;
    return bytes.map((byte) => byte ^ Math.floor(unit() * 256)).filter(() => unit() < 0.9);
  }
}
