/**
 * The demo whose hub is killed: the hub is a child that dies by SIGKILL at random instants and is started again.
 *
 * The home's time and the desk live on in this process. What the child had committed must all arrive; what it had
 * not, it gets again from the log. Ends every child it started, by its handle. A shell.
 */
import type { Counts } from '../agent/machine.ts';
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Line } from '../agent/lines.ts';
import type { FromChild, ToChild } from './child-messages.ts';
import type { CentreKey } from './keys.ts';
import { seededUnit } from './quiet-ports.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { WorldRequest } from './world/open-world.ts';
import type { World } from './world/world.ts';

export interface KilledHubOptions {
  readonly request: WorldRequest;
  readonly world: World;
  readonly folder: string;
  readonly seed: number;
  readonly brokerUrl: string;
  readonly key: CentreKey;
  readonly kills: number;
  /** The desk's home time: it follows the child's. */
  readonly clock: VirtualClock;
  readonly print: (line: Line) => void;
  readonly interrupted: AbortSignal;
  /** True when the run has shown what it was asked for. */
  readonly finished: () => boolean;
}

const CHILD = fileURLToPath(new URL('hub-child.ts', import.meta.url));
/** A killed hub falls at a random point of the work that follows, not at the report itself. */
const FUSE_MS_MAX = 40;
/** A log with a collapse runs on for a day (`LogWorld`); the alert is raised within it. */
const AFTER_COLLAPSE_MS = 86_400_000;

export class KilledHub {
  readonly #options: KilledHubOptions;
  readonly #unit: () => number;
  /** Wall clock (UTC ms) of home time at which it dies next, ascending. */
  readonly #deaths: number[];
  readonly #expected: { alert: string; stage: string }[] = [];
  /** One death is kept for the moment after an alert was raised: nothing may be lost less. */
  #diesAlerting: boolean;
  #child: ChildProcess | null = null;
  /** The one whose end is near: another death must wait for the next life. */
  #doomed: ChildProcess | null = null;
  killed = 0;

  constructor(options: KilledHubOptions) {
    const { world, kills, seed } = options;
    this.#options = options;
    this.#unit = seededUnit(seed);
    const falls = options.request.kind === 'log' && options.request.collapseAtMs !== null;
    const endMs = falls ? world.endWallMs - AFTER_COLLAPSE_MS : world.endWallMs;
    this.#diesAlerting = falls && kills > 0;
    const byTime = this.#diesAlerting ? kills - 1 : kills;
    this.#deaths = Array.from(
      { length: byTime },
      () => world.startWallMs + this.#unit() * (endMs - world.startWallMs),
    ).sort((a, b) => a - b);
  }

  /** The desk has set a stage. */
  expect(alert: string, stage: string): void {
    this.#expected.push({ alert, stage });
  }

  /** Runs to the end of the world. Rejects when a child dies by itself. */
  async run(): Promise<Counts> {
    for (;;) {
      const outcome = await this.#life();
      if (outcome !== 'killed') return outcome;
    }
  }

  #life(): Promise<Counts | 'killed'> {
    const { request, folder, seed, brokerUrl, key, interrupted } = this.#options;
    const child = fork(CHILD, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child = child;
    const stop = (): void => this.#send({ type: 'stop' });
    interrupted.addEventListener('abort', stop);
    const publicKey = { keyId: key.keyId, publicKey: key.publicKey };
    this.#send({ type: 'start', request, folder, seed, brokerUrl, publicKey });
    return new Promise((resolve, reject) => {
      let counts: Counts | null = null;
      child.on('message', (message: FromChild) => {
        if (message.type === 'end') counts = message.counts;
        else this.#hear(message, child);
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        interrupted.removeEventListener('abort', stop);
        if (counts !== null) resolve(counts);
        else if (signal === 'SIGKILL') resolve('killed');
        else reject(new Error(`the hub's process ended by itself: ${signal ?? `exit ${String(code)}`}`));
      });
    });
  }

  #hear(message: Exclude<FromChild, { type: 'end' }>, child: ChildProcess): void {
    const { print, clock, finished } = this.#options;
    switch (message.type) {
      case 'line':
        print(message.line);
        if (this.#diesAlerting && isRaised(message.line) && this.#doomed !== child) {
          this.#diesAlerting = false;
          this.#lightFuse(child);
        }
        break;
      case 'born':
        print({ kind: 'hub', boot: message.boot, previous: message.previous, killedBefore: this.killed });
        break;
      case 'at':
        // A hub that came back begins where its journal ended, a little before the desk's time.
        clock.advanceTo(clock.now().monotonicMs + Math.max(0, message.wallMs - clock.now().wallMs));
        if (finished()) this.#send({ type: 'stop' });
        this.#send({ type: 'go', expect: this.#expected.splice(0) });
        if (this.#isDue(message.wallMs, child)) this.#lightFuse(child);
        break;
    }
  }

  #isDue(wallMs: number, child: ChildProcess): boolean {
    const next = this.#deaths[0];
    if (next === undefined || wallMs < next || this.#doomed === child) return false;
    this.#deaths.shift();
    return true;
  }

  #lightFuse(child: ChildProcess): void {
    this.#doomed = child;
    setTimeout(() => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      this.killed += 1;
      child.kill('SIGKILL');
    }, this.#unit() * FUSE_MS_MAX);
  }

  #send(message: ToChild): void {
    if (this.#child?.connected === true) this.#child.send(message);
  }
}

function isRaised(line: Line): boolean {
  return line.kind === 'alert' && line['stage'] === 'raised';
}
