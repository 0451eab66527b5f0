/**
 * What a configuration may say, and yet can hardly mean: it can be used, but something promised will not happen.
 *
 * Owns these few warnings. Never refuses anything: what harms is a problem, and belongs to the checks.
 */
import type { BoardProfile } from './board.ts';
import type { Config, Device } from './config.ts';
import type { KeyPath } from './problems.ts';

export interface Pointless {
  readonly path: KeyPath;
  readonly text: string;
}

/** Whether somebody can call through it. */
function calls({ role, feeds }: Device): boolean {
  if (role === 'button' || role === 'pull-cord') return true;
  return Object.values(feeds ?? {}).some((name) => name === 'button' || name === 'pull-cord');
}

/** In no order. `config` has passed all checks. */
export function pointlessIn(config: Config, board: BoardProfile): Pointless[] {
  const { home, devices, uplink, companion } = config;
  const found: Pointless[] = [];
  if (Object.keys(uplink.centreKeys).length === 0) {
    const text =
      'without a public key of the centre nobody can acknowledge an alert; name its file here, as { desk: centre.pem }';
    found.push({ path: ['uplink', 'centreKeys'], text });
  }
  if (board.virtual) {
    const text = `no part is ever plugged into "${board.id}"; outside the simulator no sensor will be seen`;
    found.push({ path: ['board'], text });
  } else if (!devices.some(calls)) {
    const text = 'without a button or a pull cord nobody can call for help, or answer other than by moving';
    found.push({ path: ['devices'], text });
  }
  const { hearing, light, shaker, device } = companion;
  if (hearing === 'deaf' && light === null && shaker === null && device === null) {
    const text = 'who is deaf hears no question; without a light or a bed shaker nothing else asks';
    found.push({ path: ['companion', 'hearing'], text });
  }
  if (shaker !== null && home.sensors.some((sensor) => sensor.class === 'pressure')) {
    const text =
      'a bed that is shaken may be taken for somebody who stirs by a pressure sensor on it: put the sensor elsewhere';
    found.push({ path: ['companion', 'shaker'], text });
  }
  const doors = home.sensors.filter((sensor) => sensor.class === 'door');
  if (doors.length > 0 && !doors.some(({ entrance }) => entrance === true)) {
    const text = 'no door has entrance: true, so nobody is ever taken to be out';
    found.push({ path: ['home', 'sensors'], text });
  }
  return [...found, ...unusedIn(config)];
}

/** Settings of the companion that others make idle, or that want another beside them. */
function unusedIn({ companion }: Config): Pointless[] {
  const { hearing, callName, device, light, microphone, output, quietHours } = companion;
  const found: Pointless[] = [];
  if (callName !== null && hearing === 'good') {
    const text = 'with hearing: good nobody is called by name; say hearing: hard or deaf, or remove the name';
    found.push({ path: ['companion', 'callName'], text });
  }
  if (device !== null && output !== null) {
    const text = 'the companion device speaks by itself, so no sound device is used; remove one of the two';
    found.push({ path: ['companion', 'output'], text });
  }
  if (microphone !== null && light === null) {
    const text =
      'without a light nobody sees when the microphone is open; give it one, or remove the microphone';
    found.push({ path: ['companion', 'microphone'], text });
  }
  if (quietHours.from === quietHours.to) {
    const text = `from ${quietHours.from} to ${quietHours.to} is no hour at all, so nothing is said softer by night`;
    found.push({ path: ['companion', 'quietHours'], text });
  }
  return found;
}
