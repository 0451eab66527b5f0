/**
 * What is plugged in where in a seed's home on wires: a line for each sensor, the button, the cord and the companion's pad.
 *
 * Pure data.
 */
import type { Device } from '../../agent/config/config.ts';
import { SWARM_SENSORS } from './resident.ts';

export const BUTTON = 'button';
export const CORD = 'bathroom-cord';
export const PAD = 'companion-pad';

function device(id: string, part: string, line: number, role: Device['role'] = 'sensor'): Device {
  const plain = { options: {}, mac: null, key: null, feeds: null, room: null } as const;
  return { id, part, connector: `gpio${line}`, role, ...plain };
}

/** One line each, in the order of the sensors. */
export const SWARM_DEVICES: readonly Device[] = [
  ...SWARM_SENSORS.map(({ id, class: kind }, line) =>
    device(id, kind === 'motion' ? 'pir' : kind === 'pressure' ? 'mat' : 'reed', line),
  ),
  device(BUTTON, 'button', SWARM_SENSORS.length, 'button'),
  device(CORD, 'pull-cord', SWARM_SENSORS.length + 1, 'pull-cord'),
  device(PAD, 'touch', SWARM_SENSORS.length + 2, 'touch'),
];
