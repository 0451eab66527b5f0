/**
 * The virtual machine: QEMU as a child, its talk with the guest, and its USB port.
 *
 * Emulation only (TCG), one machine, ≤ 768 MiB, at low priority. QEMU is ended with this process whatever way that
 * goes (setpriv --pdeathsig). Must never be given a disk or a network: the guest sees this machine's files read-only
 * and nothing else. QEMU: docs/system/invocation, docs/interop/qmp-spec.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Socket, createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Monitor } from './monitor.ts';
import { type Answer, lineCutter } from './words.ts';

const MADE = 'node_modules/.cache/anbu-vm';
/** What the guest's kernel and the scenarios' programs said; kept until the next run. */
export const CONSOLE = join(MADE, 'console');
/** QEMU opens its sockets within a fraction of a second. */
const SOCKET_MS_MAX = 20_000;
const USB_DEVICE = { driver: 'usb-serial', id: 'node', chardev: 'node', serial: 'ANBU0001' } as const;

export interface MachineOrder {
  readonly checkout: string;
  readonly scenarios: readonly string[];
  readonly scenarioSecondsMax: number;
  hear(line: string): void;
}

export class Machine {
  /** Connect here to be the device behind the USB serial port. */
  readonly serialSocket: string;
  /** Resolves, in words, when QEMU is gone. */
  readonly ended: Promise<string>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'anbu-vm-'));
  readonly #console: string;
  readonly #qemu: ChildProcess;
  readonly #monitor: Promise<Monitor>;
  #talk: Socket | null = null;

  constructor(order: MachineOrder) {
    this.serialSocket = join(this.#folder, 'node');
    this.#console = join(order.checkout, CONSOLE);
    const command = [
      ...words('--pdeathsig KILL -- nice -n 10 qemu-system-x86_64'),
      ...hardware(order.checkout, this.#folder),
      '-append',
      kernelWords(order),
    ];
    this.#qemu = spawn('setpriv', command, { cwd: this.#folder, stdio: ['ignore', 'inherit', 'inherit'] });
    this.ended = new Promise((resolve) => {
      this.#qemu.on('error', (error) => resolve(`QEMU did not start: ${error.message}`));
      this.#qemu.on('exit', (code, signal) => resolve(`the machine ended (${signal ?? code ?? '?'})`));
    });
    this.#monitor = this.#connect('monitor').then(async (socket) => Monitor.greet(socket));
    this.#monitor.catch(() => undefined); // told by `ended`
    void this.#listen(order);
  }

  tell(answer: Answer): void {
    this.#talk?.write(`${JSON.stringify(answer)}\n`);
  }
  /** Pulls the serial device out; resolves when the guest has let go of it. */
  async unplug(): Promise<void> {
    const monitor = await this.#monitor;
    const gone = monitor.event('DEVICE_DELETED');
    await monitor.run('device_del', { id: USB_DEVICE.id });
    await gone;
  }
  async plug(): Promise<void> {
    await (await this.#monitor).run('device_add', USB_DEVICE);
  }
  kill(): void {
    this.#qemu.kill('SIGKILL');
  }
  consoleLines(): string[] {
    return existsSync(this.#console) ? readFileSync(this.#console, 'utf8').trimEnd().split(/\r*\n/) : [];
  }
  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listen(order: MachineOrder): Promise<void> {
    try {
      this.#talk = await this.#connect('talk');
      this.#talk.setEncoding('utf8').on(
        'data',
        lineCutter((line) => order.hear(line)),
      );
    } catch {
      this.kill();
    }
  }
  async #connect(name: string): Promise<Socket> {
    const path = join(this.#folder, name);
    const patience = performance.now() + SOCKET_MS_MAX;
    while (!existsSync(path)) {
      if (performance.now() > patience || this.#qemu.exitCode !== null) throw new Error(`no socket ${name}`);
      await pause(20);
    }
    return createConnection(path).on('error', () => undefined);
  }
}

const words = (text: string): string[] => text.split(' ');

function hardware(checkout: string, folder: string): string[] {
  const made = join(checkout, MADE);
  const socket = (id: string): string[] => [
    '-chardev',
    `socket,id=${id},path=${join(folder, id)},server=on,wait=off`,
  ];
  const files = (id: string, path: string): string[] => [
    '-fsdev',
    `local,id=${id},path=${path},security_model=none,readonly=on,multidevs=remap`,
    '-device',
    `virtio-9p-pci,fsdev=${id},mount_tag=${id}`,
  ];
  const { driver, ...properties } = USB_DEVICE;
  const usbDevice = [driver, ...Object.entries(properties).map((one) => one.join('='))].join(',');
  return [
    ...words('-M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 768'),
    ...words('-nodefaults -no-user-config -display none -no-reboot'),
    '-kernel',
    join(made, 'vmlinuz'),
    '-initrd',
    join(made, 'initramfs.gz'),
    '-serial',
    `file:${join(checkout, CONSOLE)}`,
    ...words('-mon chardev=monitor,mode=control'),
    ...socket('monitor'),
    ...words('-device virtio-serial-pci -device virtconsole,chardev=talk'),
    ...socket('talk'),
    ...files('host', '/'),
    ...files('layer', join(made, 'layer')),
    ...words(`-device qemu-xhci -device ${usbDevice}`),
    ...socket('node'),
  ];
}

function kernelWords({ checkout, scenarios, scenarioSecondsMax }: MachineOrder): string {
  return [
    'console=ttyS0 panic=-1 loglevel=5',
    `anbu.checkout=${checkout}`,
    `anbu.scenarios=${scenarios.join(',')}`,
    `anbu.limit=${scenarioSecondsMax}`,
  ].join(' ');
}
