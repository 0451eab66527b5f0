/**
 * A loudspeaker without a sound card: real aplay into ALSA's file plug-in, at a multiple of real time, and what was
 * heard of it measured with sox.
 *
 * Owns its files and the faults that a card can have. Knows nothing of sentences but how loud each clip of a test is.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { clipFile } from '../../agent/companion/clip-file.ts';
import { LEVELS, clipsOf } from '../../agent/companion/prompts.ts';
import type { Sentence } from '../../agent/record.ts';
import { makeWav } from './make-wav.ts';

/** The highest there is: what lies in the pipe behind aplay (64 KiB) is a sixth of a second of it. */
const RATE = 192_000;
const BYTES_PER_S = 2 * RATE;
/** How much faster than life. */
export const SPEED = 5;
const MEASURED_RATE = 2_000;
/** Shorter than this is the ringing between two clips. */
const RUN_S_MIN = 0.03;

const PROGRAMS = ['aplay', 'pv', 'sox'] as const;
const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
/** Which of them this machine lacks. */
export const missingOf = (programs: readonly string[]): string[] =>
  programs.filter((program) => !onPath(program));
export const missing = missingOf(PROGRAMS);

/** One stretch of one clip, as it was heard. */
export interface Heard {
  readonly sentence: Sentence;
  readonly seconds: number;
}
export type Fault = 'none' | 'stuck' | 'unplugged';

export class Loudspeaker {
  readonly folder = mkdtempSync(join(tmpdir(), 'anbu-loudspeaker-'));
  readonly clips = join(this.folder, 'clips');
  /** The name under which it is configured. */
  readonly output = 'kitchen';
  readonly #loudness = new Map<Sentence, number>();
  readonly #heard = join(this.folder, 'heard.raw');
  readonly #pid = join(this.folder, 'pid');
  readonly #home = process.env['HOME'];
  #fifo: number | null = null;

  constructor() {
    // Whoever uses the machine has a default of their own, by which nothing is heard.
    writeFileSync(join(this.folder, '.asoundrc'), 'pcm.!default { type null }\n');
    process.env['HOME'] = this.folder;
    process.env['ALSA_CONFIG_PATH'] = `/usr/share/alsa/alsa.conf:${join(this.folder, 'system.conf')}`;
    this.becomes('none');
  }

  /** Every wording of a sentence, at every level, is a steady tone of its own loudness. */
  record(sentence: Sentence, seconds: number): void {
    const loudness = 6_000 * (this.#loudness.size + 1);
    this.#loudness.set(sentence, loudness);
    const wav = makeWav({ sampleRate: RATE, frames: RATE * seconds, sample: () => loudness });
    this.#put(sentence, wav);
  }
  /** What somebody copied there by mistake. */
  spoil(sentence: Sentence): void {
    this.#put(sentence, Buffer.from('This is not sound. '.repeat(1_000)));
  }
  #put(sentence: Sentence, bytes: Uint8Array): void {
    const names = new RegExp(`^${sentence}(-(\\d+|night|unknown))*$`);
    for (const clip of clipsOf('en').filter(({ name }) => names.test(name))) {
      for (const level of LEVELS) {
        const path = join(this.clips, clipFile(clip, level));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
      }
    }
  }

  /** As it is from the next sentence on. */
  becomes(fault: Fault): void {
    const behind = {
      // One at a time, as a card is: what lies in the pipe of a play that was cut sounds before the next.
      none: `| exec 9>${this.#pid}.lock; flock 9; echo $$ > ${this.#pid}; exec pv -q -B 4096 -L ${BYTES_PER_S * SPEED} >> ${this.#heard}`,
      stuck: join(this.folder, 'fifo'),
      unplugged: '',
    }[fault];
    const device =
      fault === 'unplugged'
        ? 'type hw card 31'
        : `type file slave.pcm { type null } file "${behind}" format raw`;
    if (fault === 'stuck') {
      execFileSync('mkfifo', [behind]);
      // Open at both ends, and never read: aplay fills it and then waits, as for a card that hangs.
      this.#fifo = openSync(behind, constants.O_RDWR | constants.O_NONBLOCK);
    }
    writeFileSync(join(this.folder, 'system.conf'), `pcm.kitchen { ${device} }\n`);
    rmSync(this.#pid, { force: true });
  }

  /** Waits until it sounds, and pulls it out. */
  async pullOut(): Promise<void> {
    await this.sounds();
    process.kill(Number(readFileSync(this.#pid, 'utf8')), 'SIGKILL');
    this.becomes('unplugged');
  }
  /** Resolves a little after a sentence has begun. */
  async sounds(): Promise<void> {
    const before = this.#bytes();
    while (this.#bytes() < before + BYTES_PER_S / 10) await pause(2);
  }
  #bytes(): number {
    return existsSync(this.#heard) ? readFileSync(this.#heard).length : 0;
  }

  /** Everything that was heard, in order, measured by sox. */
  heard(): Heard[] {
    if (this.#bytes() === 0) return [];
    const raw = ['-t', 'raw', '-e', 'signed', '-b', '16', '-c', '1'];
    const words = [...raw, '-r', String(RATE), this.#heard, ...raw, '-r', String(MEASURED_RATE), '-'];
    const bytes = execFileSync('sox', words, { maxBuffer: 1 << 26 });
    const runs: { sentence: Sentence | null; samples: number }[] = [];
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      const sentence = this.#whose(bytes.readInt16LE(at));
      const last = runs.at(-1);
      if (last?.sentence === sentence) last.samples += 1;
      else runs.push({ sentence, samples: 1 });
    }
    return runs.flatMap(({ sentence, samples }) => {
      const seconds = samples / MEASURED_RATE;
      return sentence === null || seconds < RUN_S_MIN ? [] : [{ sentence, seconds }];
    });
  }
  #whose(sample: number): Sentence | null {
    for (const [sentence, loudness] of this.#loudness) {
      if (Math.abs(sample - loudness) < 1_500) return sentence;
    }
    return null;
  }

  gone(): void {
    if (this.#fifo !== null) closeSync(this.#fifo);
    delete process.env['ALSA_CONFIG_PATH'];
    process.env['HOME'] = this.#home;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
