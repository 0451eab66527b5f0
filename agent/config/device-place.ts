/**
 * Mistakes in where a device is and who it is: connectors that do not exist, two devices on one wire, a Bluetooth
 * device without its address, a part that must prove itself without a key.
 *
 * Works on the raw tree like `crosscheck.ts`, and passes over what the schema has reported. What it lets through, the
 * wiring of the sensors may rely on.
 */
import type { Part, Wire } from '../sensors/driver.ts';
import { type BoardProfile, type Connector, collide, connectorHint, connectorOf } from './board.ts';
import { readKeyText } from './device-key.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';

/** The kind of connector that a wire needs. */
const CONNECTOR_OF = {
  gpio: 'gpio',
  serial: 'serial',
  firmata: 'serial',
  modbus: 'serial',
  ble: 'ble',
} as const satisfies Record<Wire['bus'], Connector['bus']>;

interface Claim {
  readonly id: string;
  readonly connector: Connector;
  /** Devices that speak alike may share a port; null: it wants the port for itself. */
  readonly manner: string | null;
  /** What no two devices on a shared port may have in common. */
  readonly place: string;
}

/** Where each device is plugged in: there is such a connector, of the right bus, and it is free. */
export function checkConnectors(
  devices: readonly Named[],
  board: BoardProfile,
  parts: readonly Part[],
): Finding[] {
  const taken: Claim[] = [];
  return devices.flatMap((device) => {
    const { id, item, path } = device;
    const name = valueAt(item, ['connector']);
    if (typeof name !== 'string') return [];
    const at = [...path, 'connector'];
    const connector = connectorOf(board, name);
    if (connector === null) {
      const expected = `a connector of ${board.title}, or a path below ${board.portsBelow}`;
      return [wrong(at, name, expected, connectorHint(name, board, usedBy(devices, board)))];
    }
    const part = parts.find((each) => each.part === valueAt(item, ['part']));
    const bus = part === undefined ? connector.bus : CONNECTOR_OF[part.wire.bus];
    if (bus !== connector.bus) {
      return [wrong(at, name, `a ${bus} connector`, `${connector.id} is a ${connector.bus} connector.`)];
    }
    const claim = { id, connector, ...mannerOf(device, part) };
    const rival = taken.find((other) => areRivals(other, claim));
    taken.push(claim);
    return rival === undefined ? [] : [rivalry(at, name, claim, rival)];
  });
}

/** What the devices of a file need of its board; null where it has no such connector. */
export function usedBy(devices: readonly Named[], board: BoardProfile): (Connector | null)[] {
  return devices.map(({ item }) => connectorOf(board, String(valueAt(item, ['connector']))));
}

function areRivals(left: Claim, right: Claim): boolean {
  if (!collide(left.connector, right.connector)) return false;
  return left.manner === null || left.manner !== right.manner || left.place === right.place;
}

function rivalry(at: Finding['path'], name: string, { manner, place }: Claim, rival: Claim): Finding {
  const isSame = manner !== null && manner === rival.manner;
  const hint = isSame
    ? `Device ${rival.id} has ${place} there: give each its own.`
    : `Device ${rival.id} on ${rival.connector.id} is in the way: move one of the two.`;
  return wrong(at, name, 'a connector that no other device needs', hint);
}

function mannerOf({ item }: Named, part: Part | undefined): Pick<Claim, 'manner' | 'place'> {
  const option = (name: string): string =>
    `the ${name} ${JSON.stringify(valueAt(item, ['options', name]) ?? part?.options[name]?.default ?? 'of none')}`;
  if (part === undefined) return { manner: null, place: '' };
  const { wire } = part;
  if (wire.bus === 'serial') return { manner: wire.shared ? part.part : null, place: option('address') };
  if (wire.bus === 'firmata') return { manner: 'firmata', place: option('pin') };
  if (wire.bus === 'modbus') return { manner: `modbus ${wire.baud}`, place: option('address') };
  // The schema takes it in small letters, too.
  if (wire.bus === 'ble')
    return { manner: 'ble', place: `the mac ${String(valueAt(item, ['mac'])).toUpperCase()}` };
  return { manner: null, place: '' };
}

/** Whether it is to be believed about a person; a device of `feeds: {}` only tells of the air and of itself. */
function feedsSomething(item: unknown): boolean {
  const feeds: unknown = valueAt(item, ['feeds']) ?? null;
  return typeof feeds !== 'object' || feeds === null || Object.keys(feeds).length > 0;
}

/** Who each device is: a mac where the part is told apart by one, a key where it has to prove itself. */
export function checkIdentities(
  devices: readonly Named[],
  parts: readonly Part[],
  readText: (path: string) => string | null,
): Finding[] {
  return devices.flatMap(({ item, path }) => {
    const part = parts.find((each) => each.part === valueAt(item, ['part']));
    return part === undefined ? [] : [...checkMac(item, path, part), ...checkKey(item, path, part, readText)];
  });
}

function checkMac(item: unknown, path: Named['path'], { part, wire }: Part): Finding[] {
  const mac: unknown = valueAt(item, ['mac']) ?? null;
  const isNeeded = wire.bus === 'ble';
  if (isNeeded === (mac !== null)) return [];
  const at = [...path, 'mac'];
  return isNeeded
    ? [
        wrong(
          at,
          undefined,
          'the Bluetooth address of the device',
          'It is printed on it; anbu scans for no others.',
        ),
      ]
    : [wrong(at, mac, 'no mac', `${part} is not told apart by a Bluetooth address: remove it.`)];
}

function checkKey(
  item: unknown,
  path: Named['path'],
  { part, key: need }: Part,
  readText: (path: string) => string | null,
): Finding[] {
  const file: unknown = valueAt(item, ['key']) ?? null;
  const at = [...path, 'key'];
  if (file === null) {
    const isNeeded = need === 'required' || (need === 'optional' && feedsSomething(item));
    const hint = 'Without its key nobody can tell its frames from a stranger’s.';
    const other = need === 'optional' ? ' Only its air and battery are of use so: then say `feeds: {}`.' : '';
    return isNeeded ? [wrong(at, undefined, 'the file of its key', `${hint}${other}`)] : [];
  }
  if (typeof file !== 'string') return [];
  if (need === 'none') return [wrong(at, file, 'no key', `${part} proves nothing: remove it.`)];
  const text = readText(file);
  if (text === null)
    return [
      wrong(
        at,
        file,
        'the path of a file that can be read',
        'Check the path; a relative one starts at this file.',
      ),
    ];
  const key = readKeyText(text);
  if (key === 'malformed') return [wrong(at, file, 'a file with 32 hex digits', 'It holds something else.')];
  if (key !== 'factory') return [];
  return [
    wrong(at, file, 'a key of this device', 'It is all zeros, as from the factory: give the device one.'),
  ];
}
