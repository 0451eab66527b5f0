/**
 * `anbu doctor` in the guest, as a technician calls it: its findings, read from its JSON lines.
 *
 * A process of its own; the scenario goes on meanwhile.
 */
import { execFile } from 'node:child_process';

import { CONFIG, MAIN } from './hub-home.ts';

export interface Finding {
  readonly check: string;
  readonly subject: string;
  readonly state: string;
  readonly detail: string;
  readonly remedy: string | null;
}
/** A whole program that looks at much, emulated. */
const PATIENCE_MS = 240_000;

export async function examine(): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> {
  const words = [MAIN, 'doctor', '--config', CONFIG, '--json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { timeout: PATIENCE_MS, encoding: 'utf8' }, (error, out, err) => {
      process.stderr.write(err);
      if (error !== null && typeof error.code !== 'number') reject(new Error(error.message));
      else resolve({ code: Number(error?.code ?? 0), findings: out.split('\n').filter(isFinding).map(read) });
    });
  });
}
const isFinding = (line: string): boolean => line.includes('"kind":"finding"');
const read = (line: string): Finding => JSON.parse(line) as Finding;
