/**
 * The receipt of a hub that was wiped over its cable, until a new life begins: a cable may be pulled before it was read.
 *
 * Lies with the codes of the console: outside of all that a wipe takes, root's alone. Written before the mark of the wipe goes, so
 * that there is always one of the two, and deleted when a configuration is in force.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder, syncFolder } from '../../journal/disk-folder.ts';
import { type WipeMark, markFrom, markText } from '../../provisioning/decommission.ts';

export function keptReceipt(claims: string): string {
  return resolve(join(claims, 'wiped.json'));
}

/** Throws what the disk throws. */
export function keepReceipt(mark: WipeMark, claims: string): void {
  makeFolder(claims);
  writeSynced(keptReceipt(claims), markText(mark));
}

/** Null: no hub was wiped here, or a new life has begun. */
export function readKept(claims: string): WipeMark | null {
  try {
    return markFrom(readFileSync(keptReceipt(claims), 'utf8'));
  } catch {
    return null;
  }
}

/** What stays is wiped with this life, or goes with the next commit. */
export function forgetReceipt(claims: string): void {
  try {
    if (!existsSync(keptReceipt(claims))) return;
    rmSync(keptReceipt(claims));
    syncFolder(claims);
  } catch {
    // While there is a configuration nobody is told of it.
  }
}
