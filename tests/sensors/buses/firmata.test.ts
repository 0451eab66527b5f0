/**
 * Firmata boards with everything real but the board's silicon: johnny-five in its thread, serialport, a pseudo-terminal,
 * and our firmware on a simulated ATmega328P.
 *
 * Times are shortened, and long against what is measured: a board is ready in some 0.3 s.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type TestContext, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import { type FirmataAddress, type FirmataTimes, openFirmata } from '../../../agent/sensors/buses/firmata.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { FirmataBoard } from './firmata-board.ts';
import { NO_PTY } from './pty.ts';

const TIMES: FirmataTimes = { askMs: 100, readyMsMax: 5_000, probeMs: 400 };
const PATIENCE_MS = 10_000;
const ROOT = new URL('../../../', import.meta.url).pathname;

let folder = '';
let open: ReturnType<typeof openFirmata>;
const links: BusLink[] = [];
const boards: FirmataBoard[] = [];
beforeAll(() => {
  execFileSync('bash', ['.ci/firmware', 'firmata-node'], { cwd: ROOT });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-firmata-'));
  open = openFirmata(TIMES);
});
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await Promise.all(boards.splice(0).map(async (board) => board.end()));
  rmSync(folder, { recursive: true, force: true });
});

async function plugIn(context: TestContext): Promise<FirmataBoard> {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: Firmata boards are not tried`);
  const board = await FirmataBoard.plugIn(join(folder, 'board'), readFirmware('firmata-node'));
  boards.push(board);
  return board;
}
function listen(pin: number, other: Partial<FirmataAddress> = {}) {
  const signals: BusSignal[] = [];
  const address: FirmataAddress = {
    bus: 'firmata',
    path: join(folder, 'board'),
    pin,
    kind: 'digital',
    bias: 'none',
    activeLow: false,
    ...other,
  };
  const link = open(address, (signal) => signals.push(signal));
  links.push(link);
  return { link, signals };
}
async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await pause(5);
  }
}
const threads = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

test('a detector, a contact and a current clamp on one board', async (context) => {
  const board = await plugIn(context);
  const t0 = performance.now();
  board.chip.setPin('D', 2, 0);
  board.chip.setVolts(0, 2.5);
  const pir = listen(2);
  const reed = listen(8, { bias: 'pull-up', activeLow: true });
  const clamp = listen(14, { kind: 'analog' });
  await until('up', () => [pir, reed, clamp].every(({ signals }) => signals.length > 0));
  console.log('up after', performance.now() - t0);
  expect(pir.signals).toEqual([{ type: 'up', level: 0 }]);
  expect(reed.signals).toEqual([{ type: 'up', level: 0 }]);
  board.chip.setPin('D', 2, 1);
  board.chip.setPin('B', 0, 0);
  const t1 = performance.now();
  await until('edges', () => pir.signals.length > 1 && reed.signals.length > 1);
  console.log('edge after', performance.now() - t1);
  await until('shares', () => clamp.signals.length > 3);
  console.log(clamp.signals);
  console.log(process.getActiveResourcesInfo(), threads(), process.memoryUsage().rss / 1e6);
});
