/**
 * The whole hub with a real ear: aplay says the question, arecord measures the room, both through ALSA's file plug-in. Each
 * row says what the journal makes of it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type TestContext, afterEach, beforeEach, expect, test } from 'vitest';

import { openEar } from '../../agent/companion/ear.ts';
import { EaredHome } from './eared-home.ts';
import { missing } from './room.ts';

function needs(context: TestContext): void {
  if (missing.length === 0) return;
  const why = `install ${missing.join(', ')} (npm run setup)`;
  expect(process.env['CI'], why).not.toBe('true');
  context.skip(why);
}
/** Processes of this test that run so, by their command lines. */
function running(program: string, parent = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isOurs = / (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) \S/, ''))?.[1];
        return Number(isOurs) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(program);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const realPath = process.env['PATH'] ?? '';
let home: EaredHome;
beforeEach((context) => {
  needs(context);
  home = new EaredHome();
});
afterEach(async () => {
  process.env['PATH'] = realPath;
  await home.end();
  // Also where a question was still open: arecord ends with the hub.
  for (let waited = 0; running('arecord').length > 0 && waited < 50; waited += 1) await pause(20);
  expect(running('arecord')).toEqual([]);
});
const LONG = { timeout: 40_000 };

test(
  'what aplay played is heard by arecord, and the microphone is shut with the question',
  LONG,
  async () => {
    expect(running('arecord')).toEqual([]);
    await home.asks();
    expect(home.journal).toEqual(['ask spoken heard']);
    expect(running('arecord')).toHaveLength(1);
    home.press();
    await pause(100);
    expect(running('arecord')).toEqual([]);
  },
);

test(
  'a muted loudspeaker is told with the second question, and is not asked through a third time',
  LONG,
  async () => {
    await home.asks();
    home.press();
    home.room.gain = 0;
    home.journal.length = 0;
    await home.asks();
    await home.asksLouder();
    await home.told(3);
    expect(home.journal).toEqual([
      'ask spoken not-heard',
      'ask-louder spoken not-heard',
      'speaker-unheard raised',
      'last-call spoken not-heard',
      'alert could-not-ask',
      'could-not-ask raised',
    ]);
  },
);

test('who calls out after the question is told of, once', LONG, async () => {
  await home.end();
  home = new EaredHome(4_000);
  await home.asks();
  // Our own sentence is not somebody's.
  await pause(1_300);
  expect(home.journal).toEqual(['ask spoken heard']);
  home.room.say('Help me please, I am on the floor');
  await home.until('voice');
  expect(home.journal.filter((line) => line === 'voice')).toHaveLength(1);
});

test.each([
  ['gone', () => home.room.microphoneIs('gone'), 'microphone-missing'],
  ['stuck', () => home.room.microphoneIs('stuck'), 'microphone-silent'],
  ['no arecord', () => onlyWith(['aplay']), 'recorder-missing'],
  ['garbage for ever', () => onlyWith(['aplay'], 'exec cat /dev/zero'), 'microphone-garbled'],
  [
    'a program that says something and ends',
    () => onlyWith(['aplay'], 'echo no such card'),
    'microphone-missing',
  ],
])('a microphone that is %s: told once, and the question is asked', LONG, async (_what, breaks, why) => {
  breaks();
  await home.asks();
  await home.until('microphone-failed raised');
  await home.asksLouder();
  expect(home.journal.filter((line) => line.startsWith('microphone'))).toEqual([
    `microphone lost ${why}`,
    'microphone-failed raised',
  ]);
  expect(home.journal.filter((line) => line.includes('spoken'))).toEqual(['ask spoken', 'ask-louder spoken']);
  expect(running('arecord')).toEqual([]);
});

test('arecord that is killed is lost, and found again with the next question', LONG, async () => {
  await home.asks();
  for (const pid of running('arecord')) process.kill(pid, 'SIGKILL');
  await home.until('microphone-failed raised');
  await home.asksLouder();
  await home.until('microphone-failed cleared');
  expect(home.journal.at(-1)).toBe('ask-louder spoken heard');
});

test('it is shut after a bound, whatever else happens', LONG, async () => {
  const ear = openEar(home.room.microphone, { listenMsMax: 500 });
  const told: string[] = [];
  ear.open(({ type }) => told.push(type));
  expect(running('arecord')).toHaveLength(1);
  for (let waited = 0; running('arecord').length > 0 && waited < 100; waited += 1) await pause(20);
  expect(new Set(told)).toEqual(new Set(['level', 'ended']));
  expect(told.at(-1)).toBe('ended');
  expect(running('arecord')).toEqual([]);
});

test('a hub that is killed leaves no arecord behind', LONG, async () => {
  const program = `
    const { openEar } = await import(${JSON.stringify(join(import.meta.dirname, '../../agent/companion/ear.ts'))});
    let isOpen = false;
    openEar('corner').open((signal) => {
      if (!isOpen) console.log(signal.type);
      isOpen = true;
    });`;
  const hub = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const first = await new Promise((resolve) => {
    hub.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim()));
  });
  expect(first).toBe('level');
  const [pid = 0] = running('arecord', hub.pid);
  expect(pid).toBeGreaterThan(0);
  hub.kill('SIGKILL');
  for (let waited = 0; isAlive(pid) && waited < 100; waited += 1) await pause(20);
  expect(isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Nothing on the path but these programs, and an arecord of this one line. */
function onlyWith(programs: readonly string[], arecord?: string): void {
  const folder = join(home.room.folder, 'path');
  mkdirSync(folder);
  for (const program of programs) {
    const real = execFileSync('which', [program], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, program), `#!/bin/sh\nexec ${real} "$@"\n`, { mode: 0o755 });
  }
  if (arecord !== undefined)
    writeFileSync(join(folder, 'arecord'), `#!/bin/sh\nPATH=/usr/bin:/bin; ${arecord}\n`, { mode: 0o755 });
  process.env['PATH'] = folder;
}
