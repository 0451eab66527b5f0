/**
 * Mistakes that no single value shows: ids used twice, devices that feed nothing, two parts on one wire.
 *
 * Works on the raw tree, not on the parsed one, so that these are found together with all other mistakes. Never
 * trusts a shape: what is not as expected has been reported by the schema and is passed over here.
 */
import { createPublicKey } from 'node:crypto';
import { type BoardProfile, type Connector, collide, connectorOf } from './board.ts';
import { readDuration } from './durations.ts';
import { type Finding, valueAt } from './findings.ts';
import { type KeyPath, metText, nearest } from './problems.ts';

/** What the file refers to outside itself. */
export interface Surroundings {
  isTimezone(name: string): boolean;
  readonly boards: readonly BoardProfile[];
  /** Folder names of the parts that can be driven. */
  readonly parts: readonly string[];
  /** The text of a file named in the configuration; null when it cannot be read. */
  readText(path: string): string | null;
}

interface Named {
  readonly path: KeyPath;
  readonly id: string;
  readonly item: unknown;
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
    ...checkParts(devices, surroundings.parts),
    ...checkFeeding(devices, sensors),
    ...checkBoard(tree, devices, sensors, surroundings.boards),
    ...checkPairs(tree),
    ...checkUplink(tree, surroundings),
  ];
}

function wrong(path: KeyPath, value: unknown, expected: string, hint: string): Finding {
  return { path, key: false, met: metText(value), expected, hint };
}

function named(tree: unknown, path: KeyPath): Named[] {
  const items: unknown = valueAt(tree, path);
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, index): Named[] => {
    const id = valueAt(item, ['id']);
    return typeof id === 'string' ? [{ path: [...path, index], id, item }] : [];
  });
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

function checkParts(devices: readonly Named[], parts: readonly string[]): Finding[] {
  return devices.flatMap(({ item, path }) => {
    const part = valueAt(item, ['part']);
    if (typeof part !== 'string' || parts.includes(part) || parts.length === 0) return [];
    const meant = nearest(part, parts);
    const hint = meant === null ? 'Choose one of these.' : `Did you mean \`${meant}\`?`;
    return [wrong([...path, 'part'], part, `a part that can be driven: ${parts.join(', ')}`, hint)];
  });
}

const isSensor = ({ item }: Named): boolean => (valueAt(item, ['role']) ?? 'sensor') === 'sensor';

function checkFeeding(devices: readonly Named[], sensors: readonly Named[]): Finding[] {
  const ids = sensors.map(({ id }) => id);
  return devices.filter(isSensor).flatMap(({ id, path }) => {
    if (ids.includes(id)) return [];
    const meant = nearest(id, ids);
    const ask = meant === null ? '' : ` Did you mean \`${meant}\`?`;
    return [
      wrong(
        [...path, 'id'],
        id,
        'the id of a sensor in home.sensors',
        `No sensor of this home has that id.${ask}`,
      ),
    ];
  });
}

function checkBoard(
  tree: unknown,
  devices: readonly Named[],
  sensors: readonly Named[],
  boards: readonly BoardProfile[],
): Finding[] {
  const name = valueAt(tree, ['board']);
  if (typeof name !== 'string') return [];
  const board = boards.find(({ id }) => id === name);
  if (board === undefined) {
    const ids = boards.map(({ id }) => id);
    const meant = nearest(name, ids);
    const hint = meant === null ? 'A new board is one JSON file in boards/.' : `Did you mean \`${meant}\`?`;
    return [wrong(['board'], name, `one of ${ids.join(', ')}`, hint)];
  }
  const unfed = board.virtual ? [] : checkUnfed(devices, sensors);
  return [...checkConnectors(devices, board), ...unfed];
}

function checkUnfed(devices: readonly Named[], sensors: readonly Named[]): Finding[] {
  const hint = 'A sensor that nothing feeds is silent for ever.';
  if (devices.length === 0 && sensors.length > 0) {
    return [wrong(['devices'], undefined, 'one device for each sensor in home.sensors', hint)];
  }
  const ids = sensors.map(({ id }) => id);
  // A device whose id is misspelled is one mistake, told where it stands; its sensor is not told again.
  const fed = new Set(devices.filter(isSensor).map(({ id }) => nearest(id, ids) ?? id));
  return sensors
    .filter(({ id }) => !fed.has(id))
    .map(({ id, path }) => wrong([...path, 'id'], id, 'a device in `devices` with the same id', hint));
}

function checkConnectors(devices: readonly Named[], board: BoardProfile): Finding[] {
  const taken: { readonly id: string; readonly connector: Connector }[] = [];
  return devices.flatMap(({ id, item, path }) => {
    const name = valueAt(item, ['connector']);
    if (typeof name !== 'string') return [];
    const at = [...path, 'connector'];
    const connector = connectorOf(board, name);
    if (connector === null) {
      const ids = board.connectors.map((each) => each.id);
      const meant = nearest(name, ids);
      const hint = `See boards/${board.id}.json.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`;
      return [wrong(at, name, `a connector of ${board.title}, or a path below /dev`, hint)];
    }
    const rival = taken.find((other) => collide(other.connector, connector));
    taken.push({ id, connector });
    if (rival === undefined) return [];
    const hint = `Device ${rival.id} on ${rival.connector.id} is in the way: move one of the two.`;
    return [wrong(at, name, 'a connector that no other device needs', hint)];
  });
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
