/**
 * A room without a sound card: what real aplay plays is what real arecord records, through ALSA's file plug-in, in real
 * time, with the noises of the room in between.
 *
 * Owns its files and the faults that a microphone can have. Judges nothing.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { clipFile } from '../../agent/companion/clip-file.ts';
import { EAR_FRAME_SAMPLES, FRAME_MS } from '../../agent/companion/level.ts';
import { LEVELS, clipsOf } from '../../agent/companion/prompts.ts';
import type { Sentence } from '../../agent/record.ts';
import { missingOf } from './loudspeaker.ts';

/** The highest there is: what lies in the pipe behind aplay (64 KiB) is a sixth of a second of it. */
const RATE = 192_000;
/** So many samples of it are one of the microphone's. */
const THINNED = 12;
const PLAYED_BYTES = 2 * EAR_FRAME_SAMPLES * THINNED;
/** 2 s: what a busy machine missed before that is over. A room does not come all at once, and no ear would believe it. */
const BEHIND_FRAMES_MAX = 100;
/** -60 dB of full scale: a quiet bedroom in a cheap microphone. */
const NOISE = 30;

export const missing = missingOf(['aplay', 'arecord', 'espeak-ng', 'sox']);

export class Room {
  readonly folder = mkdtempSync(join(tmpdir(), 'anbu-room-'));
  readonly clips = join(this.folder, 'clips');
  readonly output = 'kitchen';
  readonly microphone = 'corner';
  /** How much of what the loudspeaker says comes to the microphone; 0: it is muted. */
  gain = 0.3;
  readonly #played = join(this.folder, 'played');
  readonly #mic = join(this.folder, 'mic');
  readonly #home = process.env['HOME'];
  readonly #config = process.env['ALSA_CONFIG_PATH'];
  readonly #ticking: NodeJS.Timeout;
  readonly #startMs = performance.now();
  readonly #out: number;
  #in: number | null = null;
  #frames = 0;
  /** What somebody says, at the microphone's rate. */
  #said: Int16Array = new Int16Array(0);
  #seed = 1;

  constructor() {
    for (const fifo of [this.#played, this.#mic]) execFileSync('mkfifo', [fifo]);
    this.#out = openSync(this.#played, constants.O_RDWR | constants.O_NONBLOCK);
    process.env['HOME'] = this.folder;
    process.env['ALSA_CONFIG_PATH'] = `/usr/share/alsa/alsa.conf:${join(this.folder, 'system.conf')}`;
    this.microphoneIs('there');
    this.#ticking = setInterval(() => this.#tick(), FRAME_MS / 2);
  }

  /** As it is from the next time it is opened. */
  microphoneIs(state: 'there' | 'gone' | 'stuck'): void {
    const never = join(this.folder, 'never');
    if (state === 'stuck') execFileSync('mkfifo', [never]);
    const file = (write: string, read: string): string =>
      `type file slave.pcm { type null } file "${write}" infile "${read}" format raw`;
    const corner = {
      there: file('/dev/null', this.#mic),
      gone: 'type hw card 31',
      stuck: file('/dev/null', never),
    }[state];
    const kitchen = `type file slave.pcm { type null } file "${this.#played}" format raw`;
    writeFileSync(join(this.folder, 'system.conf'), `pcm.kitchen { ${kitchen} }\npcm.corner { ${corner} }\n`);
  }

  /** Every wording of a sentence is this, in the voice of the prompts. */
  record(sentence: Sentence, text: string): void {
    const bytes = this.#spoken(text, ['-r', String(RATE), '-t', 'wav']);
    for (const clip of clipsOf('en').filter((each) => each.sentence === sentence)) {
      for (const level of LEVELS) {
        const path = join(this.clips, clipFile(clip, level));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
      }
    }
  }
  /** Somebody says it now. */
  say(text: string): void {
    const raw = this.#spoken(text, ['-r', String(RATE / THINNED), '-t', 'raw', '-e', 'signed', '-b', '16']);
    this.#said = Int16Array.from({ length: raw.length / 2 }, (_, n) =>
      Math.round(raw.readInt16LE(2 * n) / 4),
    );
  }
  #spoken(text: string, format: readonly string[]): Buffer {
    const path = join(this.folder, 'spoken.wav');
    execFileSync('espeak-ng', ['-v', 'en', '-s', '240', '-w', path, text]);
    return execFileSync('sox', [path, ...format, '-'], { maxBuffer: 1 << 26 });
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#startMs) / FRAME_MS);
    this.#frames = Math.max(this.#frames, due - BEHIND_FRAMES_MAX);
    while (this.#frames < due) {
      this.#frames += 1;
      this.#frame();
    }
  }
  #frame(): void {
    const played = Buffer.alloc(PLAYED_BYTES);
    attempt(() => readSync(this.#out, played));
    const heard = Buffer.alloc(2 * EAR_FRAME_SAMPLES);
    for (let n = 0; n < EAR_FRAME_SAMPLES; n += 1) {
      const ours = this.gain * played.readInt16LE(2 * THINNED * n);
      const sound = ours + (this.#said[n] ?? 0) + this.#noise();
      heard.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sound))), 2 * n);
    }
    this.#said = this.#said.subarray(EAR_FRAME_SAMPLES);
    // Nobody reads: what the microphone would have measured is gone, as it is in life.
    this.#in ??= attempt(() => openSync(this.#mic, constants.O_WRONLY | constants.O_NONBLOCK));
    if (this.#in === null || attempt(() => writeSync(this.#in ?? 0, heard)) !== null) return;
    closeSync(this.#in);
    this.#in = null;
  }
  #noise(): number {
    this.#seed = (this.#seed * 16_807) % 2_147_483_647;
    return NOISE * (this.#seed / 1_073_741_824 - 1) * Math.sqrt(3);
  }

  gone(): void {
    clearInterval(this.#ticking);
    closeSync(this.#out);
    if (this.#in !== null) closeSync(this.#in);
    if (this.#config === undefined) delete process.env['ALSA_CONFIG_PATH'];
    else process.env['ALSA_CONFIG_PATH'] = this.#config;
    process.env['HOME'] = this.#home;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Null where a pipe has nothing, nobody or no room. */
function attempt(run: () => number): number | null {
  try {
    return run();
  } catch {
    return null;
  }
}
