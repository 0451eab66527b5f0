/**
 * A sensor node as its protocol describes it (boards/sensor-node/PROTOCOL.md): ring, retransmission, resume, settings.
 *
 * Answers at the serial line. For homes in which many nodes live for long; the firmware itself runs in `sim/chips`.
 * Runs on injected time and chance only, knows the codec and no driver. Must never send an event while an older one waits.
 */
import type { EmulatedBeing, EmulatedPart, EmulatedPort } from '../../emulated-bus.ts';
import type { Surroundings } from '../../emulated-line.ts';
import {
  BODY_BYTES,
  type NodeChannel,
  bitOf,
  readSetting,
  writeAnswer,
  writeBoot,
  writeEvent,
  writeHeartbeat,
} from './bodies.ts';
import { type Carry, emptyCarry, split } from './cobs.ts';
import { EmulatedMemory, STATUS } from './emulated-memory.ts';
import { EmulatedRing } from './emulated-ring.ts';
import { type Frame, type FrameType, readFrame, unseal, writeFrame } from './frame.ts';

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 64_000;
const RESUME_MS_MIN = 10_000;
const HEARTBEAT_JITTER_MS = 4_000;
const WARM_UP_MS = 60_000;
const BUTTON_MS = 20;
const PRESSED_MS = 180;
/** A session ends when nothing waits from this event on; near the last number in any case. */
const EVENTS_ENOUGH = 60_000;
const EVENTS_MAX = 65_500;
const CAPABILITIES = 0x3f;
/** As the chip tells it (MCUSR); none: a new session without a reset. */
const CAUSE = { none: 0, powerOn: 1, watchdog: 8 } as const;

/** What it measures; null: not measured. */
export interface Measured {
  readonly battery: number | null;
  readonly temperature: number | null;
  readonly light: number | null;
}

export class SensorNodeEmulator implements EmulatedPart {
  readonly port: EmulatedPort;
  readonly memory: EmulatedMemory;
  measured: Measured = { battery: 3_000, temperature: 215, light: 400 };
  /** One bit for each channel. */
  faults = 0;
  readonly #surroundings: Surroundings;
  readonly #nowMs: () => number;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #carry: Carry = emptyCarry();
  #isOn = false;
  /** Timers of a start that is over do nothing. */
  #start = 0;
  #startMs = 0;
  #isWarm = false;
  #cause: number = CAUSE.none;
  #levels = 0;
  #frames = 0;
  #ring = new EmulatedRing();
  #retryMs = RETRY_MS_MIN;
  /** When the oldest event was sent last. */
  #toldMs = Number.NEGATIVE_INFINITY;
  #callOffRetry: () => void = () => {};
  #callOffHold: () => void = () => {};
  #resumedMs = Number.NEGATIVE_INFINITY;
  /** The last request that was carried out, and how it went. */
  #request = { count: 0, status: 0 };

  constructor(surroundings: Surroundings, { nowMs, key, options }: EmulatedBeing) {
    this.#surroundings = surroundings;
    this.#nowMs = nowMs;
    this.memory = new EmulatedMemory(options['address'] ?? 0, key);
    this.port = {
      listen: (listener) => void (this.#listener = listener),
      hear: (bytes) => this.#hear(bytes),
    };
    this.#powerUp(CAUSE.powerOn);
  }

  // ---- What people and time do to it ------------------------------------------------------------------------------

  /** Somebody walks by. */
  use(): void {
    this.move();
  }
  move(): void {
    if (!this.#isOn || !this.#isWarm) return;
    if ((this.#levels & 1) === 0) this.#turn('motion', 1);
    this.#callOffHold();
    this.#callOffHold = this.#later(this.memory.holdMs, () => this.#turn('motion', 0));
  }
  /** A level that was there before anybody looked. */
  find(channel: NodeChannel, value: 0 | 1): void {
    const bit = bitOf(channel);
    this.#levels = value === 1 ? this.#levels | bit : this.#levels & ~bit;
  }
  /** A level that has come to rest on a pin. */
  settle(channel: NodeChannel, value: 0 | 1): void {
    if (channel === 'motion' && !this.#isWarm) this.find(channel, value);
    else this.#turn(channel, value);
  }
  open(): void {
    this.#later(this.memory.debounceMs, () => this.#turn('contact', 0));
  }
  close(): void {
    this.#later(this.memory.debounceMs, () => this.#turn('contact', 1));
  }
  press(heldMs: number = PRESSED_MS): void {
    this.#later(BUTTON_MS, () => this.#turn('button', 1));
    this.#later(heldMs + BUTTON_MS, () => this.#turn('button', 0));
  }
  /** Its battery is out; or in again. */
  silence(isSilent: boolean): void {
    if (isSilent === !this.#isOn) return;
    if (isSilent) this.#powerDown();
    else this.#powerUp(CAUSE.powerOn);
  }
  /** Its watchdog resets it: what was not acknowledged is gone. */
  reset(): void {
    this.#powerDown();
    this.#powerUp(CAUSE.watchdog);
  }
  /** Events that wait to be acknowledged. */
  get waiting(): number {
    return this.#ring.waiting;
  }
  get session(): number {
    return this.memory.session;
  }

  // ---- Life of a session --------------------------------------------------------------------------------------------

  #powerUp(cause: number): void {
    this.#isOn = true;
    this.#startMs = this.#nowMs();
    this.#ring = new EmulatedRing();
    this.#carry = emptyCarry();
    this.#isWarm = cause === CAUSE.watchdog;
    this.#beginSession(cause);
    if (!this.#isWarm) this.#later(WARM_UP_MS, () => void (this.#isWarm = true));
  }
  #powerDown(): void {
    this.#isOn = false;
    this.#start += 1;
    this.#levels &= ~1;
  }
  #beginSession(cause: number): void {
    this.#start += 1;
    this.#cause = cause;
    this.memory.beginSession();
    this.#frames = 0;
    this.#ring.renumber();
    this.#request = { count: 0, status: 0 };
    this.#later(0, () => this.#sayBoot());
    this.#planHeartbeat();
  }
  #sayBoot(): void {
    const { serial } = this.memory;
    const boot = { major: 1, minor: 0, cause: this.#cause, serial, capabilities: CAPABILITIES };
    this.#send('boot', writeBoot({ ...boot, levels: this.#levels }));
    this.#beat();
    this.#tellOldest();
  }

  #planHeartbeat(): void {
    const offset = (this.#surroundings.unit() * 2 - 1) * HEARTBEAT_JITTER_MS;
    this.#later(this.memory.heartbeatMs + offset, () => {
      this.#beat();
      this.#planHeartbeat();
    });
  }
  #beat(): void {
    const uptime = Math.floor((this.#nowMs() - this.#startMs) / 1_000);
    const { faults } = this;
    const { newest, lost } = this.#ring;
    const told = { uptime, levels: this.#levels, faults, newest, lost, awake: 2 };
    this.#send('heartbeat', writeHeartbeat({ ...this.measured, ...told }));
  }

  // ---- Events --------------------------------------------------------------------------------------------------------

  #turn(channel: NodeChannel, value: 0 | 1): void {
    const bit = bitOf(channel);
    if (!this.#isOn || ((this.#levels & bit) !== 0) === (value === 1)) return;
    this.#levels ^= bit;
    if ((this.faults & bit) !== 0) return;
    if (!this.#ring.add({ channel, value, atMs: this.#nowMs() })) return;
    // The oldest was sent just now: its ack is on its way.
    if (this.#ring.waiting === 1 || this.#nowMs() - this.#toldMs >= RETRY_MS_MIN) this.#tryAgain();
  }
  /** The oldest event at once, and the waits from the shortest on. */
  #tryAgain(): void {
    if (this.#ring.newest >= (this.#ring.waiting === 0 ? EVENTS_ENOUGH : EVENTS_MAX)) {
      this.#beginSession(CAUSE.none);
      return;
    }
    this.#retryMs = RETRY_MS_MIN;
    this.#tellOldest();
  }
  #tellOldest(): void {
    this.#callOffRetry();
    const { oldest } = this.#ring;
    if (oldest === null) return;
    this.#toldMs = this.#nowMs();
    const age = Math.floor((this.#toldMs - oldest.atMs) / 1_000);
    this.#send('event', writeEvent(oldest.number, oldest.channel, oldest.value, age));
    const waitMs = this.#retryMs * (1 + this.#surroundings.unit() / 2);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
    this.#callOffRetry = this.#later(waitMs, () => this.#tellOldest());
  }

  // ---- What the hub says ----------------------------------------------------------------------------------------------

  #hear(bytes: Uint8Array): void {
    if (!this.#isOn) return;
    for (const encoded of split(this.#carry, bytes).frames) {
      const frame = readFrame(encoded);
      if (typeof frame !== 'string') this.#hearFrame(frame);
    }
  }
  #hearFrame(frame: Frame): void {
    const { type, address, session, count, bodyBytes } = frame;
    const [min, max] = BODY_BYTES[type];
    const isMine = address === this.memory.address && (type === 'resume' || session === this.session);
    if (!isMine || bodyBytes < min || bodyBytes > max) return;
    const body = unseal(frame, this.memory.key);
    if (body === null) return;
    if (type === 'ack') this.#acknowledge(count);
    else if (type === 'resume') this.#resume(session, count);
    else if (type === 'set') this.#set(count, body);
  }
  #acknowledge(upTo: number): void {
    if (this.#ring.forget(upTo)) this.#tryAgain();
  }
  #resume(session: number, upTo: number): void {
    const isForgotten = session === this.session && this.#ring.forget(upTo);
    const nowMs = this.#nowMs();
    if (nowMs - this.#resumedMs < RESUME_MS_MIN) {
      if (isForgotten) this.#tryAgain();
      return;
    }
    this.#resumedMs = nowMs;
    this.#retryMs = RETRY_MS_MIN;
    this.#sayBoot();
  }
  #set(count: number, body: Uint8Array): void {
    if (count < this.#request.count) return;
    const { field, value } = readSetting(body);
    if (count === this.#request.count) {
      const { status } = this.#request;
      this.#send('answer', writeAnswer({ request: count, status, field, value: new Uint8Array() }));
      return;
    }
    const measured = { ...this.measured, levels: this.#levels, faults: this.faults };
    const { status, answer, isNew } = this.memory.set(field, value, measured);
    this.#request = { count, status };
    this.#send('answer', writeAnswer({ request: count, status, field, value: answer }));
    if (!isNew || status !== STATUS.done) return;
    this.memory.apply();
    this.#beginSession(CAUSE.none);
  }

  #send(type: FrameType, body: Uint8Array): void {
    this.#frames += 1;
    const { address, key, session } = this.memory;
    this.#listener?.(writeFrame({ type, address, session, count: this.#frames }, body, key));
  }
  /** Runs something later in this start. */
  #later(ms: number, run: () => void): () => void {
    const start = this.#start;
    return this.#surroundings.after(ms, () => {
      if (this.#isOn && this.#start === start) run();
    });
  }
}
