/**
 * A companion device without a device: answers at the bytes, as `boards/companion/PROTOCOL.md` has it.
 *
 * Owns what somebody does to it: touches it, carries it, unplugs it, breaks its loudspeaker. Never knows the hub's side.
 */
import {
  type DevicePattern,
  type FromDevice,
  type ToDevice,
  lineOf,
  messageOf,
} from '../agent/companion/device-codec.ts';
import { emptyCarry, split } from '../agent/sensors/drivers/sensor-node/cobs.ts';
import type { EmulatedPort } from '../agent/sensors/emulated-bus.ts';
import type { After } from './virtual-clock.ts';

const HEARTBEAT_MS = 10_000;
const TOUCH_AGAIN_MS = 500;
const TOUCH_KEPT_MS = 30_000;
const MS_PER_BYTE = 60;
/** What the light says is the hub's word: without a hub it is nobody's. */
const DARK_MS = 35_000;

export class CompanionRobot {
  /** What it was told to say, whole, in order. */
  readonly said: {
    readonly name: string;
    readonly text: string;
    readonly level: number;
    readonly calls: boolean;
  }[] = [];
  readonly shown: DevicePattern[] = [];
  /** How its loudspeaker is. */
  voice: 'works' | 'stuck' | 'deaf' | 'no-clip' = 'works';
  /** It knows that its loudspeaker is. */
  isDead = false;
  onMains = true;
  isMoved = false;
  percent = 90;
  isSilent = false;
  /** It hears nothing, as with one wire broken. */
  isDeaf = false;
  readonly #after: After;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  readonly #carry = emptyCarry();
  readonly #words = new Map<number, Uint8Array>();
  #session = 1;
  #ids = 0;
  #unanswered: { readonly id: number; times: number; callOff: () => void } | null = null;
  #callOff: () => void = () => {};
  #callOffDark: () => void = () => {};

  constructor(after: After) {
    this.#after = after;
    this.#beat();
  }

  readonly port: EmulatedPort = {
    listen: (listener) => {
      this.#listener = listener;
    },
    hear: (bytes) => {
      for (const frame of split(this.#carry, bytes).frames) {
        const message = messageOf(frame);
        if (typeof message !== 'string' && !this.isSilent && !this.isDeaf) this.#take(message);
      }
    },
  };

  touch(): void {
    this.#ids += 1;
    this.#unanswered?.callOff();
    this.#unanswered = { id: this.#ids, times: 0, callOff: () => {} };
    this.#touchAgain();
  }
  /** Off and on again. */
  restart(): void {
    this.#session += 1;
    this.#ids = 0;
    this.#unanswered?.callOff();
    this.#unanswered = null;
    this.shown.push('off');
    this.heartbeat();
  }
  /** A touch that nobody has acknowledged. */
  get isTelling(): boolean {
    return this.#unanswered !== null;
  }
  heartbeat(): void {
    this.#send({
      type: 'heartbeat',
      id: 0,
      session: this.#session,
      percent: this.percent,
      onMains: this.onMains,
      isMoved: this.isMoved,
      lightWorks: true,
      speakerWorks: !this.isDead,
      shows: this.shown.at(-1) ?? 'off',
    });
  }

  #beat(): void {
    this.heartbeat();
    this.#after(HEARTBEAT_MS, () => this.#beat());
  }
  #touchAgain(): void {
    const touch = this.#unanswered;
    if (touch === null) return;
    const ageMs = touch.times * TOUCH_AGAIN_MS;
    if (ageMs >= TOUCH_KEPT_MS) {
      this.#unanswered = null;
      return;
    }
    const ageS = Math.floor(ageMs / 1_000);
    touch.times += 1;
    touch.callOff = this.#after(TOUCH_AGAIN_MS, () => this.#touchAgain());
    this.#send({ type: 'touch', id: touch.id, session: this.#session, ageS });
  }

  #take(message: ToDevice | FromDevice): void {
    this.#callOffDark();
    this.#callOffDark = this.#after(DARK_MS, () => this.shown.push('off'));
    if (message.type === 'words') {
      const before = this.#words.get(message.id) ?? new Uint8Array(0);
      if (message.offset === before.length)
        this.#words.set(message.id, Uint8Array.from([...before, ...message.bytes]));
    } else if (message.type === 'say') this.#say(message);
    else if (message.type === 'stop') {
      this.#callOff();
      this.#send({ type: 'failed', id: message.id, why: 'stopped' });
    } else if (message.type === 'light') this.shown.push(message.pattern);
    else if (message.type === 'ask') this.heartbeat();
    else if (message.type === 'ack' && this.#unanswered?.id === message.id) {
      this.#unanswered.callOff();
      this.#unanswered = null;
    }
  }
  #say({ id, name, level, calls, wordsBytes }: Extract<ToDevice, { type: 'say' }>): void {
    const words = this.#words.get(id) ?? new Uint8Array(0);
    this.#words.clear();
    if (words.length !== wordsBytes) {
      this.#send({ type: 'failed', id, why: 'words-incomplete' });
      return;
    }
    if (this.voice === 'deaf') return;
    if (this.voice === 'no-clip') {
      this.#send({ type: 'failed', id, why: 'no-clip' });
      return;
    }
    this.said.push({ name, text: new TextDecoder().decode(words), level, calls });
    const lengthMs = words.length * MS_PER_BYTE;
    this.#send({ type: 'started', id, lengthMs });
    if (this.voice === 'stuck') return;
    this.#callOff = this.#after(lengthMs, () => this.#send({ type: 'finished', id }));
  }
  #send(message: FromDevice): void {
    if (!this.isSilent) this.#listener?.(lineOf(message));
  }
}
