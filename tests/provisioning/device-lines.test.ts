/**
 * What a service visit changes of a hub's file that somebody has changed since: the lines of its own devices, and of these
 * only what the visit has to say. One home, one change by the visit, one by somebody else, a row each.
 */
import { expect, test } from 'vitest';
import { edited } from '../../agent/config/edit.ts';
import { readTree } from '../../agent/config/tree.ts';
import { lineEdits } from '../../agent/provisioning/device-lines.ts';
import { deviceLinesOf, hubFileOf } from '../../agent/provisioning/hub-file.ts';
import { type Plan, planOf } from '../../agent/provisioning/plan.ts';

const PORTS = { room: '/dev/a', door: '/dev/b' };

function planWith(devices: readonly unknown[], radio: string | null = null): Plan {
  const uplink = { url: 'mqtt://localhost', site: 's', hub: 'h' };
  const read = planOf(
    { home: 'flat', radio, devices, uplink },
    { isTimezone: () => true, boards: ['raspberry-pi-4'] },
  );
  if (!('plan' in read)) throw new Error(JSON.stringify(read.findings));
  return read.plan;
}
const ROOM = { id: 'room', watches: ['motion', 'button'] };
const DOOR = { id: 'door', room: 'hall', watches: ['entrance'] };
const REED = { id: 'fridge', watches: ['item'], part: 'reed', port: 'gpio17' };
const BEFORE = planWith([ROOM, DOOR]);
const WRITTEN = hubFileOf(BEFORE, new Map(Object.entries(PORTS)));

/** The file after a visit, and what it left out; `there`: as somebody has changed it. */
function after(there: string, devices: readonly unknown[], ports: Readonly<Record<string, string>> = PORTS) {
  const before = deviceLinesOf(BEFORE, new Map(Object.entries(PORTS)));
  const now = deviceLinesOf(planWith(devices), new Map(Object.entries(ports)));
  const { edits, takenOut, left } = lineEdits(readTree(there).value, before, now);
  const result = edited(there, edits);
  const text = 'text' in result ? result.text : `nowhere: ${result.nowhere.join('.')}`;
  return { text, takenOut, left: Object.keys(left) };
}
/** Each of these pairs replaced once, where it is. */
function changed(text: string, ...pairs: readonly (readonly [from: string, to: string])[]): string {
  return pairs.reduce((so, [from, to]) => {
    expect(so.split(from)).toHaveLength(2);
    return so.replace(from, () => to);
  }, text);
}

const KEPT = [
  ['language: ko', 'language: en # she asked for it'],
  ['uplink:\n', '# the new broker, since May\nuplink:\n'],
  ['url: mqtt://localhost', 'url: mqtts://new.example'],
] as const;
const HAND = changed(WRITTEN, ...KEPT);
const DOOR_SENSOR = '    - id: door\n      room: hall\n      class: door\n      entrance: true\n';

test.each<readonly [what: string, there: string, devices: readonly unknown[], ports: object, to: string]>([
  ['nothing', HAND, [ROOM, DOOR], PORTS, HAND],
  [
    'a node at another port',
    HAND,
    [ROOM, DOOR],
    { ...PORTS, door: '/dev/c' },
    changed(HAND, ['connector: /dev/b', 'connector: /dev/c']),
  ],
  [
    'a node in another room',
    HAND,
    [{ ...ROOM, room: 'bedroom' }, DOOR],
    PORTS,
    changed(HAND, ['room: room', 'room: bedroom']),
  ],
  [
    'what a node watches',
    HAND,
    [{ ...ROOM, watches: ['motion', 'pull-cord'] }, DOOR],
    PORTS,
    changed(HAND, ['button: button', 'button: pull-cord']),
  ],
  [
    'no button any more',
    HAND,
    [{ ...ROOM, watches: ['motion'] }, DOOR],
    PORTS,
    changed(HAND, ['\n      button: button', '']),
  ],
  [
    'a door that is the entrance no more',
    HAND,
    [ROOM, { ...DOOR, watches: ['door'] }],
    PORTS,
    changed(HAND, ['\n      entrance: true', '']),
  ],
  [
    'a device more, a wired one',
    HAND,
    [ROOM, DOOR, REED],
    PORTS,
    changed(
      HAND,
      ['entrance: true\n', 'entrance: true\n    - id: fridge\n      room: fridge\n      class: item\n'],
      ['contact: door\n', 'contact: door\n  - id: fridge\n    part: reed\n    connector: gpio17\n'],
    ),
  ],
  [
    'a device less: it is taken out with its sensors',
    HAND,
    [ROOM],
    PORTS,
    changed(hubFileOf(planWith([ROOM]), new Map(Object.entries(PORTS))), ...KEPT),
  ],
  [
    'a device less, whose sensor somebody took out already',
    changed(HAND, [DOOR_SENSOR, '']),
    [ROOM],
    PORTS,
    changed(hubFileOf(planWith([ROOM]), new Map(Object.entries(PORTS))), ...KEPT),
  ],
  [
    'a port, where somebody else has set the room, the key and an option of the same device',
    changed(
      HAND,
      ['room: hall', 'room: corridor'],
      ['key: node-door.key', 'key: devices-node-door-key.0123abcd.pem'],
      ['address: 2', 'address: 2\n      gain: 3'],
    ),
    [ROOM, DOOR],
    { ...PORTS, door: '/dev/c' },
    changed(
      HAND,
      ['room: hall', 'room: corridor'],
      ['key: node-door.key', 'key: devices-node-door-key.0123abcd.pem'],
      ['address: 2', 'address: 2\n      gain: 3'],
      ['connector: /dev/b', 'connector: /dev/c'],
    ),
  ],
  [
    'nothing, where somebody else has put a node at another port',
    changed(HAND, ['connector: /dev/b', 'connector: /dev/by-hand']),
    [ROOM, DOOR],
    PORTS,
    changed(HAND, ['connector: /dev/b', 'connector: /dev/by-hand']),
  ],
  [
    'a device, where there is no list of devices',
    'home: { home: flat }\n',
    [REED],
    PORTS,
    'home: { home: flat, sensors: [ { id: fridge, room: fridge, class: item } ] }\ndevices:\n  - id: fridge\n    part: reed\n    connector: gpio17\n',
  ],
])('the visit changes %s', (_, there, devices, ports, to) => {
  expect(after(there, devices, { ...PORTS, ...ports }).text).toBe(to);
});

test('what somebody took out stays out, and is named', () => {
  const at = HAND.indexOf('  - id: node-door');
  const without = `${HAND.slice(0, at)}${HAND.slice(HAND.indexOf('# the new broker'))}`;
  expect(after(without, [ROOM, DOOR], { ...PORTS, door: '/dev/c' })).toEqual({
    text: without,
    takenOut: ['node-door'],
    left: [],
  });
});

test.each([
  ['it', ['address: 2', 'address: 2\n      gain: 3']],
  ['its sensor', ['room: hall', 'room: corridor']],
] as const)(
  'a device that is in the plan no more stays where somebody has changed %s, and is named',
  (_, pair) => {
    const there = changed(HAND, pair);
    expect(after(there, [ROOM])).toEqual({ text: there, takenOut: [], left: ['door'] });
  },
);

test('a device that is in the plan no more, and that somebody took out, is of no matter', () => {
  const there = changed(hubFileOf(planWith([ROOM]), new Map(Object.entries(PORTS))), ...KEPT);
  expect(after(there, [ROOM])).toEqual({ text: there, takenOut: [], left: [] });
});

test('the same visit again changes nothing more', () => {
  const ports = { ...PORTS, door: '/dev/c' };
  const { text } = after(HAND, [ROOM, DOOR, REED], ports);
  expect(after(text, [ROOM, DOOR, REED], ports).text).toBe(text);
});
