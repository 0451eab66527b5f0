/**
 * How long a WAV file is: by sox, which is nobody's here; by our own reader on a machine that has none.
 * Must never decide what is long enough.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readWav } from '../../agent/companion/wav.ts';

export function wavSeconds(path: string): number {
  try {
    return Number(execFileSync('soxi', ['-D', path], { encoding: 'utf8' }));
  } catch {
    const format = readWav(readFileSync(path));
    return typeof format === 'string' ? Number.NaN : format.milliseconds / 1_000;
  }
}
