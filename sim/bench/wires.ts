/**
 * The figures of sensors and boards: nodes in simulated chips, and how soon an edge on each kind of wire is a fact.
 *
 * Owns how they are put; each is measured by a child. What this machine lacks is left out, and said.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { findDbusDaemon } from '../bluez/private-bus.ts';
import { firmwarePath } from '../chips/firmware.ts';
import { type Told, measure, numbersIn, pairsOf, script } from './children.ts';
import type { Figure } from './figures.ts';

/** Figures, and in words what is missing for others. */
export interface Measured {
  readonly figures: readonly Figure[];
  readonly missing: readonly string[];
}

/** One second of home time a second, in hours. */
const REAL_TIME = 1 / 3_600;
const COURSES = {
  'one, quiet': 'one node, quiet',
  'one, moved': 'one node, moved',
  'three, quiet': 'three nodes, quiet',
  'three, moved': 'three nodes, moved',
} as const;
const ABOUT = {
  quiet: 'nobody moves',
  moved: '20 movements an hour before each',
} as const;

/** Speed of the simulated chips, and the nodes' own rest. */
export async function chipFigures(): Promise<Measured> {
  const missing = missingFirmware('sensor-node');
  if (missing !== null) return { figures: [], missing: [`nodes in simulated chips: ${missing}`] };
  const told = await measure({ words: [script('chips-child.ts')] });
  const figures = Object.entries(COURSES).flatMap(([course, name]): Figure[] => {
    const { speeds, awake } = courseIn(told, course);
    const what = ABOUT[course.endsWith('quiet') ? 'quiet' : 'moved'];
    return [
      {
        name: `${name}: speed`,
        measured: `real firmware in avr8js, driver and wiring, ${what}; more is better`,
        baseline: 'real time',
        unit: 'h/s',
        values: speeds,
        baselines: speeds.map(() => REAL_TIME),
        aim: null,
      },
      {
        name: `${name}: awake`,
        measured: `share of an hour in which the busiest node's processor is awake, ${what}`,
        baseline: 'a processor that never sleeps',
        unit: '%',
        values: awake,
        baselines: awake.map(() => 100),
        aim: 0.01,
      },
    ];
  });
  return { figures, missing: [] };
}

interface Edge {
  readonly child: string;
  readonly name: string;
  readonly measured: string;
  readonly baseline: string;
  readonly missing: () => string | null;
}
const BARE_BYTE = 'a bare byte through such a port';
const EDGES: readonly Edge[] = [
  {
    child: 'node-edge-child.ts',
    name: 'edge, sensor node',
    measured:
      'pin to observation through real firmware, port, driver and wiring; of it 30 ms for which a contact has to stand still, 8 ms for its bytes on the line, and up to 5 ms of the simulated chip',
    baseline: BARE_BYTE,
    missing: () => missingPort() ?? missingFirmware('sensor-node'),
  },
  {
    child: 'firmata-edge-child.ts',
    name: 'edge, Firmata pin',
    measured:
      'pin to observation through our firmware, port, johnny-five, driver and wiring; of it up to 5 ms of the simulated chip',
    baseline: BARE_BYTE,
    missing: () => missingPort() ?? missingFirmware('firmata-node'),
  },
  {
    child: 'ble-edge-child.ts',
    name: 'edge, Bluetooth',
    measured: 'encrypted advert heard by a simulated BlueZ to observation, through a private D-Bus',
    baseline: 'a bare signal over the same D-Bus',
    missing: () => (findDbusDaemon() === null ? 'dbus-daemon is not installed' : null),
  },
  {
    child: 'modbus-edge-child.ts',
    name: 'poll, Modbus',
    measured:
      'one reply to the next, the gap of 20 ms that the line keeps included; a meter is polled every 5 s',
    baseline: 'a wait of 20 ms and a byte echoed through such a port',
    missing: missingPort,
  },
];
const NO_PINS =
  "edges on the machine's own pins, for which the virtual machine has a kernel with some (tests/vm)";

/** Edge to fact, by bus. */
export async function edgeFigures(folder: string): Promise<Measured> {
  const figures: Figure[] = [];
  const missing: string[] = [];
  for (const { child, missing: lacks, ...about } of EDGES) {
    const lack = lacks();
    if (lack !== null) missing.push(`${about.name}: ${lack}`);
    else {
      const words = [script(child), mkdtempSync(join(folder, 'edge-'))];
      figures.push({ ...about, unit: 'ms', ...pairsOf(await measure({ words })), aim: null });
    }
  }
  return { figures, missing: [...missing, NO_PINS] };
}

function courseIn(told: Told, name: string): { readonly speeds: number[]; readonly awake: number[] } {
  const course = told[name];
  const fields: Told = typeof course === 'object' && course !== null ? { ...course } : {};
  return { speeds: numbersIn(fields, 'speeds'), awake: numbersIn(fields, 'awake') };
}

function missingFirmware(board: string): string | null {
  return existsSync(firmwarePath(board)) ? null : `its firmware is not built (bash .ci/firmware ${board})`;
}
function missingPort(): string | null {
  return spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0 ? null : 'socat is not installed';
}
