/**
 * A companion device on a serial line (a robot, a lamp with a voice) as the Speaker and the Light of the hub, and as what
 * tells of touches, of its battery, and of itself.
 *
 * Owns the hub's side of `boards/companion/PROTOCOL.md`: numbers of sentences, waits, what is said again. Must never decide
 * what is said or shown, and never believe a touch twice. What does not answer in time is a sentence that was not heard.
 */
import type { ErrorCode } from '../errors.ts';
import type { BusLink, BusSignal, Buses, Light, Speaker, TellCompanion, Utterance } from '../ports.ts';
import type { CompanionPart, FrameCounted } from '../record.ts';
import { type Carry, emptyCarry, split } from '../sensors/drivers/sensor-node/cobs.ts';
import {
  BAUD,
  type DevicePattern,
  type Failure,
  type FromDevice,
  TEXT_BYTES_MAX,
  type ToDevice,
  WORDS_BYTES_MAX,
  lineOf,
  messageOf,
} from './device-codec.ts';
import type { After } from './lamp.ts';
import type { LightPattern } from './light.ts';
import { openLine } from './open-line.ts';
import { clipOf } from './prompts.ts';
import { speakThrough } from './queue.ts';

/** From the last byte of a sentence to its beginning: a device that makes the words itself needs a second. */
export const STARTED_MS_MAX = 5_000;
/** Besides the length it has told. */
export const MARGIN_MS = 3_000;
/** The longest sentence with the longest message of the centre is a minute. */
const LENGTH_MS_MAX = 120_000;
/** Three heartbeats of ten seconds, and some. */
export const SILENT_MS_MAX = 35_000;
const AGAIN_MS = 30_000;
/** A device that hears nothing for 35 s goes dark: two in a row may be lost. */
const LIGHT_AGAIN_MS = 10_000;
/** Told that long after it happened a touch cannot be the answer to what is asked now. */
const LATE_S = 10;
const LOW_PERCENT = 15;
/** A battery that is told at every percent would be a hundred records a day. */
const PERCENT_STEP = 5;
const ID_MAX = 0xffff;
/** Its touches in the journal, beside the frames of sensors: no id of a device has a slash. */
const COUNTED_AS = 'companion/touch';

const WHY: Readonly<Record<Failure, ErrorCode>> = {
  other: 'audio-no-device',
  stopped: 'speech-expired',
  'no-clip': 'audio-not-rendered',
  'no-sound': 'audio-no-device',
  'words-incomplete': 'audio-not-rendered',
};

type Part = CompanionPart['part'];
interface Sounding {
  readonly id: number;
  readonly finished: (failed: ErrorCode | null) => void;
  callOff: () => void;
}

export class CompanionDevice implements Light {
  readonly speaker: Speaker;
  readonly #buses: Buses;
  readonly #path: string;
  readonly #after: After;
  #emit: TellCompanion = () => {};
  #link: BusLink | null = null;
  #isUp = false;
  #carry: Carry = emptyCarry();
  #ids = 0;
  #sounding: Sounding | null = null;
  #pattern: DevicePattern = 'off';
  #callOffShow: () => void = () => {};
  #silence: () => void = () => {};
  /** What was last told of each part. */
  readonly #told = new Map<Part, boolean>();
  #percent: number | null = null;
  /** The last touch that is written down. */
  #kept: Pick<FrameCounted, 'session' | 'count'> | null = null;

  constructor(buses: Buses, path: string, after: After) {
    this.#buses = buses;
    this.#path = path;
    this.#after = after;
    this.speaker = speakThrough({
      play: (utterance, finished) => this.#play(utterance, finished),
      end: () => this.#stop(),
      later: (run) => void after(0, run),
    });
  }

  open(...[emit, countedBefore = []]: Parameters<Light['open']>): void {
    this.#emit = emit;
    this.#kept = countedBefore.find(({ device }) => device === COUNTED_AS) ?? null;
    this.#connect();
  }
  show(pattern: LightPattern): void {
    this.#pattern = pattern === 'listening' ? 'off' : pattern;
    this.#callOffShow();
    if (!this.#isUp) return;
    this.#send({ type: 'light', id: this.#nextId(), pattern: this.#pattern });
    this.#callOffShow = this.#after(LIGHT_AGAIN_MS, () => this.show(this.#pattern));
  }
  kept(counter: FrameCounted): void {
    if (counter.device !== COUNTED_AS) return;
    this.#kept = counter;
    this.#send({ type: 'ack', id: counter.count });
  }
  close(): void {
    this.#silence();
    this.#callOffShow();
    this.#send({ type: 'light', id: this.#nextId(), pattern: 'off' });
    this.#link?.close();
    this.#link = null;
    this.#isUp = false;
  }

  #connect(): void {
    openLine(
      this.#buses,
      { bus: 'serial', path: this.#path, baud: BAUD },
      {
        keep: (link) => {
          this.#link = link;
          this.#expect();
        },
        hear: (signal) => this.#hear(signal),
      },
    );
  }
  /** A device that says nothing for so long is gone. */
  #expect(): void {
    this.#silence();
    this.#silence = this.#after(SILENT_MS_MAX, () => {
      this.#lost();
      this.#expect();
      this.#send({ type: 'ask', id: this.#nextId() });
    });
  }
  #lost(): void {
    this.#tell('device', false);
    this.#end('audio-no-device');
  }

  #hear(signal: BusSignal): void {
    if (this.#link === null) return;
    if (signal.type === 'up') {
      this.#isUp = true;
      this.#carry = emptyCarry();
      this.show(this.#pattern);
      this.#send({ type: 'ask', id: this.#nextId() });
    } else if (signal.type === 'down') {
      this.#link.close();
      this.#isUp = false;
      this.#callOffShow();
      this.#lost();
      this.#silence();
      this.#silence = this.#after(AGAIN_MS, () => this.#connect());
    } else if (signal.type === 'bytes') {
      for (const frame of split(this.#carry, signal.bytes).frames) {
        const message = messageOf(frame);
        if (typeof message !== 'string') this.#take(message);
      }
    }
  }
  #take(message: ToDevice | FromDevice): void {
    this.#expect();
    switch (message.type) {
      case 'started':
        this.#await(message.id, Math.min(message.lengthMs, LENGTH_MS_MAX) + MARGIN_MS);
        return;
      case 'finished':
        if (this.#sounding?.id === message.id) this.#end(null);
        return;
      case 'failed':
        if (this.#sounding?.id === message.id) this.#end(WHY[message.why]);
        return;
      case 'touch':
        this.#touch(message);
        return;
      case 'heartbeat':
        this.#heartbeat(message);
        return;
      case 'say':
      case 'words':
      case 'stop':
      case 'light':
      case 'ask':
      case 'ack':
        // A hub speaks there as well: nothing of it is ours.
        return;
    }
  }

  #touch({ id, session, ageS }: Extract<FromDevice, { type: 'touch' }>): void {
    if (this.#kept?.session === session && this.#kept.count === id) {
      // The ack was lost.
      this.#send({ type: 'ack', id });
      return;
    }
    const late = ageS >= LATE_S ? { isLate: true } : {};
    // Acknowledged when both are on disk; until then the device tells it again.
    this.#emit(
      { kind: 'frame-counter', device: COUNTED_AS, session, count: id },
      { kind: 'reply', by: 'touch', meaning: 'fine', ...late },
    );
  }
  #heartbeat(beat: Extract<FromDevice, { type: 'heartbeat' }>): void {
    this.#tell('device', true);
    this.#tell('light', beat.lightWorks);
    this.#tell('speaker', beat.speakerWorks);
    this.#tell('mains', beat.onMains);
    this.#tell('place', !beat.isMoved);
    if (beat.shows !== this.#pattern) this.show(this.#pattern);
    const { percent } = beat;
    if (percent === null) return;
    if (this.#percent !== null && Math.abs(percent - this.#percent) < PERCENT_STEP) return;
    this.#percent = percent;
    const isLow = percent <= LOW_PERCENT;
    this.#emit({ kind: 'battery', device: 'companion', percent, millivolts: null, isLow });
  }
  #tell(part: Part, works: boolean): void {
    if (this.#told.get(part) === works) return;
    this.#told.set(part, works);
    const why = works ? null : 'bus-unavailable';
    this.#emit({ kind: 'companion', part, state: works ? 'works' : 'lost', why });
  }

  #play(utterance: Utterance, finished: (failed: ErrorCode | null) => void): void {
    const id = this.#nextId();
    // Nobody hears it, and whoever asks is to know that at once.
    if (!this.#isUp || this.#told.get('speaker') === false) {
      this.#after(0, () => finished('audio-no-device'));
      return;
    }
    this.#sounding = { id, finished, callOff: () => {} };
    const { name, text } = clipOf(utterance);
    const { language, level, call, text: own } = utterance;
    const parts = [call?.name ?? null, text, own ?? null].filter((part) => part !== null);
    const words = new TextEncoder().encode(parts.join(' '));
    const whole = words.subarray(0, WORDS_BYTES_MAX);
    for (let offset = 0; offset < whole.length; offset += TEXT_BYTES_MAX) {
      this.#send({ type: 'words', id, offset, bytes: whole.subarray(offset, offset + TEXT_BYTES_MAX) });
    }
    // In a recording there is neither the name of the resident nor a word of the centre: then the device has to speak.
    const clip = parts.length === 1 ? name : 'words';
    const calls = call !== undefined;
    this.#await(id, STARTED_MS_MAX);
    this.#send({ type: 'say', id, language, level, calls, wordsBytes: whole.length, name: clip });
  }
  #await(id: number, ms: number): void {
    const sounding = this.#sounding;
    if (sounding?.id !== id) return;
    sounding.callOff();
    sounding.callOff = this.#after(ms, () => {
      // Reported first: what the device answers to `stop` is of a sentence that is over.
      this.#end('audio-timeout');
      this.#send({ type: 'stop', id });
    });
  }
  #stop(): void {
    const sounding = this.#sounding;
    if (sounding === null) return;
    this.#end('speech-expired');
    this.#send({ type: 'stop', id: sounding.id });
  }
  #end(failed: ErrorCode | null): void {
    const sounding = this.#sounding;
    this.#sounding = null;
    sounding?.callOff();
    sounding?.finished(failed);
  }

  /** 1 to 65,535, over again; 0 is no sentence. */
  #nextId(): number {
    this.#ids = (this.#ids % ID_MAX) + 1;
    return this.#ids;
  }
  #send(message: ToDevice): void {
    this.#link?.write(lineOf(message));
  }
}
