/**
 * What a configuration may say, and yet can hardly mean: it can be used, but something promised will not happen.
 *
 * Owns these few warnings. Never refuses anything: what harms is a problem, and belongs to the checks.
 */
import type { BoardProfile } from './board.ts';
import type { Config, Device, Language } from './config.ts';
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

/** In no order. `config` has passed all checks; `empty`: where its file has a key and nothing behind it. */
export function pointlessIn(config: Config, board: BoardProfile, empty: readonly KeyPath[]): Pointless[] {
  const { home, devices, uplink, companion } = config;
  const found: Pointless[] = [];
  if (Object.keys(uplink.centreKeys).length === 0) {
    const text =
      'without a public key of the centre nobody can acknowledge an alert; name its file here, as { ID: centre.pem }, by the id that it signs with';
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
  return [...found, ...unwrittenIn(empty), ...unusedIn(config), ...unlikelyIn(config)];
}

/** Somebody wanted a light or a microphone there, and will have none. */
function unwrittenIn(empty: readonly KeyPath[]): Pointless[] {
  const text = 'nothing is written here, so it is as if the line were not there: write a value, or remove it';
  return empty
    .filter(([top, ...more]) => top === 'companion' && more.length > 0)
    .map((path) => ({ path, text }));
}

/** A night with its evening and its morning; longer ones are a mistake in the order of the hours. */
const QUIET_HOURS_MAX = 14;
const SCRIPTS: Readonly<Record<Language, { readonly script: RegExp; readonly words: string }>> = {
  en: { script: /^[^\p{Script=Hangul}]*$/u, words: 'in English: write it in Latin letters' },
  ko: { script: /\p{Script=Hangul}/u, words: 'in Korean: write it in Hangul' },
};

/** Settings that are right one by one, and are hardly meant. */
function unlikelyIn({ language, companion: { quietHours, callName } }: Config): Pointless[] {
  const found: Pointless[] = [];
  const hours = (quietHours.to - quietHours.from + 24) % 24;
  if (hours > QUIET_HOURS_MAX) {
    const text = `from ${quietHours.from} to ${quietHours.to} are ${hours} hours a day in which all is said softer; the night is from 22 to 7, say`;
    found.push({ path: ['companion', 'quietHours'], text });
  }
  const { script, words } = SCRIPTS[language];
  if (callName !== null && !script.test(callName)) {
    const text = `"${callName}" is said by a voice that speaks ${words}`;
    found.push({ path: ['companion', 'callName'], text });
  }
  return found;
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
