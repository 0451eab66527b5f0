/**
 * The command as a whole: help, mistakes on the command line, exit codes, and readers that go away.
 * Every row starts the real command; what can be proved in-process is in arguments.test.ts.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asCalled, calledAs } from '../../agent/cli/called-as.ts';
import { VERBS } from '../../agent/cli/verbs.ts';
import { RIGHT, rightWith, written } from '../config/hub-file.ts';
import { anbu, ended, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the table of verbs is sorted and says what the verbs say', async () => {
  const names = VERBS.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  for (const row of VERBS) {
    const { verb } = await row.load();
    expect({ name: verb.name, summary: verb.summary }).toEqual({ name: row.name, summary: row.summary });
    const flags = verb.flags.map(({ name }) => name);
    expect(new Set(flags).size, verb.name).toBe(flags.length);
    for (const flag of flags) expect(flag).toMatch(/^[a-z]+(-[a-z]+)*$/);
  }
});

describe('help', () => {
  test('names every verb, and each verb every flag', async () => {
    const { code, out } = await anbu('--help');
    expect(code).toBe(0);
    for (const { name, summary } of VERBS) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    const page = await anbu('inspect', '--help');
    expect(page.code).toBe(0);
    for (const word of ['anbu inspect journal', '--data DIR', '--last N', '--json'])
      expect(page.out).toContain(word);
  });
  test('of a verb needs no operands, and says what a TIME looks like', async () => {
    const page = await anbu('replay', '--help');
    expect(page).toMatchObject({ code: 0, err: '' });
    expect(page.out).toContain('2011-07-01T03:12');
  });
  test('the version is that of the package', async () => {
    expect(await anbu('--version')).toEqual({ code: 0, out: 'anbu 0.1.0\n', err: '' });
  });
  test('without a word, it is shown as a mistake', async () => {
    expect(await anbu()).toMatchObject({ code: 2 });
  });
});

describe('mistakes on the command line', () => {
  test.each([
    [['inspekt'], 'did you mean inspect?'],
    [['inspect', '--jsno'], 'did you mean --json?'],
    [['inspect', 'jurnal'], 'not "jurnal"'],
    [['inspect', 'config'], 'needs the FILE'],
    [['identity', 'banana'], 'anbu identity does not know "banana"; usage:'],
    [['identity', 'shwo'], '(did you mean show?)'],
    [['identity', 'install'], 'install CERTIFICATE'],
    [['decode', 'banana'], 'anbu decode does not know "banana"; usage:'],
    [['inspect', 'journal', '--data'], '--data needs a value'],
    [['inspect', 'journal', '--last', 'ten'], 'a whole number from 0'],
    [['inspect', 'journal', '--data', '/nowhere'], 'no journal in /nowhere'],
    [['inspect', 'config', '/nowhere.yaml'], 'cannot read /nowhere.yaml'],
    [['run', '--config', '/nowhere.yaml', '--check-config'], 'cannot read'],
  ])('%j', async (words, said) => {
    const { code, out, err } = await anbu(...words);
    expect(err).toContain(said);
    expect(err).not.toMatch(/\n\s+at /);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('as JSON they are one line', async () => {
    const { code, err } = await anbu('inspect', 'jurnal', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(err)).toMatchObject({ kind: 'error', code: 'usage' });
  });

  test('the hint is the help of the verb, and works where it was started', async () => {
    const { err } = await anbu('inspect', 'jurnal', '--json');
    const said: unknown = JSON.parse(err);
    const hint = typeof said === 'object' && said !== null && 'hint' in said ? String(said.hint) : '';
    expect(hint).toMatch(/^Run: (node agent\/main\.ts|npm run -s anbu --) inspect --help$/);
    const program = hint.slice('Run: '.length);
    // The Node that runs this, first on the path: as npm has it for whatever it starts.
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
    const page = await ended(spawn(program, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env }));
    expect(page).toMatchObject({ code: 0 });
    expect(page.out).toContain('anbu inspect journal');
  });

  test.each([
    [{ script: '/usr/bin/anbu', folder: '/root', byNpm: false }, 'anbu'],
    [{ script: '/srv/anbu/agent/main.ts', folder: '/srv/anbu', byNpm: true }, 'npm run -s anbu --'],
    [{ script: '/srv/anbu/agent/main.ts', folder: '/srv', byNpm: false }, 'node anbu/agent/main.ts'],
  ])('started as %j it is called %s', (started, called) => {
    expect(calledAs(started)).toBe(called);
    expect(asCalled('Run: anbu demo --help', called)).toBe(`Run: ${called} demo --help`);
    expect(asCalled('usage:\n    anbu demo', called)).toBe(`usage:\n    ${called} demo`);
  });
});

describe('run --check-config', () => {
  const wrong = rightWith(
    ['room: bathroom', 'rooms: bathroom'],
    ['gpio27', 'gpio17'],
    ['  hub: hub-12\n', ''],
  );
  test('says nothing is wrong', async () => {
    expect(await anbu('run', '--check-config', '--config', written(RIGHT))).toMatchObject({
      code: 0,
      err: '',
    });
  });
  test('warns of what can be used and is hardly meant, and still says it can be used', async () => {
    const path = written(rightWith(['  centreKeys: { desk: centre.pem }\n', '']), 'keyless.yaml');
    const { code, out, err } = await anbu('run', '--check-config', '--config', path);
    expect({ code, out }).toEqual({ code: 0, out: `${path} can be used, with 1 warning\n` });
    expect(err).toMatch(/^warning: .*uplink\.centreKeys: without a public key/);
    const json = await anbu('run', '--check-config', '--config', path, '--json');
    const lines = json.out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { kind: 'warning', path: 'uplink.centreKeys' },
      { kind: 'end', problems: 0 },
    ]);
  });
  test('says three mistakes in three messages, each with line, path, value, expectation and hint', async () => {
    const path = written(wrong, 'wrong.yaml');
    const { code, err } = await anbu('run', '--check-config', '--config', path);
    expect(code).toBe(2);
    expect(err.split('\n').filter((line) => line.startsWith(`${path}:`))).toHaveLength(3 + 1);
    expect(err).toContain(`${path}:5:23: home.sensors[0].rooms: expected`);
    expect(err).toContain('Did you mean `room`?');
    expect(err).toContain('3 problems');
  });
  test('as JSON, one problem per line', async () => {
    const { code, out } = await anbu('run', '--check-config', '--json', '--config', written(wrong));
    const lines = out.trim().split('\n');
    expect(code).toBe(2);
    expect(lines).toHaveLength(3 + 1);
    expect(JSON.parse(lines[3] ?? '')).toEqual({ kind: 'end', problems: 3 });
  });
  test('what is no YAML is one mistake where it begins to be none, and cannot be used, as in replay', async () => {
    const letter = written('Dear colleague,\nthis is: a letter: not a file\n\t- [\n{ "x":\n', 'letter.yaml');
    const checked = await anbu('run', '--check-config', '--config', letter);
    expect(checked).toMatchObject({ code: 2, out: '' });
    expect(checked.err.split('\n').filter((line) => line.startsWith(letter))).toEqual([
      expect.stringMatching(/:1:1: \(file\): expected YAML, but met what is none/) as string,
      `${letter}: 1 problem`,
    ]);
    const replayed = await anbu('replay', letter, '--home', letter);
    expect(replayed.code).toBe(2);
    expect(replayed.err.match(/expected/g)).toHaveLength(1);
  });
  test('a bad configuration never touches the journal', async () => {
    const data = join(folder, 'untouched');
    expect(await anbu('run', '--config', written(wrong), '--data', data)).toMatchObject({ code: 2 });
    expect(await anbu('inspect', 'journal', '--data', data)).toMatchObject({ code: 2 });
  });
});

test('a reader that goes away ends the command without a stack', async () => {
  const sensors = Array.from(
    { length: 250 },
    (_, n) => `    - { id: s${n}, room: "${'r'.repeat(60)}", class: item }`,
  );
  const text = `home:\n  home: x\n  timezone: Asia/Seoul\n  sensors:\n${sensors.join('\n')}\nboard: simulated\nuplink: { url: "mqtt://localhost", site: a, hub: b }\n`;
  const path = join(folder, 'long.yaml');
  writeFileSync(path, text);
  expect((await anbu('inspect', 'config', path)).out.length).toBeGreaterThan(65_536);
  const child = start('inspect', 'config', path);
  child.stdout?.destroy();
  const { code, err } = await ended(child);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('Ctrl-C stops a running hub in order: 130, and 0 when the service manager asks', async () => {
  const broker = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => broker.once('listening', resolve));
  const address = broker.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const path = written(rightWith(['localhost:1883', `127.0.0.1:${port}`]), 'running.yaml');
  const codes: (number | null)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = start('run', '--config', path, '--data', join(folder, signal));
    broker.once('connection', () => child.kill(signal));
    codes.push((await ended(child)).code);
  }
  broker.close();
  expect(codes).toEqual([130, 0]);
});
