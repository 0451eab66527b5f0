/**
 * A clean Debian with systemd as process 1, in a container: what an installed hub lives in, without a kernel of its own.
 *
 * systemd-nspawn(1) on a copy of a root that mmdebstrap made. Without a network: what is not in the root or in the shared
 * folder cannot be fetched. Owns its processes and its folder; whatever happens, `end` leaves neither.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Its first boot takes three seconds on two idle cores. */
const BOOT_MS_MAX = 120_000;
const COMMAND_MS_MAX = 300_000;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
}

export class Container {
  readonly root: string;
  /** `/share` in the container. */
  readonly share: string;
  #process: ChildProcess | null = null;
  #leader = 0;

  private constructor(folder: string) {
    this.root = join(folder, 'root');
    this.share = join(folder, 'share');
  }

  /** Unpacks the archive of a root into the folder, which must be empty. */
  static unpack(archive: string, folder: string): Container {
    const container = new Container(folder);
    mkdirSync(container.root, { recursive: true });
    mkdirSync(container.share);
    execFileSync('tar', ['-C', container.root, '-xf', archive]);
    return container;
  }

  async boot(): Promise<void> {
    const words = ['-q', '-D', this.root, `--bind=${this.share}:/share`, '--register=no', '--keep-unit'];
    // It does not outlive us, however we end; and Ctrl-C is ours to hear.
    const held = ['--pdeathsig', 'TERM', 'systemd-nspawn', ...words, '--private-network', '-b'];
    this.#process = spawn('setpriv', held, { stdio: 'ignore', detached: true });
    const untilMs = performance.now() + BOOT_MS_MAX;
    for (;;) {
      const state = this.#findLeader() ? this.run('systemctl is-system-running').out.trim() : '';
      if (state === 'running' || state === 'degraded') return;
      if (performance.now() > untilMs) throw new Error(`it did not boot: ${state}`);
      await pause(200);
    }
  }

  /** A line of shell as root in the container, its two streams together. */
  run(line: string): Ran {
    const words = ['-t', String(this.#leader), '-a', 'sh', '-c', `${line} 2>&1`];
    const { status, stdout } = spawnSync('nsenter', words, { encoding: 'utf8', timeout: COMMAND_MS_MAX });
    return { code: status, out: stdout };
  }

  /** The power goes: nothing in it hears of it. */
  async cutPower(): Promise<void> {
    const ended = this.#process;
    if (ended === null) return;
    const gone = new Promise((resolve) => ended.once('close', resolve));
    process.kill(this.#leader, 'SIGKILL');
    await Promise.race([gone, pause(20_000)]);
    this.#process = null;
  }

  async end(folder: string): Promise<void> {
    if (this.#process !== null && this.#process.exitCode === null) await this.cutPower();
    rmSync(folder, { recursive: true, force: true });
  }

  #findLeader(): boolean {
    const { pid } = this.#process ?? {};
    if (pid === undefined) return false;
    try {
      const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
      this.#leader = Number(child);
      return this.#leader > 0;
    } catch {
      return false;
    }
  }
}
