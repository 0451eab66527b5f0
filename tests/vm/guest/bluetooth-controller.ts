/**
 * A Bluetooth LE controller without a radio: the chip's side of HCI, on the kernel's /dev/vhci.
 *
 * A process of its own, because each read blocks. Its parent sends what is on the air (`OnAir`); a report goes to the
 * kernel only while it scans, and with duplicates filtered only when it changed, as chips do. It answers the commands
 * that an LE-only chip of version 4.2 knows and refuses all others. Bluetooth Core 4.2, Vol 2 Part E.
 */
import { openSync, read, writeSync } from 'node:fs';

/** What the parent puts on the air: once, now. */
export interface OnAir {
  /** As printed: `A4:C1:38:00:00:01`. */
  readonly mac: string;
  /** AD structures, ≤ 31 bytes, hex. */
  readonly hex: string;
  readonly rssi: number;
}
/** What the parent is told: the controller is there, the kernel began or ended to scan, an advert was reported. */
export type Told =
  | { readonly tells: 'ready' }
  | { readonly tells: 'scan'; readonly on: boolean }
  | { readonly tells: 'reported' };

const COMMAND = 0x01;
const EVENT = 0x04;
const VENDOR = 0xff;
const COMMAND_COMPLETE = 0x0e;
const LE_META = 0x3e;
const ADVERTISING_REPORT = 0x02;
const NOT_CONNECTABLE = 0x03;
const PUBLIC = 0x00;
const UNKNOWN_COMMAND = 0x01;
const LE_SET_SCAN_ENABLE = 0x200c;

const VERSION_4_2 = 8;
const ADDRESS = [0x01, 0x00, 0x00, 0xca, 0xfe, 0x00];
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

/** What each known command returns after its status. Sizes are those of the specification. */
const RETURNS: ReadonlyMap<number, readonly number[]> = new Map([
  [0x0c01, []], // Set Event Mask
  [0x0c03, []], // Reset
  [0x1001, [VERSION_4_2, 0, 0, VERSION_4_2, 0xff, 0xff, 0, 0]], // Read Local Version
  [0x1002, zeros(64)], // Read Local Supported Commands: no optional one
  [0x1003, [0, 0, 0, 0, 0x60, 0, 0, 0]], // Read Local Features: LE, no BR/EDR
  [0x1009, ADDRESS], // Read BD_ADDR
  [0x2001, []], // LE Set Event Mask
  [0x2002, [27, 0, 4]], // LE Read Buffer Size
  [0x2003, zeros(8)], // LE Read Local Features
  [0x2005, []], // LE Set Random Address
  [0x2006, []], // LE Set Advertising Parameters
  [0x2008, []], // LE Set Advertising Data
  [0x2009, []], // LE Set Scan Response Data
  [0x200a, []], // LE Set Advertising Enable
  [0x200b, []], // LE Set Scan Parameters
  [LE_SET_SCAN_ENABLE, []],
  [0x200f, [8]], // LE Read White List Size
  [0x2010, []], // LE Clear White List
  [0x2011, []], // LE Add Device To White List
  [0x2012, []], // LE Remove Device From White List
  [0x2018, [1, 2, 3, 4, 5, 6, 7, 8]], // LE Rand
  [0x201c, zeros(8)], // LE Read Supported States
]);

const device = openSync('/dev/vhci', 'r+');
const send = (...bytes: number[]): void => void writeSync(device, Uint8Array.from(bytes));
const tell = (told: Told): void => void process.send?.(told);
const scan = { on: false, isFiltered: false };
/** What was reported since the scan began, by address. */
const seen = new Map<string, string>();

function obey(opcode: number, words: Uint8Array): void {
  if (opcode === LE_SET_SCAN_ENABLE) {
    scan.on = words[0] === 1;
    scan.isFiltered = words[1] === 1;
    seen.clear();
  }
  const known = RETURNS.get(opcode);
  const answer = known === undefined ? [UNKNOWN_COMMAND] : [0, ...known];
  send(EVENT, COMMAND_COMPLETE, 3 + answer.length, 1, opcode & 0xff, opcode >> 8, ...answer);
  if (opcode === LE_SET_SCAN_ENABLE) tell({ tells: 'scan', on: scan.on });
}

function report({ mac, hex, rssi }: OnAir): void {
  if (!scan.on || (scan.isFiltered && seen.get(mac) === hex)) return;
  seen.set(mac, hex);
  const address = [...Buffer.from(mac.replaceAll(':', ''), 'hex')].reverse();
  const data = [...Buffer.from(hex, 'hex')];
  const body = [
    ADVERTISING_REPORT,
    1,
    NOT_CONNECTABLE,
    PUBLIC,
    ...address,
    data.length,
    ...data,
    rssi & 0xff,
  ];
  send(EVENT, LE_META, body.length, ...body);
  tell({ tells: 'reported' });
}

/** Each read gives one packet: its kind, then the packet. */
function listen(): void {
  const packet = Buffer.alloc(1_024);
  read(device, packet, 0, packet.length, null, (error, length) => {
    if (error) throw error;
    if (packet[0] === COMMAND) obey(packet.readUInt16LE(1), packet.subarray(4, length));
    else if (packet[0] === VENDOR) tell({ tells: 'ready' });
    listen();
  });
}

send(VENDOR, 0);
listen();
process.on('message', report);
process.on('disconnect', () => process.exit());
