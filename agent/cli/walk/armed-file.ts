/**
 * The word in the hub's data folder that its home is armed, and the same in what a provisioning visit remembers.
 *
 * Owns when it is there: taken away when a walk begins, so that one that breaks off leaves the home not armed, and put
 * back when it ends ready. A whole file or none, also after a power cut.
 */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { readDeviceKeys } from '../../config/device-keys.ts';
import { loadConfig } from '../../config/load.ts';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import type { Acceptance } from '../../provisioning/acceptance.ts';
import { type Armed, type WalkedSensors, armedText, readArmed, sensorsOf } from '../../provisioning/armed.ts';
import type { SignedReceipt } from '../../provisioning/receipt.ts';
import { VISIT_FILE, readVisit, visitText } from '../../provisioning/visit-memory.ts';

export const ARMED_FILE = 'armed.json';
const NOBODY_LISTENS = { write: (): void => {} };

/** A home and its two folders. */
export interface ArmedPlaces {
  /** The hub's configuration. */
  readonly config: string;
  readonly data: string;
}

/** Throws `AnbuError` when the disk does not take it. */
export function disarm({ config, data }: ArmedPlaces): void {
  onDisk(join(data, ARMED_FILE), (path) => {
    rmSync(path, { force: true });
    syncFolder(data);
  });
  rememberVisit(config, 'installed-not-armed');
}

export function arm(
  { config, data }: ArmedPlaces,
  loaded: Config,
  { at, by }: Pick<Acceptance, 'at' | 'by'>,
  receipt: SignedReceipt | null,
): void {
  const text = armedText({ version: 1, at, by, sensors: sensorsInForce(loaded), receipt });
  onDisk(join(data, ARMED_FILE), (path) => writeSynced(path, text, true));
  rememberVisit(config, 'armed');
}

/** Null: nobody has walked this home to ready. */
export function armedIn(data: string): Armed | null {
  const text = textAt(join(data, ARMED_FILE));
  return text === null ? null : readArmed(text);
}

/** What a walk would arm by this configuration, and the keys that it names. */
export function sensorsInForce(config: Config): WalkedSensors {
  return sensorsOf(config, readDeviceKeys(config, NOBODY_LISTENS));
}

/** Of the configuration as it lies there; null: it cannot be read, or not used. */
export async function sensorsNow(config: string): Promise<WalkedSensors | null> {
  try {
    const loaded = await loadConfig(config);
    return 'problems' in loaded ? null : sensorsInForce(loaded.config);
  } catch {
    return null;
  }
}

/** A home that was set up by hand has no such memory. */
function rememberVisit(config: string, state: 'armed' | 'installed-not-armed'): void {
  const path = join(dirname(config), VISIT_FILE);
  const visit = readVisit(textAt(path) ?? '');
  if (visit === null || visit.state === 'begun') return;
  onDisk(path, () => writeSynced(path, visitText({ ...visit, state }), true));
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
function onDisk(path: string, write: (path: string) => void): void {
  try {
    write(path);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${path}: ${String(error)}`, { cause: error });
  }
}
