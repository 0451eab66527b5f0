/**
 * Where the companion's lamp and bed shaker are, and mistakes in saying so: a connector that is none, a pin where none is meant, a wire
 * that another device needs.
 *
 * Works on the raw tree like `crosscheck.ts`; what it lets through, `outputAddress` may rely on. Opens nothing.
 */
import { BAUD } from '../companion/device-codec.ts';
import { assert } from '../errors.ts';
import type { BusAddress } from '../ports.ts';
import type { Part } from '../sensors/driver.ts';
import { type BoardProfile, type Connector, collide, connectorHint, connectorOf, freeText } from './board.ts';
import type { CompanionPolicy, OutputPlace } from './config.ts';
import { usedBy } from './device-place.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';
import { sampleHint } from './samples.ts';

type Output = 'light' | 'shaker';
const settingOf = (output: Output): readonly string[] => ['companion', output];
const MICROPHONE = ['companion', 'microphone'];

/** The pin of a lamp or a shaker as an output. */
export function outputAddress(
  { connector: name, pin, inverted }: OutputPlace,
  board: BoardProfile,
): BusAddress {
  const connector = connectorOf(board, name);
  assert(connector !== null && connector.bus !== 'ble', `${board.id} has no connector ${name} for an output`);
  const rest = { bias: 'none', activeLow: inverted } as const;
  if (connector.bus === 'gpio') {
    const { chip, line } = connector;
    return { bus: 'gpio', chip, line, isOutput: true, ...rest };
  }
  assert(pin !== null, 'an output of a Firmata board has a pin');
  return { bus: 'firmata', path: connector.path, pin, kind: 'output', ...rest };
}

/** The serial port of a companion device; as the path of a port. */
export function deviceOf(name: string, board: BoardProfile): string {
  const connector = connectorOf(board, name);
  assert(connector?.bus === 'serial', `${board.id} has no serial port ${name}`);
  return connector.path;
}

/** Where the companion's body is plugged in; its loudspeaker is no bus. */
export function companionPlaces(companion: CompanionPolicy, board: BoardProfile): BusAddress[] {
  const { device } = companion;
  const ports =
    device === null ? [] : [{ bus: 'serial', path: deviceOf(device, board), baud: BAUD } as const];
  return [...ports, ...companionOutputs(companion, board).map(({ address }) => address)];
}
/** Its lamp and its shaker, as far as it has them, by what names them in the file. */
export function companionOutputs(
  { light, shaker }: Pick<CompanionPolicy, Output>,
  board: BoardProfile,
): { readonly setting: string; readonly address: BusAddress }[] {
  return Object.entries({ light, shaker }).flatMap(([name, place]) =>
    place === null ? [] : [{ setting: `companion.${name}`, address: outputAddress(place, board) }],
  );
}

/** A companion device has its port for itself, and is the lamp and the loudspeaker. */
export function checkDevice(tree: unknown, devices: readonly Named[], board: BoardProfile): Finding[] {
  const at = ['companion', 'device'];
  const name = valueAt(tree, at);
  if (typeof name !== 'string') return [];
  const connector = connectorOf(board, name);
  if (connector?.bus !== 'serial')
    return [
      wrong(
        at,
        name,
        'a serial port of the board',
        connectorHint(name, board, usedBy(devices, board), ['serial']),
      ),
    ];
  const lightAt = settingOf('light');
  const light: unknown = valueAt(tree, lightAt) ?? null;
  if (light !== null)
    return [
      wrong([...lightAt], light, 'no lamp beside a companion device', 'The device is the lamp: remove one.'),
    ];
  const microphone: unknown = valueAt(tree, MICROPHONE) ?? null;
  if (microphone !== null)
    return [
      wrong(
        MICROPHONE,
        microphone,
        'no microphone beside a companion device',
        'Nobody tells the hub when the device sounds: remove one.',
      ),
    ];
  const rival = devices.find((device) => isOn(device, connector, board));
  if (rival !== undefined) return [taken(at, name, 'a port that no device needs', rival)];
  return isShared(tree, 'shaker', connector, board)
    ? [wrong(at, name, 'a port of its own', 'The bed shaker is there: move one of the two.')]
    : [];
}

function isOn({ item }: Named, connector: Connector, board: BoardProfile): boolean {
  const other = connectorOf(board, String(valueAt(item, ['connector'])));
  return other !== null && collide(connector, other);
}
function taken(at: readonly string[], name: string, wanted: string, { id }: Named): Finding {
  return wrong([...at], name, wanted, `Device ${id} is there: move one of the two.`);
}

/** The lamp, the shaker, and that they are two. */
export function checkOutputs(
  tree: unknown,
  devices: readonly Named[],
  board: BoardProfile,
  parts: readonly Part[],
): Finding[] {
  const about = { tree, devices, board, parts };
  const found = [...checkOutput('light', about), ...checkOutput('shaker', about)];
  const at = [...settingOf('shaker'), 'connector'];
  const connector = connectorOf(board, String(valueAt(tree, at)));
  if (found.length > 0 || connector === null || !isShared(tree, 'light', connector, board)) return found;
  const pinOf = (output: Output): unknown => valueAt(tree, [...settingOf(output), 'pin']) ?? null;
  if (pinOf('light') !== pinOf('shaker')) return [];
  return [wrong(at, valueAt(tree, at), 'a connector of its own', 'The lamp is there: move one of the two.')];
}
function isShared(tree: unknown, output: Output, connector: Connector, board: BoardProfile): boolean {
  const other = connectorOf(board, String(valueAt(tree, [...settingOf(output), 'connector'])));
  return other !== null && collide(connector, other);
}

interface Wired {
  readonly tree: unknown;
  readonly devices: readonly Named[];
  readonly board: BoardProfile;
  readonly parts: readonly Part[];
}
function checkOutput(output: Output, { tree, devices, board, parts }: Wired): Finding[] {
  const bare = valueAt(tree, settingOf(output));
  if (typeof bare === 'string') return [bareConnector(output, bare, devices, board)];
  const at = [...settingOf(output), 'connector'];
  const name = valueAt(tree, at);
  if (typeof name !== 'string') return [];
  const connector = connectorOf(board, name);
  if (connector === null || connector.bus === 'ble')
    return [
      wrong(
        at,
        name,
        'a line or a serial port of the board',
        connectorHint(name, board, usedBy(devices, board), ['gpio', 'serial']),
      ),
    ];
  const pinAt = [...settingOf(output), 'pin'];
  const pin: unknown = valueAt(tree, pinAt) ?? null;
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

/** A connector by itself, where a section with one is meant. */
function bareConnector(
  output: Output,
  bare: string,
  devices: readonly Named[],
  board: BoardProfile,
): Finding {
  const at = [...settingOf(output)];
  const hint = `${freeText(board, usedBy(devices, board), ['gpio'])}${sampleHint(at) ?? ''}`;
  return wrong(at, bare, 'a section with its connector', hint);
}
