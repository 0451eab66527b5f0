/**
 * Which files belong to a hub besides its journal: those that its configuration names, and those that a visit left beside it.
 *
 * Owns that list, for whoever wipes a hub and whoever carries it to another. Reads the configuration alone, also one that
 * cannot be used; whether a file is there is the caller's to find out.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readTree } from '../config/tree.ts';
import { VISIT_FILE } from '../provisioning/visit-memory.ts';
import { NEXT } from '../uplink/mqtt-identity.ts';
import { RECEIPTS_FILE } from './identity/receipts.ts';

const CONFIG_CHARS_MAX = 1_048_576;
/** Values of these keys are files: [key, what it is, whether all hubs of a machine may share it]. */
const NAMING: readonly (readonly [string, NamedFile['what'], boolean])[] = [
  ['clientKey', 'key', false],
  ['key', 'key', false],
  ['clientCertificate', 'certificate', false],
  ['authority', 'certificate', true],
];
/** A key or certificate that is about to take the place of the one that is named. */
export const SUCCESSOR_ENDS = ['', NEXT] as const;
/** What this program writes beside the configuration while a hub is set up and changed. */
export const WRITTEN_BESIDE = [VISIT_FILE, RECEIPTS_FILE] as const;
/** What a depot or a technician has put there for the visit. */
export const PLANNED_BESIDE = ['plan.yaml', 'depot.yaml', 'labels.txt', 'labels.html'] as const;

export interface NamedFile {
  readonly what: 'key' | 'certificate';
  /** Absolute. */
  readonly path: string;
  /** It lies outside the folder of the configuration, and may be of the whole machine. */
  readonly isShared: boolean;
}

export function namedFiles(config: string): NamedFile[] {
  const beside = dirname(resolve(config));
  const found: NamedFile[] = [];
  const meet = (value: unknown, isCentre: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') meet(inner, key === 'centreKeys');
      const row = isCentre ? (['', 'certificate', true] as const) : NAMING.find(([name]) => name === key);
      if (row === undefined || typeof inner !== 'string') continue;
      const path = resolve(beside, inner);
      const [, what, mayBeShared] = row;
      found.push({ what, path, isShared: mayBeShared && dirname(path) !== beside });
    }
  };
  meet(readTree(textOf(config)).value, false);
  return found;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, CONFIG_CHARS_MAX);
  } catch {
    return '';
  }
}
