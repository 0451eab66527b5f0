/**
 * Another machine for the doctor: a folder that stands for `/`, and programs that say what they are told to.
 * Owns the folder; knows no check.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { Machine } from '../../../agent/cli/doctor/machine.ts';
import { type Examined, examined } from '../../../agent/cli/doctor/examined.ts';
import { loadConfig } from '../../../agent/config/load.ts';
import { written } from '../../config/hub-file.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

export interface Described {
  /** Path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Program → what it prints, and how it ends. */
  readonly programs?: Readonly<Record<string, readonly [output: string, code: number]>>;
  /** Besides its path. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Its programs are the only ones on its path. */
export function otherMachine({ files = {}, programs = {}, env = {} }: Described): Machine {
  const root = mkdtempSync(join(tmpdir(), 'anbu-machine-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const bin = join(root, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, [output, code]] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\n' '${output}'\nexit ${code}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return new Machine({ root, env: { ...env, PATH: bin } });
}

/** What the hub has besides its configuration. */
export interface Kept {
  readonly keys?: ReadonlyMap<string, Uint8Array>;
  readonly folder?: string | null;
}

/** A hub with this configuration on that machine; without one, the machine alone. */
export async function onMachine(
  machine: Machine,
  text: string | null = null,
  { keys = new Map(), folder = null }: Kept = {},
): Promise<Examined> {
  const about = { keys, folder };
  if (text === null) return examined(machine, { config: null, board: null }, about);
  const loaded = await loadConfig(written(text, 'doctor-other.yaml'));
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return examined(machine, loaded, about);
}
