/**
 * A laptop on the installed console: a pseudo-terminal in the container stands for the cable, the unit and its sandbox are
 * those that ship, but for the device that systemd would wait for.
 *
 * It is plugged in before the hub has ever run, and stays: a sandbox holds what was there when it was made, and whoever installs a hub
 * comes before its first start. Owns what is typed and what must come back. Knows no other step.
 */
import { DATA, type InstalledHub, expect } from './installed-hub.ts';

const [IN, OUT, TTY] = ['/run/cable.in', '/run/cable.out', '/run/cable.tty'];
const UNIT = 'anbu-console@';
const UNIT_FILE = `/etc/systemd/system/${UNIT}.service`;
export const NETWORKS = '/etc/NetworkManager/system-connections';
/** As if there were a NetworkManager, for whom every network stands. */
const NMCLI = '/usr/local/bin/nmcli';
const ARMED = `${DATA}/armed.json`;

export class Cable {
  readonly #hub: InstalledHub;
  readonly #passphrase: string;
  #instance = '';
  #code = '';

  /** `passphrase`: of the network that is set up over it. */
  constructor(hub: InstalledHub, passphrase: string) {
    this.#hub = hub;
    this.#passphrase = passphrase;
  }

  /** By which it was claimed. */
  get code(): string {
    return this.#code;
  }

  /** Before the hub's first start: nothing is known of it, and it answers. */
  async plugIn(): Promise<void> {
    const hub = this.#hub;
    hub.sh(`mkdir -p ${NETWORKS} && printf '#!/bin/sh\\n' >${NMCLI} && chmod 0755 ${NMCLI}`);
    this.#code = hub.sh('anbu console --issue 1');
    hub.sh(`mkfifo ${IN}`);
    const held = `tty >${TTY}; stty raw -echo; sleep 7200`;
    hub.sh(`(setsid sh -c 'exec 3<>${IN}; script -qfc "${held}" ${OUT} <&3 >/dev/null' >/dev/null 2>&1 &)`);
    await hub.until('a terminal', 10, () => hub.run(`test -s ${TTY}`).code === 0);
    const without = hub.isEmulated ? '/dev-%i/d; /PrivateNetwork/d' : '/dev-%i/d';
    hub.sh(
      `sed '${without}' /usr/lib/systemd/system/${UNIT}.service >${UNIT_FILE} && systemctl daemon-reload`,
    );
    const port = hub.sh(`tr -d '\\r' <${TTY}`).replace('/dev/', '');
    this.#instance = `${UNIT}${port.replaceAll('/', '-')}`;
    hub.sh(`systemctl start ${this.#instance}`);
    await hub.until('a prompt', 30, () => answers(hub, '', '> '));
    await this.#type('status', 'ok: nothing is known of it');
    await this.#type('walk', 'no: claim-first');
  }

  /** Beside the hub, which has run since; ends with the cable pulled. Exposure of the console's unit, by systemd's own judgement. */
  async visit(): Promise<string> {
    const hub = this.#hub;
    const wanted: readonly (readonly [string, string])[] = [
      ['status', 'hub        runs and answers'],
      ['timezone Asia/Tokyo', 'no: claim-first'],
      [`claim ${this.#code}`, 'ok: this hub is yours'],
      ['timezone Mars/Olympus', 'ok: waits for commit'],
      ['commit', 'no: config-invalid'],
      ['timezone Asia/Tokyo', 'ok: waits for commit'],
      ['wifi home', '(it is not shown):'],
      [this.#passphrase, 'ok: waits for commit: home.timezone, wifi'],
      ['commit', 'ok: in force on the disk: home.timezone, wifi'],
      ['restart now', 'ok: started anew'],
    ];
    for (const [typed, answer] of wanted) await this.#type(typed, answer);
    hub.sh("grep -q 'timezone: Asia/Tokyo' /etc/anbu/hub.yaml");
    await hub.up();
    await this.#walk();
    hub.sh(`systemctl stop ${this.#instance}`);
    hub.sh(`rm ${UNIT_FILE} ${IN} ${OUT} ${TTY} ${NMCLI} && systemctl daemon-reload`);
    const words = hub.sh(`systemd-analyze security --offline=true --no-pager ${UNIT}ttyGS0.service`);
    const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(words)?.[1]);
    if (!(exposure <= 2)) throw new Error(`exposure ${exposure}, not at most 2.0\n${words}`);
    return `exposure ${exposure} (0 best, 10 worst)`;
  }

  /** A walk takes the word that the home is armed off the hub's disk: the sandbox must let it. */
  async #walk(): Promise<void> {
    const hub = this.#hub;
    hub.sh(`install -o anbu -g anbu -m 0600 /dev/null ${ARMED}`);
    await this.#type('walk', 'ok: 1/');
    expect('still armed', hub.run(`test -e ${ARMED}`).code === 0, false);
    await this.#type('stop', 'ok: stopped; the home is not armed');
  }

  async #type(typed: string, answer: string): Promise<void> {
    const hub = this.#hub;
    const before = count(hub, answer);
    hub.sh(`printf '%s\\r' '${typed}' >${IN}`);
    await hub.until(`${typed}: ${answer}`, 60, () => count(hub, answer) > before);
  }
}

function answers(hub: InstalledHub, typed: string, answer: string): boolean {
  hub.sh(`printf '%s\\r' '${typed}' >${IN}`);
  return count(hub, answer) > 0;
}

/** Lines of the terminal that have these words. */
function count(hub: InstalledHub, words: string): number {
  return Number(hub.run(`grep -cF '${words}' ${OUT}`).out.trim());
}
