/**
 * A home on the guest's pins and USB port, as its configuration says it: a detector and a door on wires, and a door on
 * a sensor node that the host plays.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { NODE } from '../words.ts';
import { run, until } from './scenario.ts';

const FOLDER = '/run/anbu';
export const CONFIG = join(FOLDER, 'hub.yaml');
export const DATA = join(FOLDER, 'data');
export const MAIN = new URL('../../../agent/main.ts', import.meta.url).pathname;
/** The chip of the board in the configuration, and what is wired to it. */
export const CHIP = { label: 'pinctrl-bcm2711', lines: 58 } as const;
export const LINE = { bathroom: 4, frontDoor: 17 } as const;
/** A contact to ground with a pull-up: closed is low. */
export const DOOR = { closed: 0, open: 1 } as const;
/** What QEMU's device is called by udev. */
const PORT = '/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_ANBU0001-if00-port0';

const TEXT = `
home:
  home: flat-12
  timezone: Asia/Seoul
  sensors:
    - { id: bathroom, room: bathroom, class: motion }
    - { id: front-door, room: hall, class: door, entrance: true }
    - { id: balcony-door, room: balcony, class: door }
board: raspberry-pi-4
devices:
  - { id: bathroom, part: pir, connector: gpio${LINE.bathroom}, options: { warmUpMs: 0 } }
  - { id: front-door, part: reed, connector: gpio${LINE.frontDoor} }
  - id: node-7
    part: sensor-node
    connector: ${PORT}
    key: node-7.key
    feeds: { contact: balcony-door }
    options: { address: ${NODE.address} }
uplink: { url: 'mqtt://localhost:1883', site: district-9, hub: hub-12 }
`;

/** Writes the configuration, and waits for the port that it names. */
export async function prepareHome(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(CONFIG, TEXT);
  writeFileSync(join(FOLDER, 'node-7.key'), NODE.keyHex);
  run('modprobe', 'xhci-pci');
  run('modprobe', 'ftdi_sio');
  await until('the port', () => existsSync(PORT));
}
