/**
 * `anbu sim` and `anbu run`, the two real commands: every kind of wire tells the centre what happens at it, goes, is said
 * lost, comes back and tells again. GPIO lines need a kernel that has some: `npm run test:vm`.
 *
 * What is waited for is what the commands say; nothing here knows how they do it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAIN } from '../cli/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-bench-'));
const missing = ['avr-gcc', 'dbus-daemon', 'socat'].filter(
  (program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0,
);
const AGAIN_MS = 4_000;
/** A machine that does ten other things is slow; a hub that never says it is wrong. */
const PATIENCE_MS = 90_000;
let sim: Command;
let hub: Command;

/** A command that runs, and what it has said. */
class Command {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  #wake: () => void = () => {};
  #at = 0;

  constructor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [MAIN, ...words], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        this.lines.push(...lines);
        this.#wake();
      });
    }
  }
  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }
  /** Waits for a line that was not waited for yet; what came before it is passed over. */
  async until(text: string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const at = this.lines.findIndex((line, index) => index >= this.#at && line.includes(text));
      if (at >= 0) {
        this.#at = at + 1;
        return;
      }
      if (signal.aborted)
        throw new Error(`nobody said "${text}" but:\n${this.lines.slice(this.#at).join('\n')}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
  /** Does something, or several things by turns, until a line comes: what a tag says first after an outage is a level, no event. */
  async sayUntil(deeds: string | readonly string[], text: string): Promise<void> {
    const turns = [deeds].flat();
    let turn = 0;
    const next = (): void => {
      this.say(turns[turn % turns.length] ?? '');
      turn += 1;
    };
    const again = setInterval(next, AGAIN_MS);
    next();
    try {
      await this.until(text);
    } finally {
      clearInterval(again);
    }
  }
  /** Waits for all of these, in any order. */
  async untilAll(...texts: readonly string[]): Promise<void> {
    const from = this.#at;
    let last = from;
    for (const text of texts) {
      this.#at = from;
      await this.until(text);
      last = Math.max(last, this.#at);
    }
    this.#at = last;
  }
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const gone = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    return gone;
  }
}

beforeAll(async () => {
  if (missing.length > 0) return;
  expect(spawnSync('bash', ['.ci/firmware'], { stdio: 'ignore' }).status).toBe(0);
  sim = new Command(['sim', '--dir', folder, '--still']);
  await sim.until('ready');
  const address = `unix:path=${join(folder, 'bus')}`;
  hub = new Command(['run', '--config', join(folder, 'hub.yaml'), '--data', join(folder, 'data')], {
    DBUS_SYSTEM_BUS_ADDRESS: address,
  });
  await hub.until('up: home bench');
  // The tags say their state every few seconds; what the hub hears first of them is a level, not a movement.
  await sim.until('observation kettle');
}, 120_000);
afterAll(async () => {
  if (missing.length > 0) return;
  await hub.stop();
  await sim.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** [device, deed, what arrives, what is lost with it] */
const DEVICES = [
  ['radio', 'walk bedroom', 'observation bedroom on', 'sensor-lost bedroom'],
  ['board', 'walk kitchen', 'observation kitchen on', 'sensor-lost kitchen'],
  ['meter', 'boil water', 'observation kettle on', 'sensor-lost kettle'],
  ['bluetooth', 'walk living', 'observation living on', 'sensor-lost living'],
] as const;

test.each(DEVICES)('%s: is heard, unplugged, said lost, plugged in, and heard again', async (...row) => {
  const [device, deed, arrives, lost] = row;
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  await sim.sayUntil(deed, `arrived: ${arrives}`);
  sim.say(`unplug ${device}`);
  await sim.untilAll(`unplugged ${device}`, `arrived: condition raised ${lost}`);
  sim.say(`plug ${device}`);
  await sim.untilAll(`plugged ${device}`, `arrived: condition cleared ${lost}`);
});
test('a tag that was out of reach is heard when it is back', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const swings = ['open fridge', 'close fridge'];
  await sim.sayUntil(swings, 'arrived: observation fridge');
  sim.say('unplug door-tag');
  await sim.until('unplugged door-tag');
  sim.say('plug door-tag');
  await sim.until('plugged door-tag');
  await sim.sayUntil(swings, 'arrived: observation fridge');
});
test('the cord of a node is a call for help at the centre', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  sim.say('press cord');
  await sim.until('arrived: alert raised help');
});
test('every device is heard once more; both commands end when they are told to', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  await sim.sayUntil('walk hall', 'observation hall on');
  await sim.sayUntil('walk kitchen', 'observation kitchen on');
  await sim.sayUntil(['open fridge', 'close fridge'], 'observation fridge');
  expect(await hub.stop()).toBe(0);
  expect(await sim.stop()).toBe(0);
});
