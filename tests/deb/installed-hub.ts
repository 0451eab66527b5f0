/**
 * What is asked of a hub in its container, by shell and by its own verbs; each question throws with the words it got.
 *
 * Owns the waiting for what the service manager does in its own time. Knows no step.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Container, Ran } from './container.ts';

export const DATA = '/var/lib/anbu';
/** Longer than any start of the hub in a container on a busy machine. */
export const START_SECONDS = 60;

interface Journal {
  readonly records: number;
  readonly boots: readonly unknown[];
}

export function expect(what: string, is: unknown, wanted: unknown): void {
  if (JSON.stringify(is) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
}

export class InstalledHub {
  readonly #container: Container;
  /** How many times slower than this machine it may be. */
  readonly #slowness: number;

  constructor(container: Container, slowness: number) {
    this.#container = container;
    this.#slowness = slowness;
  }

  /** Then its programs are real, and its sandbox is not: qemu-user speaks no netlink, by which a network of one's own is made. */
  get isEmulated(): boolean {
    return this.#slowness > 1;
  }

  /** Seconds that it took. `seconds`: at most, on a machine of this kind. */
  async until(what: string, seconds: number, isSo: () => boolean): Promise<number> {
    const [startedMs, most] = [performance.now(), seconds * this.#slowness];
    while (!isSo()) {
      if (performance.now() - startedMs > most * 1000) throw new Error(`not within ${most} s: ${what}`);
      await pause(250);
    }
    return Math.round((performance.now() - startedMs) / 100) / 10;
  }

  /** What it printed; throws with it when it does not end with 0. */
  sh(line: string): string {
    const { code, out } = this.run(line);
    if (code !== 0) throw new Error(`${line} → ${code}\n${out}`);
    return out.trim();
  }
  run(line: string): Ran {
    return this.#container.run(line);
  }
  install(file: string, before = ''): Ran {
    const apt = 'apt-get install -y --no-install-recommends --allow-downgrades';
    return this.run(`${before} DEBIAN_FRONTEND=noninteractive ${apt} /share/${file}`);
  }
  isActive(): boolean {
    return this.run('systemctl is-active anbu').out.trim() === 'active';
  }
  mainPid(): string {
    return this.sh('systemctl show anbu -p MainPID --value');
  }
  up(): Promise<number> {
    return this.until('the hub is up', START_SECONDS, () => this.isActive() && this.mainPid() !== '0');
  }
  /** Another process than `pid`. */
  upAgain(pid: string, seconds: number): Promise<number> {
    return this.until(
      'another process',
      seconds,
      () => this.isActive() && ![pid, '0'].includes(this.mainPid()),
    );
  }
  async bootedSince({ boots }: Journal): Promise<void> {
    await this.until(
      'another boot in the journal',
      30,
      () => this.journal().boots.length === boots.length + 1,
    );
  }
  status(): Record<string, unknown> {
    return JSON.parse(this.run('anbu status --json').out) as Record<string, unknown>;
  }
  journal(): Journal {
    return JSON.parse(this.sh('anbu inspect journal --json --last 0')) as Journal;
  }
  logged(words: string): boolean {
    return this.run(`journalctl -u anbu --no-pager -o cat | grep -qF '${words}'`).code === 0;
  }
}
