/**
 * `anbu doctor` as a person calls it, on this machine as it is, and beside a hub that runs.
 * What each check says of other machines is in `tests/cli/doctor/`.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type TestContext, afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { Machine } from '../../agent/cli/doctor/machine.ts';
import { NO_PTY, openPty } from '../sensors/buses/pty.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { type Ended, anbu, ended, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Said = Readonly<Record<string, unknown>>;
function saidBy({ out }: Ended): readonly Said[] {
  return out
    .trim()
    .split('\n')
    .map((line): Said => {
      const said: unknown = JSON.parse(line);
      if (typeof said !== 'object' || said === null) throw new Error(`not an object: ${line}`);
      return { ...said };
    });
}
const findings = (run: Ended) => saidBy(run).filter(({ kind }) => kind === 'finding');
const of = (run: Ended, check: string) => findings(run).filter((said) => said['check'] === check);

describe('on this machine', () => {
  test('says one finding a line, each trouble with a remedy, and exits by whether there is any', async () => {
    const run = await anbu('doctor', '--json', '--data', folder);
    const trouble = findings(run).filter(({ state }) => state === 'missing' || state === 'broken');
    for (const { remedy } of trouble) expect(remedy).toMatch(/\S/);
    for (const said of findings(run)) {
      expect(Object.keys(said)).toEqual(['kind', 'check', 'subject', 'state', 'detail', 'remedy']);
      expect(said['detail']).toMatch(/\S/);
    }
    expect(run).toMatchObject({ code: trouble.length === 0 ? 0 : 1, err: '' });
    const checks = new Set(findings(run).map(({ check }) => check));
    for (const check of ['node', 'board', 'clock', 'disk', 'gpio', 'serial', 'radio', 'audio', 'broker'])
      expect(checks).toContain(check);
    expect(of(run, 'node').map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(of(run, 'disk')).toMatchObject([{ subject: folder, state: 'ok' }]);
    expect(saidBy(run).at(-1)).toMatchObject({ kind: 'end' });
  });
  test('opens the devices of a configuration, and says of each what it met', async () => {
    const file = written(rightWith(['localhost:1883', '127.0.0.1:1']), 'doctor.yaml');
    const run = await anbu('doctor', '--config', file, '--seconds', '1', '--json');
    expect(run.code).toBe(1);
    expect(of(run, 'config')).toMatchObject([{ state: 'ok', detail: '3 devices on Raspberry Pi 4 Model B' }]);
    expect(of(run, 'device').map(({ subject }) => subject)).toEqual(['bathroom', 'front-door', 'button']);
    expect(of(run, 'broker')).toMatchObject([{ subject: '127.0.0.1:1', state: 'broken' }]);
  });
  test('a configuration with a mistake is trouble, and the rest is looked at all the same', async () => {
    const file = written(rightWith(['gpio17', 'gpio99']), 'doctor-bad.yaml');
    const run = await anbu('doctor', '--config', file, '--json');
    expect(run.code).toBe(1);
    expect(of(run, 'config')).toMatchObject([{ state: 'broken', subject: file }]);
    expect(of(run, 'audio').length).toBeGreaterThan(0);
  });
  test('in words, a remedy stands below what it is for', async () => {
    const { out } = await anbu(
      'doctor',
      '--config',
      written(rightWith(['gpio17', 'gpio99']), 'doctor-bad.yaml'),
    );
    expect(out).toMatch(/^broken {3}config {6}.*"gpio99"\n +→ .*Did you mean `gpio9`/m);
    expect(out).toMatch(/need a person\.\n$/);
  });
  test.each([
    [['--config', '/nowhere.yaml'], 'cannot read /nowhere.yaml'],
    [['--seconds', '0'], '--seconds'],
    [['now'], 'doctor'],
  ])('%j cannot be used', async (words, said) => {
    const { code, err } = await anbu('doctor', ...words);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

test('beside a running hub, what it has is in use, and stays its own', async (context: TestContext) => {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: serial ports are not tried`);
  const broker = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => broker.once('listening', resolve));
  const address = broker.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const pty = await openPty(join(folder, 'meter'));
  const path = realpathSync(pty.path);
  const file = written(
    rightWith(
      ['localhost:1883', `127.0.0.1:${port}`],
      ['entrance: true }', 'entrance: true }\n    - { id: mains, room: hall, class: power }'],
      ['{ id: button,', `{ id: mains, part: p1, connector: ${path} }\n  - { id: button,`],
    ),
    'doctor-beside.yaml',
  );
  const data = join(folder, 'data');
  const hub = start('run', '--config', file, '--data', data);
  onTestFinished(async () => {
    hub.kill('SIGKILL');
    broker.close();
    await pty.unplug();
  });
  const hubEnds = ended(hub);
  let log = '';
  hub.stderr?.on('data', (text: string) => (log += text));
  const here = new Machine();
  // A hub that never opens its port ends by the limit of the test.
  while (!here.holdersOf(path).includes(hub.pid ?? 0)) await pause(50);
  const run = await anbu('doctor', '--config', file, '--data', data, '--seconds', '1', '--json');
  const [mains] = of(run, 'device').filter(({ subject }) => subject === 'mains');
  expect(mains).toMatchObject({ state: 'skipped', detail: `in use by the hub (process ${hub.pid})` });
  expect(of(run, 'disk')).toMatchObject([{ state: 'ok' }]);
  expect(log).not.toMatch(/mains: bus-unavailable/);
  hub.kill('SIGTERM');
  await hubEnds;
  const alone = await anbu('doctor', '--config', file, '--data', data, '--seconds', '1', '--json');
  const [free] = of(alone, 'device').filter(({ subject }) => subject === 'mains');
  expect(free).toMatchObject({ state: 'ok' });
  expect(free?.['detail']).toContain('nothing was heard');
});
