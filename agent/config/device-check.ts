/**
 * Mistakes in the list of devices: parts that cannot be driven or cannot be what they are said to be, devices that
 * feed nothing. Where they are plugged in, and who they are, is checked in `device-place.ts`.
 *
 * Works on the raw tree like `crosscheck.ts`, and passes over what the schema has reported. What it lets through, the
 * wiring of the sensors may rely on.
 */
import { isAllowed, type Part } from '../sensors/driver.ts';
import { PRESS_ROLES } from './config.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';
import { nearest } from './problems.ts';
import { sampleHint } from './samples.ts';
import { CLASSES } from './schema.ts';

const hasFeeds = ({ item }: Named): boolean => (valueAt(item, ['feeds']) ?? null) !== null;
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

function checkKind(device: Named, sensors: readonly Named[], part: Part): Finding[] {
  const feeds: unknown = valueAt(device.item, ['feeds']);
  if (typeof feeds === 'object' && feeds !== null) return checkFeeds(device, feeds, sensors, part);
  const at = [...device.path, 'part'];
  const channels = Object.values(part.channels);
  const classes = [...new Set(channels.flatMap((channel) => (typeof channel === 'string' ? [] : channel)))];
  const can = classes.length === 0 ? 'no sensor' : classes.join(', ');
  if (!isSensor(device)) {
    const isSupply = valueAt(device.item, ['role']) === 'supply';
    if (channels.includes(isSupply ? 'supply' : 'press')) return [];
    const hint = `${part.part} can be: ${can}; leave role out, or choose another part.`;
    return [
      wrong(
        at,
        part.part,
        isSupply ? 'a part that watches the supply' : 'a part that is pressed or pulled',
        hint,
      ),
    ];
  }
  const wanted: unknown = valueAt(sensors.find(({ id }) => id === device.id)?.item, ['class']);
  const known = CLASSES.find((each) => each === wanted);
  if (known === undefined || classes.includes(known)) return [];
  return [wrong(at, part.part, `a part that can be a ${known} sensor`, `${part.part} can be: ${can}.`)];
}

/** Each channel named is one of the part, and what it feeds is of its kind. */
function checkFeeds(
  device: Named,
  feeds: object,
  sensors: readonly Named[],
  { part, channels }: Part,
): Finding[] {
  return Object.entries(feeds).flatMap(([name, target]: [string, unknown]): Finding[] => {
    const at = [...device.path, 'feeds', name];
    const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
    if (channel === undefined) {
      const known = Object.keys(channels);
      const meant = nearest(name, known);
      const hint = meant === null ? 'Remove it.' : `Did you mean \`${meant}\`?`;
      const met = `the unknown channel ${JSON.stringify(name)}`;
      return [
        { path: at, key: true, met, expected: `one of the channels of ${part}: ${known.join(', ')}`, hint },
      ];
    }
    if (typeof channel === 'string') {
      if (channel === 'climate') {
        const hint = `${name} of ${part} is told without being fed to anything: remove it.`;
        return [wrong(at, target, 'nothing', hint)];
      }
      const can = channel === 'press' && PRESS_ROLES.some((role) => role === target);
      return can
        ? []
        : [wrong(at, target, 'button, touch, pull-cord or badge', `${name} of ${part} is no sensor.`)];
    }
    const sensor = sensors.find(({ id }) => id === target);
    const known = CLASSES.find((each) => each === valueAt(sensor?.item, ['class']));
    if (sensor === undefined) {
      return [wrong(at, target, 'the id of a sensor in home.sensors', 'No sensor of this home has that id.')];
    }
    if (known === undefined || channel.includes(known)) return [];
    return [
      wrong(at, target, `a sensor of class ${channel.join(' or ')}`, `${sensor.id} is a ${known} sensor.`),
    ];
  });
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
    const { min, max, unit, doc } = field;
    const kind = field.isFraction === true ? 'a number' : 'a whole number';
    return [wrong(at, value, `${kind} from ${min} to ${max} (${unit})`, doc)];
  });
}

/** Devices that stand for a sensor this home does not have. */
export function checkFeeding(devices: readonly Named[], sensors: readonly Named[]): Finding[] {
  const ids = sensors.map(({ id }) => id);
  return devices
    .filter((device) => isSensor(device) && !hasFeeds(device))
    .flatMap(({ id, path }) => {
      if (ids.includes(id)) return [];
      const meant = nearest(id, ids);
      const ask = meant === null ? 'A button needs role: button.' : `Did you mean \`${meant}\`?`;
      const hint = `No sensor of this home has that id. ${ask}`;
      return [wrong([...path, 'id'], id, 'the id of a sensor in home.sensors', hint)];
    });
}

/**
 * Sensors that are fed twice: where one says that it is well, the loss of the other would be forgotten. A device without
 * `feeds` counts once, for its channels are one part.
 */
export function checkFedOnce(devices: readonly Named[], sensors: readonly Named[]): Finding[] {
  const feeders = new Map<unknown, string>();
  return devices.flatMap((device) =>
    claimsOf(device).flatMap(({ sensor, at }) => {
      if (!sensors.some(({ id }) => id === sensor)) return [];
      const other = feeders.get(sensor);
      if (other === undefined) feeders.set(sensor, device.id);
      // Two devices of one id are told of as such.
      const isTold = other === device.id && !hasFeeds(device);
      if (other === undefined || isTold) return [];
      const who = other === device.id ? 'Another channel of this device' : `Device ${other}`;
      const hint = `${who} feeds it already: give each a sensor of its own in home.sensors; two may stand in one room.`;
      return [wrong(at, sensor, 'a sensor that nothing else feeds', hint)];
    }),
  );
}

/** What a device feeds, and where that is written. */
function claimsOf(device: Named): { readonly sensor: unknown; readonly at: Finding['path'] }[] {
  const { id, item, path } = device;
  const feeds: unknown = valueAt(item, ['feeds']);
  if (typeof feeds !== 'object' || feeds === null)
    return isSensor(device) ? [{ sensor: id, at: [...path, 'id'] }] : [];
  return Object.entries(feeds).map(([channel, sensor]: [string, unknown]) => ({
    sensor,
    at: [...path, 'feeds', channel],
  }));
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
  const fed = new Set(devices.flatMap((device) => fedBy(device, ids)));
  return sensors
    .filter(({ id }) => !fed.has(id))
    .map(({ id, path }) => wrong([...path, 'id'], id, 'a device in `devices` with the same id', hint));
}

/** The sensors that a device feeds; a misspelled id stands for what was meant. */
function fedBy(device: Named, ids: readonly string[]): unknown[] {
  const feeds: unknown = valueAt(device.item, ['feeds']);
  if (typeof feeds === 'object' && feeds !== null) return Object.values(feeds);
  return isSensor(device) ? [nearest(device.id, ids) ?? device.id] : [];
}
