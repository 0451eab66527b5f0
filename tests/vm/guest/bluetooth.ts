/**
 * Bluetooth as a Debian machine has it: the system bus, bluetoothd, and a controller with scripted adverts.
 *
 * Owns the three processes. Each can be stopped and started by a scenario, as an upgrade or a crash does.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';

import type { OnAir, Told } from './bluetooth-controller.ts';
import { run, until } from './scenario.ts';

const DAEMON = '/usr/libexec/bluetooth/bluetoothd';
/** As bluetoothd calls it on the bus. */
export const ADAPTER = '/org/bluez/hci0';

export class Bluetooth {
  readonly #controller: ChildProcess;
  #daemon: ChildProcess | null = null;
  #isReady = false;
  #isScanning = false;
  #scannedMs = 0;
  #scanSinceMs = 0;
  #reported = 0;

  private constructor() {
    run('modprobe', 'hci_vhci');
    spawn('dbus-daemon', ['--system', '--nofork', '--nopidfile'], { stdio: ['ignore', 2, 2] });
    this.#controller = fork(new URL('bluetooth-controller.ts', import.meta.url).pathname, {
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#controller.on('message', (told: Told) => this.#hear(told));
  }

  static async start(): Promise<Bluetooth> {
    const bluetooth = new Bluetooth();
    await until('a controller', () => bluetooth.#isReady);
    await bluetooth.startDaemon();
    return bluetooth;
  }
  get isScanning(): boolean {
    return this.#isScanning;
  }
  /** Time that the controller was told to listen. */
  get scannedMs(): number {
    return this.#scannedMs + (this.#isScanning ? performance.now() - this.#scanSinceMs : 0);
  }
  /** Adverts that the controller handed to the kernel. */
  get reported(): number {
    return this.#reported;
  }
  /** On the air once: heard only while somebody scans. */
  advertise(advert: OnAir): void {
    this.#controller.send(advert);
  }
  async startDaemon(): Promise<void> {
    this.#daemon = spawn(DAEMON, ['--nodetach'], { stdio: ['ignore', 2, 2] });
    await until('an adapter of bluetoothd', () => isAdapterThere());
    run(
      'busctl',
      '--system',
      'set-property',
      'org.bluez',
      ADAPTER,
      'org.bluez.Adapter1',
      'Powered',
      'b',
      'true',
    );
  }
  power(isOn: boolean): void {
    const property = ['org.bluez', ADAPTER, 'org.bluez.Adapter1', 'Powered', 'b', String(isOn)];
    run('busctl', '--system', 'set-property', ...property);
  }
  /** Without a word, as a crash does. */
  async stopDaemon(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === null) return;
    const gone = once(daemon, 'exit');
    daemon.kill('SIGKILL');
    await gone;
    this.#daemon = null;
  }
  #hear(told: Told): void {
    switch (told.tells) {
      case 'ready':
        this.#isReady = true;
        break;
      case 'reported':
        this.#reported += 1;
        break;
      case 'scan':
        this.#scannedMs = this.scannedMs;
        this.#scanSinceMs = performance.now();
        this.#isScanning = told.on;
        break;
    }
  }
}

function isAdapterThere(): boolean {
  try {
    return run('busctl', '--system', 'tree', 'org.bluez').includes(ADAPTER);
  } catch {
    return false; // not on the bus yet
  }
}
