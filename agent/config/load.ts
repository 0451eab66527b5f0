/**
 * From a file on disk to a frozen `Config`, or to all of its problems together.
 *
 * Owns reading: the file, the board profiles, the files it names. A bad file changes nothing anywhere. The text is
 * YAML 1.2 (of which JSON is a part); line numbers are those of the text.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AnbuError, assert } from '../errors.ts';
import type { SettingValues } from '../record.ts';
import { DRIVERS } from '../sensors/drivers/index.ts';
import { offsetReader } from '../zone.ts';
import { boardSchema } from './board-schema.ts';
import type { BoardProfile } from './board.ts';
import type { Config, Home, UplinkPolicy } from './config.ts';
import { type Surroundings, crosscheckFile, crosscheckHome } from './crosscheck.ts';
import { sealConfig } from './defaults.ts';
import { type Finding, findingsOf } from './findings.ts';
import { placedProblems } from './placed.ts';
import { type Pointless, pointlessIn } from './pointless.ts';
import { type Problem, type Warning, pathText, problemText } from './problems.ts';
import { fileSchema, homeSchema } from './schema.ts';
import { withSettings } from './settable.ts';
import { type Tree, readTree } from './tree.ts';

/** Forty lines for each of the 256 sensors a home may have, at 100 bytes a line. */
const FILE_BYTES_MAX = 1_048_576;
const BOARDS_FOLDER = fileURLToPath(new URL('../../boards/', import.meta.url));

export interface Loaded {
  readonly config: Config;
  readonly board: BoardProfile;
  /** Key path as in problems → line of the file, for what the file says itself. */
  readonly lines: ReadonlyMap<string, number>;
  /** Legal, but hardly meant; in the order of the file. */
  readonly warnings: readonly Warning[];
}
export interface Refused {
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks the file of a hub. All mistakes come back together, in the order of the file. What it names lies
 * beside `beside`: a copy of the file may lie elsewhere. `set`: settings that lie over the file (`settable.ts`).
 * Throws `AnbuError` `file-not-found` only when there is nothing to read.
 */
export async function loadConfig(
  path: string,
  beside: string = path,
  set: SettingValues = {},
): Promise<Loaded | Refused> {
  const tree = readTree(readFile(path));
  if (tree.broken.length > 0) return { problems: placedProblems(path, tree, []) };
  const boards = loadBoards();
  const surroundings = surroundingsOf(beside, boards);
  const value = withSettings(tree.value, set);
  const read = fileSchema.safeParse(value);
  const crossed = crosscheckFile(value, surroundings);
  // Where both found the same mistake, who knows the board says more.
  const isSaid = (found: Finding): boolean =>
    crossed.some((other) => pathText(other.path) === pathText(found.path));
  const shapes = read.success ? [] : findingsOf(read.error.issues, value).filter((found) => !isSaid(found));
  const findings = [...shapes, ...crossed];
  if (!read.success || findings.length > 0) return { problems: placedProblems(path, tree, findings) };
  const board = boards.find(({ id }) => id === read.data.board);
  assert(board !== undefined, 'the cross-check knows every board');
  const config = sealConfig({
    ...read.data,
    devices: read.data.devices.map((device) => ({ ...device, key: absolute(device.key, beside) })),
    uplink: withFiles(read.data.uplink, beside, surroundings),
  });
  const lines = new Map(tree.paths().map((at) => [pathText(at), tree.placeOf(at, true).line]));
  return { config, board, lines, warnings: warningsOf(path, tree, pointlessIn(config, board, tree.empty())) };
}

/** Reads a home description. Throws `AnbuError` `file-not-found`, or `home-invalid` that names every mistake. */
export async function loadHome(path: string): Promise<Home> {
  const tree = readTree(readFile(path));
  const read = homeSchema.safeParse(tree.value);
  const findings =
    tree.broken.length > 0
      ? []
      : [
          ...(read.success ? [] : findingsOf(read.error.issues, tree.value)),
          ...crosscheckHome(tree.value, [], surroundingsOf(path, [])),
        ];
  if (read.success && findings.length === 0 && tree.broken.length === 0) return read.data;
  throw new AnbuError('home-invalid', placedProblems(path, tree, findings).map(problemText).join('\n'));
}

/** Every board profile, sorted by name. A profile that is malformed is our own mistake and crashes. */
export function loadBoards(): BoardProfile[] {
  const files = readdirSync(BOARDS_FOLDER).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => {
    const board = boardSchema.parse(JSON.parse(readFileSync(resolve(BOARDS_FOLDER, name), 'utf8')));
    assert(board.id === basename(name, '.json'), `boards/${name} has the id ${board.id}`);
    return board;
  });
}

function readFile(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= FILE_BYTES_MAX) return bytes.toString('utf8');
  } catch (error) {
    throw new AnbuError('file-not-found', `cannot read ${path}: ${reason(error)}`, { cause: error });
  }
  throw new AnbuError(
    'file-not-found',
    `${path} has more than ${FILE_BYTES_MAX} bytes; that is not a configuration`,
  );
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function surroundingsOf(file: string, boards: readonly BoardProfile[]): Surroundings {
  return {
    boards,
    parts: DRIVERS,
    isTimezone: (name) => {
      try {
        offsetReader(name);
        return true;
      } catch {
        return false;
      }
    },
    readText: (path) => {
      try {
        return readFileSync(resolve(dirname(file), path), 'utf8');
      } catch {
        return null;
      }
    },
  };
}

/** Paths become absolute; public keys become their text. The private key stays a path: no secret in a `Config`. */
function withFiles(uplink: UplinkPolicy, file: string, surroundings: Surroundings): UplinkPolicy {
  const keys = Object.entries(uplink.centreKeys);
  return {
    ...uplink,
    clientCertificate: absolute(uplink.clientCertificate, file),
    clientKey: absolute(uplink.clientKey, file),
    authority: absolute(uplink.authority, file),
    centreKeys: Object.fromEntries(keys.map(([id, path]) => [id, surroundings.readText(path) ?? ''])),
  };
}

function absolute(path: string | null, beside: string): string | null {
  return path === null ? null : resolve(dirname(beside), path);
}

function warningsOf(file: string, tree: Tree, found: readonly Pointless[]): Warning[] {
  return found
    .map(({ path, text }) => ({ file, ...tree.placeOf(path, true), path: pathText(path), text }))
    .toSorted((left, right) => left.line - right.line);
}
