/**
 * The files that go along with a journal: gathered on the hub that goes, and put in place on the one that comes.
 *
 * Owns which they are and in which order they are put: the configuration last, so that no hub starts with half of them. Never
 * replaces a file that says something else, and leaves out what lies outside the folder of the configuration.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder } from '../../journal/disk-folder.ts';
import { afterSwap, armedText } from '../../provisioning/armed.ts';
import { PLANNED_BESIDE, SUCCESSOR_ENDS, WRITTEN_BESIDE, namedFiles } from '../hub-files.ts';
import { ARMED_FILE, armedIn } from '../walk/armed-file.ts';
import { type CarriedFile, FILES_MAX, FILE_BYTES_MAX, isInside } from '../../provisioning/parcel.ts';

/** A hub's configuration and its data folder. */
export interface HubPlaces {
  readonly config: string;
  readonly data: string;
}

/** What goes along, and what somebody must bring otherwise. */
export interface Gathered {
  readonly files: readonly CarriedFile[];
  /** Those of them that are private keys. */
  readonly keys: readonly string[];
  /** Named by the configuration, outside its folder; absolute. */
  readonly left: readonly string[];
  /** Sensors that were walked, and are to be walked again at the next hub. */
  readonly walkAgain: readonly string[];
}

/** Throws `AnbuError` where there is no configuration, or a file cannot be read. */
export async function gather({ config, data }: HubPlaces): Promise<Gathered> {
  if (statSync(config, { throwIfNoEntry: false })?.isFile() !== true)
    throw new AnbuError('file-not-found', `there is no ${config}`, {
      hint: 'Name the configuration of this hub by --config; its journal alone goes along with --no-config.',
    });
  const beside = dirname(resolve(config));
  const found = namedFiles(config);
  const named = found.map(({ path }) => path);
  const inside = named.filter((path) => isInside(relative(beside, path)));
  const paths = [
    ...inside.flatMap((path) => SUCCESSOR_ENDS.map((end) => `${path}${end}`)),
    ...[...PLANNED_BESIDE, ...WRITTEN_BESIDE].map((name) => join(beside, name)),
  ];
  const files = [...new Set(paths)]
    .filter((path) => path !== resolve(config))
    .flatMap((path) => carried('beside', path, relative(beside, path)));
  const { armed, walkAgain } = await armedElsewhere({ config, data });
  const all = [...files, ...armed, ...carried('config', config, basename(config))];
  if (all.length > FILES_MAX) throw new AnbuError('config-invalid', `${config} names too many files`);
  const keyPaths = found.filter(({ what }) => what === 'key').map(({ path }) => relative(beside, path));
  const isKey = (path: string): boolean =>
    keyPaths.some((key) => SUCCESSOR_ENDS.some((end) => path === `${key}${end}`));
  const keys = all.map(({ path }) => path).filter(isKey);
  return { files: all, keys, left: named.filter((path) => !inside.includes(path)), walkAgain };
}

/** None: nobody has walked this home to ready, or its configuration cannot be used, so nobody can say what was. */
async function armedElsewhere({
  config,
  data,
}: HubPlaces): Promise<{ armed: CarriedFile[]; walkAgain: string[] }> {
  const [is, loaded] = [armedIn(data), await loadConfig(config)];
  if (is === null || 'problems' in loaded) return { armed: [], walkAgain: [] };
  const next = afterSwap(is, loaded.config.devices);
  const content = Buffer.from(armedText(next));
  return {
    armed: [{ place: 'data', path: ARMED_FILE, mode: 0o640, content }],
    walkAgain: Object.keys(is.sensors).filter((id) => next.sensors[id] === undefined),
  };
}

function carried(place: CarriedFile['place'], from: string, path: string): CarriedFile[] {
  const found = statSync(from, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return [];
  if (found.size > FILE_BYTES_MAX) throw new AnbuError('config-invalid', `${from} is no file of a hub`);
  return [{ place, path, mode: found.mode & 0o777, content: readFileSync(from) }];
}

/** Throws `file-differs` when one that says something else lies where one of these belongs. */
export function refuseOthers(files: readonly CarriedFile[], places: HubPlaces): void {
  for (const file of files) {
    const path = pathOf(file, places);
    const there = contentAt(path);
    if (there !== null && !there.equals(file.content))
      throw new AnbuError('file-differs', `${path} is there already, and says something else`);
  }
}

/** Puts one in place unless it is there; what is made for it is added to `made`, the first to go when the rest fails. */
export function putInPlace(file: CarriedFile, places: HubPlaces, made: string[]): void {
  const path = pathOf(file, places);
  if (contentAt(path) !== null) return;
  makeFolder(dirname(path));
  made.unshift(path);
  writeSynced(path, file.content, true, file.mode);
}

export function takeAway(made: readonly string[]): void {
  for (const path of made) rmSync(path, { force: true });
}

function pathOf({ place, path }: CarriedFile, { config, data }: HubPlaces): string {
  if (place === 'config') return resolve(config);
  return resolve(place === 'data' ? data : dirname(config), path);
}

/** Null: there is none. */
function contentAt(path: string): Buffer | null {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path);
}
