/**
 * Mistakes in the list of devices: parts that cannot be driven or cannot be what they are said to be, devices that
 * feed nothing, two of them on one wire.
 *
 * Works on the raw tree like `crosscheck.ts`, and passes over what the schema has reported. What it lets through, the
 * wiring of the sensors may rely on.
 */
import { isAllowed, type Part } from '../sensors/driver.ts';
import { type BoardProfile, type Connector, collide, connectorOf } from './board.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';
import { nearest } from './problems.ts';
import { sampleHint } from './samples.ts';
import { CLASSES } from './schema.ts';

const isSensor = ({ item }: Named): boolean => (valueAt(item, ['role']) ?? 'sensor') === 'sensor';

/** The part of each device: known, of the right kind for its sensor or role, with options in their bounds. */
export function checkParts(
  devices: readonly Named[],
  sensors: readonly Named[],
  parts: readonly Part[],
): Finding[] {
  return devices.flatMap((device) => {
    const name = valueAt(device.item, ['part']);
    if (typeof name !== 'string') return [];
    const part = parts.find((each) => each.part === name);
    if (part !== undefined) return [...checkKind(device, sensors, part), ...checkOptions(device, part)];
    const names = parts.map((each) => each.part);
    const meant = nearest(name, names);
    const hint = meant === null ? 'Choose one of these.' : `Did you mean \`${meant}\`?`;
    return [wrong([...device.path, 'part'], name, `a part that can be driven: ${names.join(', ')}`, hint)];
  });
}

function checkKind(device: Named, sensors: readonly Named[], { part, classes }: Part): Finding[] {
  const at = [...device.path, 'part'];
  if (!isSensor(device)) {
    const hint = `${part} is a sensor (${classes.join(', ')}); leave role out, or choose a part that is pressed.`;
    return classes.length === 0 ? [] : [wrong(at, part, 'a part that is pressed or pulled', hint)];
  }
  const sensor = sensors.find(({ id }) => id === device.id);
  const wanted: unknown = valueAt(sensor?.item, ['class']);
  const known = CLASSES.find((each) => each === wanted);
  if (known === undefined || classes.includes(known)) return [];
  const can = classes.length === 0 ? 'no sensor' : classes.join(', ');
  return [wrong(at, part, `a part that can be a ${known} sensor`, `${part} can be: ${can}.`)];
}

function checkOptions({ item, path }: Named, { part, options: table }: Part): Finding[] {
  const options = valueAt(item, ['options']);
  if (typeof options !== 'object' || options === null) return [];
  return Object.entries(options).flatMap(([key, value]: [string, unknown]): Finding[] => {
    const at = [...path, 'options', key];
    const field = Object.hasOwn(table, key) ? table[key] : undefined;
    if (field === undefined) {
      const known = Object.keys(table);
      const meant = nearest(key, known);
      const hint = meant === null ? 'Remove it.' : `Did you mean \`${meant}\`?`;
      const met = `the unknown option ${JSON.stringify(key)}`;
      return [
        { path: at, key: true, met, expected: `one of the options of ${part}: ${known.join(', ')}`, hint },
      ];
    }
    if (isAllowed(field, value)) return [];
    return [wrong(at, value, `a number from ${field.min} to ${field.max} (${field.unit})`, field.doc)];
  });
}

/** Devices that stand for a sensor this home does not have. */
export function checkFeeding(devices: readonly Named[], sensors: readonly Named[]): Finding[] {
  const ids = sensors.map(({ id }) => id);
  return devices.filter(isSensor).flatMap(({ id, path }) => {
    if (ids.includes(id)) return [];
    const meant = nearest(id, ids);
    const ask = meant === null ? 'A button needs role: button.' : `Did you mean \`${meant}\`?`;
    const hint = `No sensor of this home has that id. ${ask}`;
    return [wrong([...path, 'id'], id, 'the id of a sensor in home.sensors', hint)];
  });
}

/** Sensors that no device stands for. */
export function checkUnfed(devices: readonly Named[], sensors: readonly Named[]): Finding[] {
  const hint = 'A sensor that nothing feeds is silent for ever.';
  if (devices.length === 0 && sensors.length > 0) {
    const how = sampleHint(['devices']) ?? '';
    return [
      wrong(['devices'], undefined, 'one device for each sensor in home.sensors', `${hint} ${how}`.trimEnd()),
    ];
  }
  const ids = sensors.map(({ id }) => id);
  // A device whose id is misspelled is one mistake, told where it stands; its sensor is not told again.
  const fed = new Set(devices.filter(isSensor).map(({ id }) => nearest(id, ids) ?? id));
  return sensors
    .filter(({ id }) => !fed.has(id))
    .map(({ id, path }) => wrong([...path, 'id'], id, 'a device in `devices` with the same id', hint));
}

/** Where each device is plugged in: there is such a connector, of the right bus, and it is free. */
export function checkConnectors(
  devices: readonly Named[],
  board: BoardProfile,
  parts: readonly Part[],
): Finding[] {
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
    const bus = parts.find((part) => part.part === valueAt(item, ['part']))?.wire.bus ?? connector.bus;
    if (bus !== connector.bus) {
      return [wrong(at, name, `a ${bus} connector`, `${connector.id} is a ${connector.bus} connector.`)];
    }
    const rival = taken.find((other) => collide(other.connector, connector));
    taken.push({ id, connector });
    if (rival === undefined) return [];
    const hint = `Device ${rival.id} on ${rival.connector.id} is in the way: move one of the two.`;
    return [wrong(at, name, 'a connector that no other device needs', hint)];
  });
}
