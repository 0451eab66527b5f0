/**
 * `npm run test:vm`: starts the machine, runs its scenarios, and closes with one line, `N passed, N failed`.
 *
 * The host's side: it counts what the guest says and does what only a host can do, such as pulling out a USB device.
 * Must never outlive its bound or leave a process or a file: whatever happens in the guest, the line at the end comes.
 */
import { readdirSync } from 'node:fs';

import { CONSOLE, Machine } from './machine.ts';
import { SerialDevice } from './serial-device.ts';
import { Wire } from './wire.ts';
import { WiredNode } from './wired-node.ts';
import { type Word, parseWord } from './words.ts';

/** All scenarios together take some six minutes on two cores; what hangs is told after this. */
const MACHINE_MS_MAX = 30 * 60_000;
/** One scenario, within the guest. */
const SCENARIO_SECONDS_MAX = 600;
/** Of the guest's console, when something failed. */
const CONSOLE_LINES_SHOWN = 40;

const known = readdirSync(new URL('scenarios', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no scenario ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(2);
}
const scenarios = known.filter((name) => asked.length === 0 || asked.includes(name));

const startedMs = performance.now();
const secondsSince = (ms: number): string => `${((performance.now() - ms) / 1000).toFixed(1)} s`;
const counts = { passed: 0, failed: 0 };
const ended = new Set<string>();
let scenarioStartedMs = startedMs;

function pass(title: string, note: string): void {
  counts.passed += 1;
  console.log(`   ok      ${title}${note === '' ? '' : `: ${note}`}`);
}
function fail(title: string, why: string): void {
  counts.failed += 1;
  console.log(`   FAILED  ${title}: ${why.replaceAll('\n', '\n           ')}`);
}

function hear(word: Word): void {
  switch (word.says) {
    case 'begins':
      if (ended.size === 0) console.log(`-- the guest is up after ${secondsSince(startedMs)}`);
      scenarioStartedMs = performance.now();
      console.log(`\n== ${word.scenario}`);
      break;
    case 'passed':
      pass(word.title, word.note);
      break;
    case 'failed':
      fail(word.title, word.why);
      break;
    case 'asks':
      void answer(word.what);
      break;
    case 'ends':
      ended.add(word.scenario);
      if (word.code !== 0) fail(word.scenario, endText(word.code));
      console.log(`-- ${secondsSince(scenarioStartedMs)}`);
      break;
  }
}

/** What timeout(1) and the shell say of a process that did not end by itself. */
function endText(code: number): string {
  if (code === 124 || code === 137) return `did not end within ${SCENARIO_SECONDS_MAX} s`;
  return `ended with code ${code}; its last words are on the console below`;
}

async function answer(what: string): Promise<void> {
  try {
    const deed = DEEDS[what];
    if (deed === undefined) throw new Error('the host knows nothing of it');
    machine.tell({ done: what, result: await deed() });
  } catch (error) {
    machine.tell({ refused: what, why: String(error) });
  }
}

/** What a scenario may ask of its host. */
const DEEDS: Readonly<Record<string, () => unknown>> = {
  unplug: () => {
    device.mute();
    return machine.unplug();
  },
  plug: () => machine.plug(),
  speak: () => device.speak(),
  mute: () => device.mute(),
  heard: () => device.heard(),
  'power the node': () => node.powerOn(),
  'open the door': () => node.openDoor(),
  'close the door': () => node.closeDoor(),
  'end the node': () => node.powerOff(),
};

console.log(`== a Debian kernel in QEMU, emulated: ${scenarios.join(', ')}`);
const machine = new Machine({
  checkout: new URL('../..', import.meta.url).pathname.replace(/\/$/, ''),
  scenarios,
  scenarioSecondsMax: SCENARIO_SECONDS_MAX,
  hear: (line) => {
    const word = parseWord(line);
    if (word !== null) hear(word);
  },
});
const wire = new Wire(machine.serialSocket);
const device = new SerialDevice(wire);
const node = new WiredNode(wire);

let why = '';
const stop = (reason: string): void => {
  why = reason;
  machine.kill();
};
const tooLong = setTimeout(
  () => stop(`was not done within ${MACHINE_MS_MAX / 60_000} minutes`),
  MACHINE_MS_MAX,
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop(`was interrupted (${signal})`));
}

const end = await machine.ended;
clearTimeout(tooLong);
device.mute();
node.powerOff();
wire.close();
const cut = scenarios.filter((name) => !ended.has(name));
if (cut.length > 0) fail('the machine', `${why === '' ? end : why}; not done: ${cut.join(', ')}`);
if (counts.failed > 0) {
  console.log(`\n== the last lines of the guest’s console, all of it in ${CONSOLE}`);
  for (const line of machine.consoleLines().slice(-CONSOLE_LINES_SHOWN)) console.log(`   ${line}`);
}
machine.clear();
console.log(`\n-- ${secondsSince(startedMs)} in all`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
