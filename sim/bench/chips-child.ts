/**
 * How fast sensor nodes of real firmware run in simulated chips, and how much of their time they are awake.
 *
 * One node, and three on one line, with the shipped driver and wiring as their hub, in virtual time: quiet, and with
 * somebody before each detector twenty times an hour. Processor time of this process; the first hour is not counted.
 * The share is the worst node's. A child of the bench: prints one JSON line, a course by its name.
 */
import { defaultConfig } from '../../agent/config/defaults.ts';
import { assert } from '../../agent/errors.ts';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { openChips } from '../chips/chip.ts';
import { readFirmware } from '../chips/firmware.ts';
import { nodeChip, provisionedEeprom } from '../chips/node-chip.ts';
import { seededUnit } from '../quiet-ports.ts';
import { SimulatedBuses } from '../simulated-buses.ts';
import { SIMULATED_HOME } from '../simulated-home.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { HOME_NODES, RADIO_PATH, nodeKeys, withNodes } from '../world/home-nodes.ts';
import { EdgeHub } from './edge-hub.ts';

const HOUR_MS = 3_600_000;
const WARM_UP_HOURS = 1;
/** Of an hour each; one of three nodes with movements takes two seconds. */
const ROUNDS = 4;
const MOVEMENTS_AN_HOUR = 20;
/** A contact and a button at rest: open, and not pressed. */
const AT_REST = 1;

interface Course {
  /** Home-hours that one second of the processor simulates, of each round. */
  readonly speeds: number[];
  /** Per cent of the time that the busiest node is awake, of each round. */
  readonly awake: number[];
}

const make = await openChips();
const flash = readFirmware('sensor-node');

/** So many nodes, and so many movements an hour before each. */
function run(count: number, movements: number): Course {
  const clock = new VirtualClock(0);
  const nowMs = (): number => clock.now().monotonicMs;
  const surroundings = { after: clock.after, unit: seededUnit(1), nowMs };
  const buses = new SimulatedBuses(clock.after);
  const plans = HOME_NODES.slice(0, count);
  const devices = withNodes(defaultConfig(SIMULATED_HOME)).devices.filter(({ id }) =>
    plans.some((plan) => plan.id === id),
  );
  const nodes = plans.map((plan) => {
    const node = nodeChip(make, { flash, eeprom: provisionedEeprom(make, flash, plan) }, surroundings);
    const detector = new PirEmulator(surroundings);
    detector.line.listen((level) => node.setPin('motion', level));
    for (const pin of ['contact', 'button'] as const) node.setPin(pin, AT_REST);
    node.powerOn();
    buses.plugPort(RADIO_PATH, node.port);
    return { chip: node.clocked.chip, detector };
  });
  let seen = 0;
  const observed = (_sensor: string, value: unknown): void => void (seen += value === 'on' ? 1 : 0);
  const parts = { buses, clock, after: clock.after, sensors: SIMULATED_HOME.sensors, keys: nodeKeys() };
  const hub = new EdgeHub({ ...parts, devices, observed });
  const hour = (): void => {
    const endMs = nowMs() + HOUR_MS;
    // Not all at once: nobody walks through three rooms in the same instant.
    for (let at = 0; at < movements * count; at += 1) {
      clock.advanceTo(nowMs() + HOUR_MS / (movements * count + 1));
      nodes[at % count]?.detector.movement();
    }
    clock.advanceTo(endMs);
  };
  for (let at = 0; at < WARM_UP_HOURS; at += 1) hour();
  seen = 0;
  const course: Course = { speeds: [], awake: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = nodes.map(({ chip: { awakeCycles, cycle } }) => ({ awakeCycles, cycle }));
    const cpu = process.cpuUsage();
    hour();
    const { user, system } = process.cpuUsage(cpu);
    course.speeds.push(1_000_000 / (user + system));
    const shares = nodes.map(({ chip }, at) => {
      const { awakeCycles = 0, cycle = 0 } = before[at] ?? {};
      return (100 * (chip.awakeCycles - awakeCycles)) / (chip.cycle - cycle);
    });
    course.awake.push(Math.max(...shares));
  }
  hub.close();
  assert(seen === ROUNDS * movements * count, `${seen} movements arrived`);
  return course;
}

const courses = {
  'one, quiet': run(1, 0),
  'one, moved': run(1, MOVEMENTS_AN_HOUR),
  'three, quiet': run(3, 0),
  'three, moved': run(3, MOVEMENTS_AN_HOUR),
};
process.stdout.write(`${JSON.stringify(courses)}\n`);
