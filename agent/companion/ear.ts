/**
 * The real Ear: arecord into a pipe, and one level for each 20 ms out of it.
 *
 * The only file that ever holds a sample, for the 20 ms of its frame. Must never write one anywhere, nor outlive whoever
 * listens: arecord is ended with the listening, killed when it does not end, and ends by itself with the pipe when the
 * hub is killed. Silence of the program is told after a bound, and so is more sound than there can be.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import type { ErrorCode } from '../errors.ts';
import type { Ear } from '../ports.ts';
import { EAR_FRAME_SAMPLES, EAR_RATE, type EarSignal, FRAME_MS, envelopeOf, levelOf } from './level.ts';
import type { Witness } from './speaker.ts';

export interface EarOptions {
  readonly settleMs?: number;
  readonly silentMsMax?: number;
  readonly listenMsMax?: number;
}

/** Starting arecord on a busy small hub (1 s), a card that wakes (2 s), and as much again. */
const SILENT_MS_MAX = 6_000;
/** Three seconds to start and wake, and then two and a half of the room (`STILL_FRAMES`), less what seldom comes together. */
const SETTLE_MS = 5_000;
/**
 * As it is configured by default, three waits of the night and all that may be put off are 32 minutes. Whatever comes, it
 * is shut after 45; where the waits are longer it is opened again with the next question.
 */
const LISTEN_MS_MAX = 45 * 60_000;
/** What may come at once: a pipe holds 64 KiB, two seconds; and as much again of a card that caught up. */
const AHEAD_FRAMES_MAX = 4_000 / FRAME_MS;
const FRAME_BYTES = 2 * EAR_FRAME_SAMPLES;
/** Between asking arecord to end and killing it. */
const GRACE_MS = 500;
const FORMAT = ['-t', 'raw', '-f', 'S16_LE', '-c', '1', '-r', String(EAR_RATE)];
/** Levels must not lag behind the end of a sentence: what waits in the card is 100 ms at most. */
const BUFFERS = ['--buffer-time=100000', '--period-time=20000'];

/** An Ear on an ALSA device, which tells its levels and when our own clips sound. */
export function openEar(device: string, options: EarOptions = {}): Ear & Witness {
  return new Recorder(device, options);
}

class Recorder implements Ear, Witness {
  readonly #device: string;
  readonly #settleMs: number;
  readonly #silentMsMax: number;
  readonly #listenMsMax: number;
  #listening: Listening | null = null;

  constructor(device: string, options: EarOptions) {
    const { settleMs = SETTLE_MS, silentMsMax = SILENT_MS_MAX, listenMsMax = LISTEN_MS_MAX } = options;
    this.#device = device;
    this.#settleMs = settleMs;
    this.#silentMsMax = silentMsMax;
    this.#listenMsMax = listenMsMax;
  }

  open(tell: (signal: EarSignal) => void): void {
    this.close();
    const listening: Listening = new Listening(this.#device, this.#silentMsMax, (signal) => {
      if (this.#listening !== listening) return;
      if (signal.type === 'lost' || signal.type === 'ended') this.close();
      tell(signal);
    });
    this.#listening = listening;
    listening.tellAfter(this.#settleMs, { type: 'settled' });
    listening.tellAfter(this.#listenMsMax, { type: 'ended' });
  }
  close(): void {
    this.#listening?.end();
    this.#listening = null;
  }

  async begins(path: string): Promise<void> {
    const listening = this.#listening;
    if (listening === null) return;
    let envelope: readonly number[] = [];
    try {
      envelope = envelopeOf(await readFile(path));
    } catch {
      // Whoever plays it tells why it cannot be.
    }
    listening.tell({ type: 'sounds', envelope });
  }
  ends(): void {
    this.#listening?.tell({ type: 'silent' });
  }
}

/** One life of arecord. */
class Listening {
  readonly tell: (signal: EarSignal) => void;
  readonly #child: ChildProcess;
  readonly #silentMsMax: number;
  readonly #sinceMs = performance.now();
  readonly #frame = new Int16Array(EAR_FRAME_SAMPLES);
  /** Bytes of the frame that are here; the samples are overwritten by the next. */
  #filled = 0;
  #frames = 0;
  #silence: NodeJS.Timeout | undefined;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(device: string, silentMsMax: number, tell: (signal: EarSignal) => void) {
    this.tell = tell;
    this.#silentMsMax = silentMsMax;
    this.#child = spawn('arecord', ['-q', '-D', device, ...FORMAT, ...BUFFERS], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child.on('error', (error) =>
      this.#lost(isMissing(error) ? 'recorder-missing' : 'microphone-missing'),
    );
    this.#child.on('exit', () => this.#lost('microphone-missing'));
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#expect();
  }

  tellAfter(ms: number, signal: EarSignal): void {
    this.#timers.push(setTimeout(() => this.tell(signal), ms).unref());
  }

  end(): void {
    clearTimeout(this.#silence);
    for (const timer of this.#timers) clearTimeout(timer);
    const child = this.#child;
    child.removeAllListeners('exit');
    child.stdout?.destroy();
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.once('exit', () => clearTimeout(timer));
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) clearTimeout(timer);
  }

  #lost(why: ErrorCode): void {
    this.tell({ type: 'lost', why });
  }
  #expect(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost('microphone-silent'), this.#silentMsMax);
  }

  #take(bytes: Buffer): void {
    this.#expect();
    const frame = Buffer.from(this.#frame.buffer);
    for (let at = 0; at < bytes.length;) {
      const taken = bytes.copy(frame, this.#filled, at, at + FRAME_BYTES - this.#filled);
      at += taken;
      this.#filled += taken;
      if (this.#filled < FRAME_BYTES) break;
      this.#filled = 0;
      this.#frames += 1;
      if (this.#frames > AHEAD_FRAMES_MAX + (performance.now() - this.#sinceMs) / FRAME_MS) {
        this.#lost('microphone-garbled');
        return;
      }
      this.tell({ type: 'level', level: levelOf(this.#frame) });
    }
    bytes.fill(0);
  }
}

function isMissing(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
}
