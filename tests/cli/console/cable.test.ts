/**
 * The console as a technician meets it: the real command on a pseudo-terminal, beside a real hub that runs, is killed,
 * and cannot start. systemd and NetworkManager are programs that write down what they were told.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterAll, expect, test } from 'vitest';
import { rightWith, written } from '../../config/hub-file.ts';
import { frame, framesIn } from '../../provisioning/console-rig.ts';
import { NO_PTY, type Pty, openPty } from '../../sensors/buses/pty.ts';
import { MAIN, anbu } from '../command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-cable-'));
const data = join(folder, 'data');
const socket = join(folder, 'hub.sock');
const state = join(folder, 'state');
const networks = join(folder, 'networks');
const bin = join(folder, 'bin');
const told = join(folder, 'told');
// Port 1 is nobody's: the home is watched without a broker.
const config = written(rightWith(['localhost:1883', '127.0.0.1:1']), 'cable.yaml');
const children: ChildProcess[] = [];
const ptys: Pty[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ptys.map(async (pty) => pty.unplug()));
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, lines: string): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >>${told}\n${lines}\n`);
  chmodSync(join(bin, name), 0o755);
}
function run(...words: readonly string[]): ChildProcess {
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'ignore', 'ignore'], env });
  children.push(child);
  return child;
}
/** Far longer than a start on a busy machine; a wait that ends by it fails. */
const PATIENCE_MS = 40_000;
async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

class Laptop {
  readonly #pty: Pty;
  #id = 0;

  constructor(pty: Pty) {
    this.#pty = pty;
  }
  text(): string {
    return Buffer.from(this.#pty.received()).toString('utf8');
  }
  /** Whoever opens a port throws away what was sent before: until the first prompt nobody knows. */
  async greet(): Promise<void> {
    await until('a prompt', () => {
      this.#pty.send(Buffer.from('\r'));
      return this.text().includes('> ');
    });
  }
  /** Types a line that is shown, and waits for the prompt, or the question, after its answer. */
  async type(line: string): Promise<string> {
    return this.#typed(line, `${line}\r\n`);
  }
  async typeHidden(line: string): Promise<string> {
    return this.#typed(line, '');
  }
  async #typed(line: string, echo: string): Promise<string> {
    const from = this.text().length;
    const answer = (): string => {
      const text = this.text().slice(from);
      const at = text.indexOf(echo);
      return at < 0 ? '' : text.slice(at + echo.length);
    };
    this.#pty.send(Buffer.from(`${line}\r`));
    await until(`an answer to ${line}`, () => /> $|\(it is not shown\):\r\n$/.test(answer()));
    return answer();
  }
  async ask(body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    this.#id += 1;
    const id = this.#id;
    const answer = () =>
      framesIn(this.text()).find((one) => one.id === id && !('progress' in (one.body as object)))?.body;
    this.#pty.send(Buffer.from(frame(id, body)));
    await until(`an answer to ${JSON.stringify(body)}`, () => answer() !== undefined);
    return answer() as Record<string, unknown>;
  }
}

/** A hub that runs, a code of its label, and a laptop on the cable of its console. */
async function home(): Promise<{
  laptop: Laptop;
  hub: ChildProcess;
  code: string;
  another: string;
}> {
  program('nmcli', '');
  program(
    'systemctl',
    'case $1 in show) printf "NRestarts=3\\nActiveState=active\\nSubState=running\\n" ;; esac',
  );
  program('journalctl', 'echo "up: home flat-12"; echo "psk=hunter2hunter2"');
  mkdirSync(networks);
  const issued = await anbu('console', '--issue', '2', '--state', state);
  const hub = run('run', '--config', config, '--data', data, '--socket', socket);
  await until('the hub answers', () => existsSync(socket));
  const pty = await openPty(join(folder, 'tty'));
  ptys.push(pty);
  const places = ['--config', config, '--data', data, '--state', state, '--socket', socket];
  run('console', '--tty', pty.path, ...places, '--networks', networks);
  const laptop = new Laptop(pty);
  await laptop.greet();
  const [code = '', another = ''] = issued.out.trim().split('\n');
  return { laptop, hub, code, another };
}

test('a visit: the hub runs, is asked, claimed, set up, killed; the console still answers, and wipes it', async (context: TestContext) => {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: the console is not tried on a cable`);
  const { laptop, hub, code, another } = await home();
  expect(await laptop.type('status')).toMatch(
    /hub {8}runs and answers[\s\S]*active \(running\), started again 3 times[\s\S]*armed {6}not: nobody has walked[\s\S]*only after: claim CODE/,
  );
  expect(await laptop.type('wifi home')).toContain('(it is not shown)');
  expect(await laptop.typeHidden('correct horse')).toContain('no: claim-first');
  expect(await laptop.type('claim ZZZZ-ZZZZ-ZZZZ-ZZZZ')).toContain('Tries left: 9.');
  expect(await laptop.type(`claim ${code}`)).toContain('ok: this hub is yours');
  await laptop.type('wifi home');
  await laptop.typeHidden('correct horse');
  await laptop.type('timezone Mars/Olympus');
  expect(await laptop.type('commit')).toMatch(
    /- line 3, home\.timezone: expected a time zone[\s\S]*no: config-invalid/,
  );
  expect(existsSync(join(networks, 'anbu-wifi.nmconnection'))).toBe(false);
  await laptop.type('timezone Asia/Tokyo');
  expect(await laptop.type('commit')).toMatch(
    /… checking[\s\S]*anbu-wifi: up[\s\S]*ok: in force on the disk: home.timezone, wifi/,
  );
  expect(readFileSync(config, 'utf8')).toContain('timezone: Asia/Tokyo');
  expect(readFileSync(join(networks, 'anbu-wifi.nmconnection'), 'utf8')).toContain('psk=correct horse');
  expect(await laptop.type('log 2')).toMatch(/up: home flat-12\r\npsk=\[left out: value of a secret\]/);
  expect(await laptop.type('restart')).toContain('ok: started anew, it answers');
  expect(readFileSync(told, 'utf8')).toContain('systemctl restart anbu.service');
  expect(laptop.text()).not.toContain('correct horse');

  hub.kill('SIGKILL');
  await once(hub, 'exit');
  expect(await laptop.ask({ do: 'hello', versions: [1], session: 'v1' })).toEqual({
    ok: { version: 1, claimed: false },
  });
  expect(await laptop.ask({ do: 'status' })).toMatchObject({
    ok: { source: 'journal', service: { state: 'active (running)', restarts: 3 }, armedSince: null },
  });
  // The code was good once.
  expect(await laptop.ask({ do: 'claim', code })).toMatchObject({ error: { code: 'code-wrong' } });
  const reset = { do: 'factory-reset', confirm: 'hub-12' };
  expect(await laptop.ask(reset)).toMatchObject({ error: { code: 'claim-first' } });
  await laptop.ask({ do: 'claim', code: another });
  expect(await laptop.ask(reset)).toMatchObject({ ok: { hub: 'hub-12', receipt: { alg: null } } });
  expect([config, join(networks, 'anbu-wifi.nmconnection')].filter((path) => existsSync(path))).toEqual([]);
  expect(await laptop.ask({ do: 'status' })).toMatchObject({ ok: { source: 'nothing' } });
  expect(await laptop.ask({ do: 'claim', code: another })).toMatchObject({ error: { code: 'code-none' } });
}, 120_000);
