/**
 * Keys and data of this hub taken off its disk, so that whoever finds it learns nothing and speaks for nobody.
 *
 * Owns what is looked for, and the mark: written before the first deletion and deleted after the last, so that a wipe that
 * was cut off anywhere goes on when it is asked for again, with the receipt that was signed while there was a key. Deletes
 * only what a configuration names, what this program put beside it, and the folder of a journal.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { JOURNAL_FILE } from '../../journal/sqlite-store.ts';
import {
  type WipeMark,
  type WipeStep,
  markFrom,
  markText,
  wipeOrder,
} from '../../provisioning/decommission.ts';
import { CLAIMS_STEM } from '../console/claims-file.ts';
import { keptReceipt } from '../console/kept-receipt.ts';
import { ownFiles } from '../console/own-files.ts';
import { NETWORKS_FOLDER } from '../diagnostics/secrets.ts';
import { SUCCESSOR_ENDS, WRITTEN_BESIDE, namedFiles } from '../hub-files.ts';

const MARK = 'decommissioning.json';
const MARK_CHARS_MAX = 1_048_576;
const DISCARD_MS_MAX = 60_000;
export interface WipePlaces {
  readonly config: string;
  readonly data: string;
  /** Where the console keeps its codes. */
  readonly claims: string;
  readonly networks?: string;
}

/** Everything of this hub that is there now. */
export function findSteps({ config, data, claims, networks = NETWORKS_FOLDER }: WipePlaces): WipeStep[] {
  const beside = dirname(resolve(config));
  const named = namedFiles(config)
    .filter(({ isShared }) => !isShared)
    .flatMap(({ what, path }) =>
      SUCCESSOR_ENDS.flatMap((end) => [end, `${end}.new`]).map((end) => ({ what, path: `${path}${end}` })),
    );
  // Also those of a commit that was cut off: nothing names them.
  const written = ownFiles(resolve(config)).map((path): WipeStep => ({
    what: path.includes('.pem') ? 'key' : 'configuration',
    path,
  }));
  const own = [config, ...WRITTEN_BESIDE.map((name) => join(beside, name))].map((path): WipeStep => ({
    what: 'configuration',
    path: resolve(path),
  }));
  // Also those of a commit that was cut off, which begin with a dot.
  const joined = namesIn(networks)
    .filter((name) => /^\.?anbu-.*\.nmconnection(?:\.new)?$/.test(name))
    .map((name): WipeStep => ({ what: 'network', path: join(networks, name) }));
  const codes = namesIn(claims)
    .filter((name) => name.startsWith(`${CLAIMS_STEM}.`))
    .map((name): WipeStep => ({ what: 'codes', path: resolve(claims, name) }));
  // Of a life before this one.
  const kept: WipeStep = { what: 'data', path: keptReceipt(claims) };
  return wipeOrder(
    [...written, ...named, ...codes, ...own, ...joined, kept, ...dataSteps(data)].filter(({ path }) =>
      isThere(path),
    ),
  );
}

/** A folder that has never had a journal is somebody else's. */
function dataSteps(data: string): WipeStep[] {
  const names = namesIn(data);
  if (!names.includes(JOURNAL_FILE) && !names.includes(MARK)) return [];
  const inside = names.filter((name) => name !== MARK);
  return inside.map((name) => ({ what: 'data', path: resolve(data, name) }));
}

/**
 * Throws `hub-half-wiped` where a wipe was begun and not ended: what is left would look like a hub, and is none. The mark may
 * be another user's, so that it cannot be read here.
 */
export function refuseHalfWiped(data: string): void {
  if (!isThere(join(data, MARK))) return;
  throw new AnbuError('hub-half-wiped', `a wipe of ${data} was begun, and cut off`);
}

/** What was begun and not ended; null: nothing was. */
export function readMark(data: string): WipeMark | null {
  return markFrom(textOf(join(data, MARK)));
}

/** From here on what lies there is no hub any more. Throws what the disk throws; then it is as before. */
export function putMark(mark: WipeMark, data: string): void {
  const marked = join(data, MARK);
  if (isThere(marked)) return;
  try {
    writeSynced(marked, markText(mark));
  } catch (error) {
    rmSync(marked, { force: true });
    throw error;
  }
}

/** `deleted`: after each, before it is sure to be on the disk. Throws what the disk throws; asked again it goes on. */
export function wipe(
  mark: WipeMark,
  data: string,
  { keep, deleted }: { readonly keep: (mark: WipeMark) => void; readonly deleted: (step: WipeStep) => void },
): void {
  putMark(mark, data);
  // What came to lie there since the mark was made goes as well.
  for (const step of wipeOrder([...mark.steps, ...dataSteps(data)])) {
    rmSync(step.path, { recursive: true, force: true });
    deleted(step);
    syncIfThere(dirname(step.path));
  }
  keep(mark);
  rmSync(join(data, MARK));
  syncFolder(data);
}

/** Tells the disk which blocks hold nothing any more (fstrim(8)); false: it does not take that, or may not be told. */
export function discardFree(folder: string): boolean {
  const { error, status } = spawnSync('fstrim', [folder], { timeout: DISCARD_MS_MAX });
  return error === undefined && status === 0;
}

/** What still lies beside where the configuration was: for a person to look at. */
export function leftBeside(config: string): string[] {
  const beside = dirname(resolve(config));
  return basename(beside) === 'anbu' ? namesIn(beside).map((name) => join(beside, name)) : [];
}

function syncIfThere(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) syncFolder(folder);
}
function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MARK_CHARS_MAX);
  } catch {
    return '';
  }
}
