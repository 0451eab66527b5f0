/**
 * Current through the whole hub: a power cut told and survived, and a fridge that goes on while its owner lies on the
 * floor (F62). The parts are emulated at their buses, everything behind them is what ships.
 */
import { beforeEach, expect, test } from 'vitest';
import type { Device } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Body, SensorDescription } from '../../agent/record.ts';
import { MainsLineEmulator } from '../../agent/sensors/drivers/mains-line/emulator.ts';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { PzemEmulator } from '../../agent/sensors/drivers/pzem/emulator.ts';
import {
  OpenPipe,
  noLog,
  noSignatures,
  noWatchdog,
  seededRandom,
  seededUnit,
} from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../sim/simulated-home.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { DAY_MS, FRIDGE, HOUR_MS, MINUTE_MS, cycles } from './electric-home.ts';

const SENSORS: readonly SensorDescription[] = [
  { id: 'hall', room: 'hall', class: 'motion' },
  { id: 'meter', room: 'hall', class: 'power' },
  { id: 'kitchen-meter', room: 'kitchen', class: 'power' },
];
const plain = { role: 'sensor', mac: null, key: null, feeds: null, room: null, options: {} } as const;
const meter = (id: string, address: number): Device => ({
  ...plain,
  id,
  part: 'pzem',
  connector: 'uart0',
  options: { address, stepWatts: 50 },
});
const DEVICES: readonly Device[] = [
  { ...plain, id: 'hall', part: 'pir', connector: 'gpio0' },
  meter('meter', 1),
  meter('kitchen-meter', 2),
  { ...plain, id: 'mains', part: 'mains-line', connector: 'gpio1', role: 'supply' },
];
const CONFIG = defaultConfig({ home: 'power', timezone: 'UTC', sensors: SENSORS }, { devices: DEVICES });

let clock: VirtualClock;
let said: { atMs: number; body: Body }[];
let pir: PirEmulator;
let mains: MainsLineEmulator;
let meters: PzemEmulator[];

function startHub(): Hub {
  const surroundings = { after: clock.after, unit: seededUnit(3) };
  const nowMs = (): number => clock.now().monotonicMs;
  const buses = new SimulatedBuses(clock.after);
  pir = new PirEmulator(surroundings);
  mains = new MainsLineEmulator(surroundings);
  meters = [1, 2].map(
    (address) => new PzemEmulator(surroundings, { nowMs, key: null, mac: '', options: { address } }),
  );
  buses.plug('simulated', 0, pir.line);
  buses.plug('simulated', 1, mains.line);
  for (const { slave } of meters) buses.plugSlave('simulated/uart0', slave);
  const hub = new Hub({
    config: CONFIG,
    board: SIMULATED_BOARD,
    program: { version: '1.2.3', codeHash: 'code' },
    ports: {
      clock,
      random: seededRandom(1),
      store: createMemoryStore(),
      buses,
      speaker: { say: (_, done) => done(null), stop: () => {} },
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
    observer: (committed) => committed.forEach(({ at, body }) => said.push({ atMs: at.monotonicMs, body })),
  });
  hub.start();
  return hub;
}
const minuteOf = (ms: number): number => Math.round(ms / MINUTE_MS);
function conditions(): string[] {
  return said.flatMap(({ atMs, body }) =>
    body.kind === 'condition' && body.subject === 'hub'
      ? [`${minuteOf(atMs)} ${body.edge} ${body.code}`]
      : [],
  );
}

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 0, 1));
  said = [];
});

test('a power cut is told within a minute, the battery two hours before its end, the mains when it is back', () => {
  startHub();
  clock.advanceTo(HOUR_MS);
  mains.cut();
  clock.advanceTo(HOUR_MS + MINUTE_MS);
  const [first] = said.filter(({ body }) => body.kind === 'condition' && body.code === 'mains-lost');
  expect(first?.atMs).toBeLessThanOrEqual(HOUR_MS + MINUTE_MS);
  clock.advanceTo(11 * HOUR_MS + MINUTE_MS);
  mains.restore();
  clock.advanceTo(12 * HOUR_MS);
  mains.flicker(5_000);
  clock.advanceTo(14 * HOUR_MS);
  expect(conditions().filter((line) => !line.includes('overdue'))).toEqual([
    '60 raised mains-lost',
    '660 raised hub-battery-low',
    '662 cleared hub-battery-low',
    '662 cleared mains-lost',
  ]);
});

test('a fridge on two meters is no life once it is learned: with nobody stirring, somebody is asked', () => {
  startHub();
  const downMs = 3 * DAY_MS;
  const endMs = 4 * DAY_MS;
  for (const { fromMs, untilMs, watts } of cycles(FRIDGE, 4, 1)) {
    clock.after(fromMs, () => meters.forEach(({ load }) => load.add(watts)));
    clock.after(untilMs, () => meters.forEach(({ load }) => load.add(-watts)));
  }
  for (let ms = 8 * HOUR_MS; ms < downMs; ms += 20 * MINUTE_MS) {
    const hour = (ms % DAY_MS) / HOUR_MS;
    if (hour >= 7 && hour < 22) clock.after(ms, () => pir.movement());
  }
  clock.advanceTo(endMs);
  const down = said.filter(({ atMs }) => atMs > downMs);
  const told = down.filter(({ body }) => body.kind === 'observation' && body.value === 'on');
  expect(told).toEqual([]);
  // A home without a contact at its door waits for longest.
  const asked = down.find(({ body }) => body.kind === 'prompt');
  expect(asked?.atMs).toBeLessThan(downMs + CONFIG.detector.unknownMaxMs);
  const kettleFrom = said.length;
  // And a kettle is still told, by both.
  for (const { load } of meters) load.kettle();
  clock.advanceTo(endMs + 10 * MINUTE_MS);
  const kettle = said
    .slice(kettleFrom)
    .filter(({ body }) => body.kind === 'observation' && body.value === 'on');
  expect(kettle).toHaveLength(2);
});
