/**
 * What was said in a run, as sound for whoever listens later: one WAV file per sentence, and one of the whole night.
 *
 * Owns the numbered files of its folder and `night.wav`, in which the silences between sentences are a second each and the
 * days that only let the hub learn are left out. A sentence that was cut short is cut here too. Must never hold the run
 * up: it writes while the run goes on, and is waited for at its end.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { chimeFile, clipFile } from '../agent/companion/clip-file.ts';
import { clipOf } from '../agent/companion/prompts.ts';
import { renderMessage } from '../agent/companion/render-message.ts';
import { promptsFolder } from '../agent/companion/speaker.ts';
import { WAV_HEAD_BYTES, wavHead } from '../agent/companion/wav-head.ts';
import { type WavFormat, readWav } from '../agent/companion/wav.ts';
import type { Said } from './simulated-speaker.ts';

const NIGHT = 'night.wav';
const OURS = /^\d{3,}-[a-z-]+\.wav$/;
/** As between two sentences that belong together. */
const PAUSE_S = 1;

type Format = Pick<WavFormat, 'sampleRate' | 'channels' | 'bits'>;
interface Sound {
  readonly format: Format;
  readonly samples: Uint8Array;
}

interface Sounding {
  readonly said: Said;
  readonly isNight: boolean;
  playedMs: number;
}
interface Night {
  readonly file: number;
  readonly format: Format;
  bytes: number;
}

export class AudioFolder {
  readonly #folder: string;
  readonly #clips: string;
  #number = 0;
  /** The last sentence that began, until it is known how it ended. */
  #last: Sounding | null = null;
  #writing: Promise<void> = Promise.resolve();
  #night: Night | null = null;

  /** Makes the folder, and clears it of an earlier run. `clips`: where `npm run prompts` has put them. */
  constructor(folder: string, clips: string = promptsFolder()) {
    this.#folder = folder;
    this.#clips = clips;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (name === NIGHT || OURS.test(name)) rmSync(join(folder, name));
    }
  }

  /** A sentence begins; the one before is over. */
  said(said: Said, isNight: boolean): void {
    this.#flush();
    if (said.failed === null) this.#last = { said, isNight, playedMs: Number.POSITIVE_INFINITY };
  }
  /** What sounds was ended after so long. */
  cut(playedMs: number): void {
    if (this.#last !== null) this.#last.playedMs = playedMs;
  }
  /** Resolves when everything is written. */
  async finish(): Promise<void> {
    this.#flush();
    await this.#writing;
    if (this.#night !== null) closeSync(this.#night.file);
    this.#night = null;
  }

  #flush(): void {
    const last = this.#last;
    this.#last = null;
    if (last === null) return;
    this.#number += 1;
    const name = `${String(this.#number).padStart(3, '0')}-${last.said.utterance.sentence}.wav`;
    this.#writing = this.#writing.then(async () => this.#write(name, last));
  }

  async #write(name: string, { said, isNight, playedMs }: Sounding): Promise<void> {
    const sound = await this.#soundOf(said);
    if (sound === null) return;
    const heard = { format: sound.format, samples: first(sound, playedMs) };
    writeFileSync(join(this.#folder, name), wholeFile(heard));
    if (isNight) this.#append(heard);
  }

  /** What calls to it, the clip, and the words of the centre after it; null where the clip has not been rendered. */
  async #soundOf({ utterance }: Said): Promise<Sound | null> {
    const { call, level, text } = utterance;
    const clip = soundIn(join(this.#clips, clipFile(clipOf(utterance), level)));
    if (clip === null) return null;
    const parts = [
      call === undefined ? null : soundIn(join(this.#clips, chimeFile(level))),
      await this.#wordsOf(call?.name ?? undefined, level),
      clip,
      await this.#wordsOf(text, level),
    ];
    const alike = parts.filter((part) => part !== null).filter(({ format }) => isAlike(format, clip.format));
    return { format: clip.format, samples: Buffer.concat(alike.map(({ samples }) => samples)) };
  }

  /** Words that somebody entered; null: there are none, or no sound of them. */
  async #wordsOf(text: string | undefined, level: 1 | 2 | 3): Promise<Sound | null> {
    if (text === undefined) return null;
    const words = await renderMessage(join(this.#clips, 'messages'), text, level);
    return 'path' in words ? soundIn(words.path) : null;
  }

  /** A recording of another format has its file, and no place in the night. */
  #append({ format, samples }: Sound): void {
    const night = this.#night ?? { file: openSync(join(this.#folder, NIGHT), 'w'), format, bytes: 0 };
    this.#night = night;
    if (!isAlike(night.format, format)) return;
    if (night.bytes > 0) this.#put(night, new Uint8Array(bytesOf(format, PAUSE_S)));
    this.#put(night, samples);
    // The head each time: an interrupted run leaves a file that can be played.
    writeSync(night.file, wavHead(night.format, night.bytes), 0, WAV_HEAD_BYTES, 0);
  }
  #put(night: Night, samples: Uint8Array): void {
    writeSync(night.file, samples, 0, samples.length, WAV_HEAD_BYTES + night.bytes);
    night.bytes += samples.length;
  }
}

function soundIn(path: string): Sound | null {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  const format = readWav(bytes);
  if (typeof format === 'string') return null;
  return { format, samples: bytes.subarray(format.dataStart, format.dataStart + format.dataBytes) };
}

function isAlike(one: Format, other: Format): boolean {
  return one.sampleRate === other.sampleRate && one.channels === other.channels && one.bits === other.bits;
}

/** Whole frames. */
function bytesOf({ sampleRate, channels, bits }: Format, seconds: number): number {
  return Math.floor(sampleRate * seconds) * ((channels * bits) / 8);
}
function first({ format, samples }: Sound, playedMs: number): Uint8Array {
  return playedMs === Number.POSITIVE_INFINITY
    ? samples
    : samples.subarray(0, bytesOf(format, playedMs / 1_000));
}
function wholeFile({ format, samples }: Sound): Uint8Array {
  return Buffer.concat([wavHead(format, samples.length), samples]);
}
