/**
 * A plan becomes the file of a hub that can be used, always the same bytes; a wrong one is told whole, with remedies.
 * The hub's own reader judges the file. Never writes outside a folder of its own.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../agent/config/load.ts';
import { problemText } from '../../agent/config/problems.ts';
import { channelsOf, hubFileOf, keyFileOf } from '../../agent/provisioning/hub-file.ts';
import { type Plan, nodesOf, readPlan } from '../../agent/provisioning/plan.ts';
import { TEMPLATES, TEMPLATE_NAMES } from '../../agent/provisioning/templates.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const UPLINK = 'uplink: { url: "mqtt://localhost:1883", site: district-9, hub: hub-12 }\n';
const AROUND = { isTimezone: (name: string) => name === 'Asia/Seoul', boards: ['raspberry-pi-4'] };

function planOf(text: string): Plan {
  const read = readPlan('plan.yaml', text, AROUND);
  if ('problems' in read) throw new Error(read.problems.map(problemText).join('\n'));
  return read.plan;
}
function problemsOf(text: string): readonly string[] {
  const read = readPlan('plan.yaml', text, AROUND);
  return 'problems' in read ? read.problems.map(problemText) : [];
}
/** Loads the hub's file of a plan as a hub does, each node with its key, at a port of its own. */
async function loadedFrom(plan: Plan) {
  const ports = new Map(nodesOf(plan).map(({ id }) => [id, `/dev/serial/by-id/usb-${id}`]));
  for (const { id } of nodesOf(plan))
    writeFileSync(join(folder, keyFileOf(id)), '000102030405060708090a0b0c0d0e0f\n');
  const file = join(folder, 'hub.yaml');
  writeFileSync(file, hubFileOf(plan, ports));
  return loadConfig(file);
}

test.each(TEMPLATE_NAMES)(
  'a home of the kind %s is a name, its kind and an uplink; the hub can use its file',
  async (name) => {
    const plan = planOf(`home: flat-12\ntemplate: ${name}\n${UPLINK}`);
    const loaded = await loadedFrom(plan);
    if ('problems' in loaded) throw new Error(loaded.problems.map(problemText).join('\n'));
    const { config, warnings } = loaded;
    const template = TEMPLATES.find((each) => each.name === name);
    expect(config.devices.map(({ id }) => id)).toEqual(template?.devices.map(({ id }) => `node-${id}`));
    expect(config.devices.map(({ options }) => options['address'])).toEqual(
      config.devices.map((_, at) => at + 1),
    );
    expect(config.home.sensors.some(({ entrance }) => entrance === true)).toBe(true);
    // What can be called from and who leaves is seen; only the centre's key is not the template's to know.
    expect(warnings.map(({ path }) => path)).toEqual(['uplink.centreKeys']);
  },
);

test('the names of the templates are those of the schema', () => {
  expect(TEMPLATES.map(({ name }) => name)).toEqual([...TEMPLATE_NAMES]);
});

test('a plan of its own: two signs of one node, a wired part, a radio, the words of the hub', async () => {
  const plan = planOf(`home: flat-12
radio: /dev/serial/by-id/usb-radio
devices:
  - { id: hall, watches: [motion, entrance, button], address: 2 }
  - { id: bathroom, room: bath, watches: [motion], hold: 60 }
  - { id: fridge, watches: [item] }
  - { id: kettle, room: kitchen, watches: [motion], part: pir, port: gpio4 }
  - { id: press, watches: [button], part: button, port: gpio27 }
companion: { hearing: hard }
${UPLINK}`);
  expect(nodesOf(plan).map(({ id, address, hold }) => [id, address, hold])).toEqual([
    ['hall', 2, null],
    ['bathroom', 1, 60],
    ['fridge', 3, null],
  ]);
  expect(plan.devices.map(channelsOf)[0]).toEqual(['motion', 'contact', 'button']);
  const loaded = await loadedFrom(plan);
  if ('problems' in loaded) throw new Error(loaded.problems.map(problemText).join('\n'));
  const { home, devices, companion } = loaded.config;
  expect(home.sensors.map(({ id, room, class: kind }) => `${id} ${room} ${kind}`)).toEqual([
    'hall-motion hall motion',
    'hall-door hall door',
    'bathroom bath motion',
    'fridge fridge item',
    'kettle kitchen motion',
  ]);
  expect(devices.map(({ id, connector, feeds, role }) => [id, connector, feeds ?? role])).toEqual([
    [
      'node-hall',
      '/dev/serial/by-id/usb-radio',
      { motion: 'hall-motion', contact: 'hall-door', button: 'button' },
    ],
    ['node-bathroom', '/dev/serial/by-id/usb-radio', { motion: 'bathroom' }],
    ['node-fridge', '/dev/serial/by-id/usb-radio', { contact: 'fridge' }],
    ['kettle', 'gpio4', 'sensor'],
    ['press', 'gpio27', 'button'],
  ]);
  expect(companion.hearing).toBe('hard');
});

test('the same plan and ports give the same bytes, and no key is among them', async () => {
  const text = `home: flat-12\ntemplate: two-room\n${UPLINK}`;
  const ports = new Map([['kitchen', '/dev/serial/by-id/usb-k']]);
  expect(hubFileOf(planOf(text), ports)).toBe(hubFileOf(planOf(text), ports));
  await loadedFrom(planOf(text));
  expect(readFileSync(join(folder, 'hub.yaml'), 'utf8')).not.toContain('000102');
});

test('three mistakes are told at once, each with its line and what to do', () => {
  const told = problemsOf(`home: flat-12
timezone: KST
template: two-rooms
devices:
  - { id: hall, watches: [motion, door, entrance] }
${UPLINK}`);
  expect(told).toHaveLength(3);
  expect(told[0]).toMatch(/^plan\.yaml:2:11: timezone: .*\n {2}Write a name such as Asia\/Seoul\.$/);
  expect(told[1]).toMatch(/^plan\.yaml:3:11: template: expected one of one-room, officetel, two-room/);
  expect(told[2]).toMatch(
    /^plan\.yaml:5:26: devices\[0\]\.watches: expected only one of door, entrance, item/,
  );
});

test.each([
  ['nothing stands in the home', 'home: a\n', 'devices: expected a template, or devices'],
  ['a list of nothing', 'home: a\ndevices: []\n', 'devices: expected a template, or devices'],
  [
    'a name twice',
    'home: a\ndevices: [{ id: x, watches: [motion] }, { id: x, watches: [item] }]\n',
    'devices[1].id',
  ],
  [
    'an address twice',
    'home: a\ndevices: [{ id: x, address: 4, watches: [motion] }, { id: y, address: 4, watches: [item] }]\n',
    'devices[1].address',
  ],
  [
    'two calls on one wire',
    'home: a\ndevices: [{ id: x, watches: [button, pull-cord] }]\n',
    'devices[0].watches',
  ],
  ['a board that nobody knows', 'home: a\ntemplate: one-room\nboard: pi-9\n', 'board: expected a board'],
  [
    'a part that nobody knows',
    'home: a\ndevices: [{ id: x, part: pirr, port: gpio4, watches: [motion] }]\n',
    'Did you mean `pir`?',
  ],
  [
    'a wired part to be looked for',
    'home: a\ndevices: [{ id: x, part: pir, watches: [motion] }]\n',
    'devices[0].port',
  ],
  ['a key that is misspelled', 'home: a\ntemplat: one-room\n', 'Did you mean `template`?'],
  [
    'a broker without TLS',
    'home: a\ntemplate: one-room\nuplink: { url: "mqtt://far", site: s, hub: h }\n',
    'uplink.url',
  ],
  ['no YAML', 'home: [\n', 'plan.yaml:2:1'],
])('%s', (_, text, expected) => {
  const told = problemsOf(text.includes('uplink') ? text : `${text}${UPLINK}`);
  expect(told.join('\n')).toContain(expected);
});
