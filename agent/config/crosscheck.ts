/**
 * Mistakes that no single value shows: ids used twice, devices that feed nothing, two parts on one wire.
 *
 * Works on the raw tree, not on the parsed one, so that these are found together with all other mistakes. Never
 * trusts a shape: what is not as expected has been reported by the schema and is passed over here.
 */
import { createPublicKey } from 'node:crypto';
import type { Part } from '../sensors/driver.ts';
import type { BoardProfile } from './board.ts';
import { checkFedOnce, checkFeeding, checkParts, checkUnfed } from './device-check.ts';
import { checkRoles, checkRooms, checkSensorNames, checkSupplies } from './device-role.ts';
import { checkConnectors, checkIdentities } from './device-place.ts';
import { readDuration } from './durations.ts';
import { type Finding, type Named, named, valueAt, wrong } from './findings.ts';
import { checkDevice, checkOutputs } from './light-place.ts';
import { type KeyPath, nearest } from './problems.ts';

/** What the file refers to outside itself. */
export interface Surroundings {
  isTimezone(name: string): boolean;
  readonly boards: readonly BoardProfile[];
  /** The parts that can be driven. */
  readonly parts: readonly Part[];
  /** The text of a file named in the configuration; null when it cannot be read. */
  readText(path: string): string | null;
}

/** Checks the `home` section (or a whole home description, with an empty prefix). */
export function crosscheckHome(tree: unknown, prefix: KeyPath, surroundings: Surroundings): Finding[] {
  const timezone = valueAt(tree, [...prefix, 'timezone']);
  const findings = duplicates(named(tree, [...prefix, 'sensors']), 'sensor');
  if (typeof timezone === 'string' && timezone !== '' && !surroundings.isTimezone(timezone)) {
    const hint = 'Write an IANA name such as Asia/Seoul or Europe/Amsterdam (not an abbreviation).';
    findings.push(wrong([...prefix, 'timezone'], timezone, 'a time zone that this machine knows', hint));
  }
  return findings;
}

/** Checks everything else of a hub's file. */
export function crosscheckFile(tree: unknown, surroundings: Surroundings): Finding[] {
  const devices = named(tree, ['devices']);
  const sensors = named(tree, ['home', 'sensors']);
  return [
    ...crosscheckHome(tree, ['home'], surroundings),
    ...duplicates(devices, 'device'),
    ...checkParts(devices, sensors, surroundings.parts),
    ...checkFeeding(devices, sensors),
    ...checkFedOnce(devices, sensors),
    ...checkSensorNames(sensors),
    ...checkRoles(devices),
    ...checkSupplies(devices, surroundings.parts),
    ...checkRooms(devices, sensors, surroundings.parts),
    ...checkIdentities(devices, surroundings.parts, (path) => surroundings.readText(path)),
    ...checkBoard(tree, devices, sensors, surroundings),
    ...checkPairs(tree),
    ...checkUplink(tree, surroundings),
  ];
}

function duplicates(items: readonly Named[], what: string): Finding[] {
  const seen = new Set<string>();
  return items.flatMap(({ id, path }) => {
    if (seen.has(id)) {
      return [
        wrong([...path, 'id'], id, `an id that no other ${what} has`, `Give each ${what} an id of its own.`),
      ];
    }
    seen.add(id);
    return [];
  });
}

function checkBoard(
  tree: unknown,
  devices: readonly Named[],
  sensors: readonly Named[],
  { boards, parts }: Surroundings,
): Finding[] {
  const name = valueAt(tree, ['board']);
  if (typeof name !== 'string') return [];
  const board = boards.find(({ id }) => id === name);
  if (board === undefined) {
    return [wrong(['board'], name, 'a board that is known here', boardHint(name, boards))];
  }
  const unfed = board.virtual ? [] : checkUnfed(devices, sensors);
  const light = [...checkOutputs(tree, devices, board, parts), ...checkDevice(tree, devices, board)];
  return [...checkConnectors(devices, board, parts), ...light, ...unfed];
}

/** Another model is another board, however alike the names are: only the letters may have been misspelled. */
function boardHint(name: string, boards: readonly BoardProfile[]): string {
  const ids = boards.map(({ id }) => id);
  const model = (id: string): string => id.replaceAll(/\D/g, '');
  const meant = nearest(
    name,
    ids.filter((id) => model(id) === model(name)),
  );
  const ask = meant === null ? '' : ` Did you mean \`${meant}\`?`;
  return `There are ${ids.join(', ')}; another board is one JSON file in boards/.${ask}`;
}

/** The shorter of two durations must come first: [section, shorter, longer]. */
const PAIRS = [
  ['detector', 'floor', 'cap'],
  ['checkon', 'reminder', 'reminderMax'],
  ['uplink', 'reconnectMin', 'reconnectMax'],
] as const;

function checkPairs(tree: unknown): Finding[] {
  return PAIRS.flatMap(([section, shorter, longer]) => {
    const [short, long] = [valueAt(tree, [section, shorter]), valueAt(tree, [section, longer])];
    if (typeof short !== 'string' || typeof long !== 'string') return [];
    const [shortMs, longMs] = [readDuration(short), readDuration(long)];
    if (shortMs === null || longMs === null || shortMs <= longMs) return [];
    return [
      wrong(
        [section, shorter],
        short,
        `no more than ${section}.${longer} (${long})`,
        'Swap them, or lower this one.',
      ),
    ];
  });
}

function checkUplink(tree: unknown, surroundings: Surroundings): Finding[] {
  const url = valueAt(tree, ['uplink', 'url']);
  const findings: Finding[] = [];
  const remote = typeof url === 'string' && url.startsWith('mqtts://');
  for (const key of ['clientCertificate', 'clientKey', 'authority']) {
    const path = valueAt(tree, ['uplink', key]);
    const at = ['uplink', key];
    const given = typeof path === 'string' && path !== '';
    if (given && surroundings.readText(path) === null) findings.push(unreadable(at, path));
    else if (remote && key !== 'authority' && (path === undefined || path === null)) {
      const hint = 'Every link is authenticated: name the PEM file that was made for this hub.';
      findings.push(wrong(at, path, 'the path of a PEM file', hint));
    }
  }
  return [...findings, ...checkCentreKeys(valueAt(tree, ['uplink', 'centreKeys']), surroundings)];
}

function unreadable(path: KeyPath, value: string): Finding {
  return wrong(
    path,
    value,
    'the path of a file that can be read',
    'Check the path; a relative one starts at this file.',
  );
}

function checkCentreKeys(keys: unknown, surroundings: Surroundings): Finding[] {
  if (typeof keys !== 'object' || keys === null) return [];
  return Object.entries(keys).flatMap(([keyId, path]: [string, unknown]): Finding[] => {
    const at = ['uplink', 'centreKeys', keyId];
    if (typeof path !== 'string' || path === '') return [];
    const pem = surroundings.readText(path);
    if (pem === null) return [unreadable(at, path)];
    if (pem.includes('PRIVATE KEY')) {
      const hint = 'This is a private key. It belongs to the centre and must never lie on a hub.';
      return [wrong(at, path, 'a file with a public key in PEM form', hint)];
    }
    if (isPublicKey(pem)) return [];
    return [
      wrong(
        at,
        path,
        'a file with an Ed25519 public key in PEM form',
        'Ask the centre for its public key file.',
      ),
    ];
  });
}

function isPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
