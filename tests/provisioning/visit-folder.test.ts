/**
 * The folder of a hub on a real disk: one that somebody has changed since, one that is of another home, a visit that was cut
 * off between two of its writes, and two visits at once.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { VisitFolder } from '../../agent/cli/provision/folder.ts';
import { draftProblems } from '../../agent/cli/provision/visit.ts';
import { AnbuError } from '../../agent/errors.ts';
import { keyFileOf } from '../../agent/provisioning/hub-file.ts';
import { type Plan, planOf } from '../../agent/provisioning/plan.ts';
import { withNode } from '../../agent/provisioning/visit-memory.ts';
import { anbu } from '../cli/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = new Uint8Array(16).fill(7);
const OTHER_KEY = new Uint8Array(16).fill(9);
const PLAN = planWith(['room', 'door']);

function planWith(nodes: readonly string[]): Plan {
  const devices = nodes.map((id) => ({ id, watches: id === 'door' ? ['entrance'] : ['motion'] }));
  const uplink = { url: 'mqtt://localhost:1', site: 's', hub: 'h' };
  const read = planOf(
    { home: 'flat', board: 'sim-hub', language: 'en', devices, uplink },
    { isTimezone: () => true, boards: ['sim-hub'] },
  );
  if (!('plan' in read)) throw new Error(JSON.stringify(read.findings));
  return read.plan;
}
/** A visit to each of these nodes, found at these ports; the files that are there at its end. */
async function visit(out: string, plan: Plan, found: Readonly<Record<string, string>>, key = KEY) {
  const at = new VisitFolder(out, plan.home);
  try {
    at.adopt(plan);
    for (const [id, port] of Object.entries(found)) {
      at.keepKey(
        id,
        key.map((byte, index) => byte + index + id.length),
      );
      at.remember(withNode(at.memory, id, { serial: id, port, stage: 'done', firmware: '1.0' }));
    }
    return await put(at, plan);
  } finally {
    at.close();
  }
}
async function put(at: VisitFolder, plan: Plan) {
  const ports = new Map(Object.entries(at.memory.nodes).map(([id, { port }]) => [id, port]));
  const { after, problems } = await at.check(plan, ports, false);
  expect(problems).toEqual([]);
  at.putHubFile(after);
  return after;
}
async function installed(name: string): Promise<string> {
  const out = join(folder, name);
  await visit(out, PLAN, { room: '/dev/a', door: '/dev/b' });
  return out;
}
function text(out: string, name = 'hub.yaml'): string {
  return readFileSync(join(out, name), 'utf8');
}
function byHand(out: string, ...pairs: readonly (readonly [from: string, to: string])[]): string {
  const changed = pairs.reduce((so, [from, to]) => so.replace(from, () => to), text(out));
  writeFileSync(join(out, 'hub.yaml'), changed);
  return changed;
}
/** A memory as a version before wrote it: not what was put into the hub's file. */
function forgetLines(out: string): void {
  const { lines, ...older } = JSON.parse(text(out, 'provisioning.json')) as Record<string, unknown>;
  expect(lines).toBeDefined();
  writeFileSync(join(out, 'provisioning.json'), JSON.stringify(older));
}
function refusalOf(run: () => unknown): AnbuError {
  try {
    run();
  } catch (error) {
    if (error instanceof AnbuError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('a replaced node in a file that was changed since: its lines alone, the file before beside it, armed as it was', async () => {
  const out = await installed('changed');
  const before = byHand(out, ['language: en', 'language: ko # since May\ndetector: { cap: 9h }']);
  const memory = JSON.parse(text(out, 'provisioning.json')) as object;
  writeFileSync(join(out, 'provisioning.json'), JSON.stringify({ ...memory, state: 'armed' }));
  await visit(out, PLAN, { door: '/dev/c' }, OTHER_KEY);
  expect(text(out)).toBe(before.replace('/dev/b', '/dev/c'));
  expect(text(out, 'hub.yaml.before')).toBe(before);
  expect(text(out, 'provisioning.json')).toContain('"state": "armed"');
  // Once more with nothing to do: nothing is written.
  await visit(out, PLAN, {});
  expect(text(out, 'hub.yaml.before')).toBe(before);
});

test('the console gave the key a file of another name: the new key comes into the file that the hub reads', async () => {
  const out = await installed('console-key');
  const named = 'devices-node-door-key.0123abcd.pem';
  writeFileSync(join(out, named), text(out, keyFileOf('door')));
  const before = byHand(out, ['key: node-door.key', `key: ${named}`]);
  const key = text(out, named);
  await visit(out, PLAN, { door: '/dev/b' }, OTHER_KEY);
  expect(text(out)).toBe(before);
  expect(text(out, named)).not.toBe(key);
  expect(text(out, keyFileOf('door'))).toBe(key);
});

test('a node more in a file that was changed since, and one whose memory is of a version that kept no lines', async () => {
  const out = await installed('added');
  const before = byHand(out, ['language: en', 'language: ko']);
  forgetLines(out);
  await visit(out, planWith(['room', 'door', 'kitchen']), { room: '/dev/d', kitchen: '/dev/c' });
  expect(text(out)).toContain('language: ko');
  expect(text(out)).toContain('connector: /dev/d');
  expect(text(out)).toContain('id: node-kitchen');
  expect(text(out, 'hub.yaml.before')).toBe(before);
});

test.each([
  ['another home', 'home: flat\n', 'home: flat-2\n', 'is of the home flat-2, and this is flat', '--out'],
  ['no home', 'home:\n', 'house:\n', 'is of no home', '--out'],
  ['no YAML', 'language: en', 'language: "en', 'cannot be read: line ', '--check-config'],
])('a file of %s is refused with a next step, and stays', async (name, from, to, message, hint) => {
  const out = await installed(name.replace(' ', '-'));
  const before = byHand(out, [from, to]);
  const refusal = refusalOf(() => new VisitFolder(out, 'flat'));
  expect([refusal.code, refusal.message, refusal.hint]).toEqual([
    'visit-elsewhere',
    expect.stringContaining(message),
    expect.stringContaining(hint),
  ]);
  expect(text(out)).toBe(before);
  expect(readdirSync(out)).not.toContain('provision.lock');
});

test('a node that was taken out of the file cannot be replaced, and none is touched', async () => {
  const out = await installed('taken-out');
  const before = byHand(out, ['id: node-door', 'id: front-door']);
  const plan = join(folder, 'taken-out.yaml');
  writeFileSync(
    plan,
    'home: flat\nboard: sim-hub\nuplink: { url: "mqtt://localhost:1", site: s, hub: h }\n' +
      'devices: [{ id: room, watches: [motion] }, { id: door, watches: [entrance] }]\n',
  );
  const ended = await anbu('provision', '--plan', plan, '--out', out, '--wait', '0', '--replace', 'door');
  expect([ended.code, ended.out]).toEqual([1, '']);
  expect(ended.err).toContain('has no device node-door that could be replaced');
  expect(text(out)).toBe(before);
});

test('a device that is in the plan no more goes out of a file that was changed since; changed itself it stays, and is told at each visit', async () => {
  const out = join(folder, 'no-more');
  const plan = join(folder, 'no-more.yaml');
  const provision = async (...ids: readonly string[]): Promise<string> => {
    const devices = ids.map((id, at) => `{ id: ${id}, watches: [item], part: reed, port: gpio${at + 17} }`);
    writeFileSync(
      plan,
      `home: flat\nboard: raspberry-pi-4\nlanguage: en\nuplink: { url: "mqtt://localhost:1", site: s, hub: h }\ndevices: [${devices.join(', ')}]\n`,
    );
    return (await anbu('provision', '--plan', plan, '--out', out)).out;
  };
  await provision('fridge', 'pills', 'kettle');
  byHand(out, ['language: en', 'language: ko'], ['room: kettle', 'room: kitchen']);
  const told =
    "devices: kettle is in the plan no more, but was changed in the hub's file since, and stays there; " +
    'take it out of devices there, and out of home.sensors: kettle; or put it back into the plan';
  expect(await provision('fridge')).toContain(told);
  expect([text(out).includes('pills'), text(out).includes('id: kettle')]).toEqual([false, true]);
  expect(await provision('fridge')).toContain(told);
  byHand(out, ['room: kitchen', 'room: kettle']);
  expect(await provision('fridge')).not.toContain('kettle');
  expect(text(out)).not.toContain('kettle');
});

test('a device before the others in the plan would shift their addresses: said, and nothing is changed', async () => {
  const out = await installed('shifted');
  const before = text(out);
  const at = new VisitFolder(out, 'flat');
  const shifted = planWith(['kitchen', 'room', 'door']);
  await expect(draftProblems(shifted, at)).rejects.toThrow(
    'room was set up with the address 1, and the plan gives it 2',
  );
  expect(await draftProblems(planWith(['room', 'door', 'kitchen']), at)).toEqual([]);
  at.close();
  expect(text(out)).toBe(before);
});

test('a file that the hub would not take is not put there', async () => {
  const out = await installed('not-taken');
  const before = byHand(out, ['language: en', 'language: fr']);
  const at = new VisitFolder(out, 'flat');
  const { problems } = await at.check(
    PLAN,
    new Map([
      ['room', '/dev/a'],
      ['door', '/dev/c'],
    ]),
    false,
  );
  at.close();
  expect(problems.map(({ path }) => path)).toEqual(['language']);
  expect([text(out), existsSync(join(out, 'hub.yaml.draft'))]).toEqual([before, false]);
});

test('a file that changes at the last moment is left as it is', async () => {
  const out = await installed('last-moment');
  byHand(out, ['language: en', 'language: ko']);
  const at = new VisitFolder(out, 'flat');
  const { after } = await at.check(
    PLAN,
    new Map([
      ['room', '/dev/a'],
      ['door', '/dev/c'],
    ]),
    false,
  );
  const now = byHand(out, ['language: ko', 'language: en # no']);
  expect(refusalOf(() => at.putHubFile(after)).hint).toContain('Run the same command again');
  at.close();
  expect(text(out)).toBe(now);
});

/** What is on the disk when it is cut off before its first write, after it, and so on: the names in their order. */
test.each([0, 1, 2, 3])(
  'cut off after %i of the writes at its end, the same visit again ends the same',
  async (writes) => {
    const whole = await installed(`whole-${writes}`);
    byHand(whole, ['language: en', 'language: ko']);
    forgetLines(whole);
    const before = Object.fromEntries(readdirSync(whole).map((name) => [name, text(whole, name)]));
    await visit(whole, PLAN, { door: '/dev/c' });
    const out = join(folder, `cut-${writes}`);
    mkdirSync(out);
    for (const [name, content] of Object.entries(before)) writeFileSync(join(out, name), content);
    const at = new VisitFolder(out, 'flat');
    at.adopt(PLAN);
    at.keepKey(
      'door',
      KEY.map((byte, index) => byte + index + 4),
    );
    at.remember(
      withNode(at.memory, 'door', { serial: 'door', port: '/dev/c', stage: 'done', firmware: '1.0' }),
    );
    at.close();
    for (const name of ['hub.yaml.before', 'hub.yaml', 'provisioning.json'].slice(0, writes))
      writeFileSync(join(out, name), text(whole, name));
    expect([before['hub.yaml'], text(whole)]).toContain(text(out));
    await visit(out, PLAN, {});
    for (const name of readdirSync(whole)) expect([name, text(out, name)]).toEqual([name, text(whole, name)]);
  },
);

test('two at once: the second is told since when; whoever was killed holds nobody up', async () => {
  const out = await installed('busy');
  const at = new VisitFolder(out, 'flat');
  const refusal = refusalOf(() => new VisitFolder(out, 'flat'));
  expect([refusal.code, refusal.message]).toEqual([
    'provision-busy',
    expect.stringMatching(/another provision is at work in .*busy since 20\d\d-.*Z \(process \d+\)/),
  ]);
  const lock = text(out, 'provision.lock');
  at.close();
  expect(existsSync(join(out, 'provision.lock'))).toBe(false);
  const gone = spawnSync('true').pid;
  const sleeper = spawn('sleep', ['60']);
  for (const left of [
    lock.replace(`${process.pid} `, `${gone} `),
    // Another process has its number since.
    lock.replace(`${process.pid} `, `${sleeper.pid} `),
    // The machine was started anew since.
    lock.replace(/ \S+/, ' 0000'),
  ]) {
    expect(left).not.toBe(lock);
    writeFileSync(join(out, 'provision.lock'), left);
    new VisitFolder(out, 'flat').close();
  }
  sleeper.kill();
  // A power cut left it empty; one that is being written is not taken away.
  writeFileSync(join(out, 'provision.lock'), '');
  expect(refusalOf(() => new VisitFolder(out, 'flat')).code).toBe('provision-busy');
  utimesSync(join(out, 'provision.lock'), new Date(0), new Date(0));
  new VisitFolder(out, 'flat').close();
  expect(readdirSync(out).filter((name) => name.startsWith('provision.lock'))).toEqual([]);
});
