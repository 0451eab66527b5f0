/**
 * Where the companion's lamp is, and mistakes in saying so: a connector that is none, a pin where none is meant, a wire
 * that another device needs.
 *
 * Works on the raw tree like `crosscheck.ts`; what it lets through, `lampAddress` may rely on. Opens nothing.
 */
import { BAUD } from '../companion/device-codec.ts';
import { assert } from '../errors.ts';
import type { BusAddress } from '../ports.ts';
import type { Part } from '../sensors/driver.ts';
import { type BoardProfile, type Connector, collide, connectorHint, connectorOf } from './board.ts';
import type { CompanionPolicy, LightPlace } from './config.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';

const SECTION = ['companion', 'light'];

/** The pin of a lamp as an output. */
export function lampAddress({ connector: name, pin, inverted }: LightPlace, board: BoardProfile): BusAddress {
  const connector = connectorOf(board, name);
  assert(connector !== null && connector.bus !== 'ble', `${board.id} has no connector ${name} for a lamp`);
  const rest = { bias: 'none', activeLow: inverted } as const;
  if (connector.bus === 'gpio') {
    const { chip, line } = connector;
    return { bus: 'gpio', chip, line, isOutput: true, ...rest };
  }
  assert(pin !== null, 'a lamp on a Firmata board has a pin');
  return { bus: 'firmata', path: connector.path, pin, kind: 'output', ...rest };
}

/** The serial port of a companion device; as the path of a port. */
export function deviceOf(name: string, board: BoardProfile): string {
  const connector = connectorOf(board, name);
  assert(connector?.bus === 'serial', `${board.id} has no serial port ${name}`);
  return connector.path;
}

/** Where the companion's body is plugged in; its loudspeaker is no bus. */
export function companionPlaces({ light, device }: CompanionPolicy, board: BoardProfile): BusAddress[] {
  if (device !== null) return [{ bus: 'serial', path: deviceOf(device, board), baud: BAUD }];
  return light === null ? [] : [lampAddress(light, board)];
}

/** A companion device has its port for itself, and is the lamp and the loudspeaker. */
export function checkDevice(tree: unknown, devices: readonly Named[], board: BoardProfile): Finding[] {
  const at = ['companion', 'device'];
  const name = valueAt(tree, at);
  if (typeof name !== 'string') return [];
  const connector = connectorOf(board, name);
  if (connector?.bus !== 'serial')
    return [wrong(at, name, 'a serial port of the board', connectorHint(name, board, ['serial']))];
  const light: unknown = valueAt(tree, SECTION) ?? null;
  if (light !== null)
    return [
      wrong(SECTION, light, 'no lamp beside a companion device', 'The device is the lamp: remove one.'),
    ];
  const rival = devices.find((device) => isOn(device, connector, board));
  return rival === undefined ? [] : [taken(at, name, 'a port that no device needs', rival)];
}

function isOn({ item }: Named, connector: Connector, board: BoardProfile): boolean {
  const other = connectorOf(board, String(valueAt(item, ['connector'])));
  return other !== null && collide(connector, other);
}
function taken(at: readonly string[], name: string, wanted: string, { id }: Named): Finding {
  return wrong([...at], name, wanted, `Device ${id} is there: move one of the two.`);
}

export function checkLight(
  tree: unknown,
  devices: readonly Named[],
  board: BoardProfile,
  parts: readonly Part[],
): Finding[] {
  const name = valueAt(tree, [...SECTION, 'connector']);
  if (typeof name !== 'string') return [];
  const at = [...SECTION, 'connector'];
  const connector = connectorOf(board, name);
  if (connector === null || connector.bus === 'ble')
    return [
      wrong(at, name, 'a line or a serial port of the board', connectorHint(name, board, ['gpio', 'serial'])),
    ];
  const pin: unknown = valueAt(tree, [...SECTION, 'pin']) ?? null;
  const pinAt = [...SECTION, 'pin'];
  if (connector.bus === 'gpio' && pin !== null)
    return [wrong(pinAt, pin, 'no pin', `${name} is the line itself: remove it.`)];
  if (connector.bus === 'serial' && pin === null)
    return [wrong(pinAt, undefined, 'a pin of the Firmata board', 'Say which, as numbered on the board.')];
  const rival = devices.find((device) => {
    if (!isOn(device, connector, board)) return false;
    const part = parts.find((each) => each.part === valueAt(device.item, ['part']));
    if (part?.wire.bus !== 'firmata') return true;
    return (valueAt(device.item, ['options', 'pin']) ?? part.options['pin']?.default) === pin;
  });
  return rival === undefined ? [] : [taken(at, name, 'a connector that no device needs', rival)];
}
