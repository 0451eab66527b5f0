/**
 * The real speaker over the real node-wav-player: with aplay into a file instead of a sound card, and with stand-ins
 * for aplay where a machine cannot be made to fail on purpose.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { chimeFile, clipFile } from '../../agent/companion/clip-file.ts';
import { clipOf } from '../../agent/companion/prompts.ts';
import { openSpeaker } from '../../agent/companion/speaker.ts';
import type { ErrorCode } from '../../agent/errors.ts';
import type { Speaker, Utterance } from '../../agent/ports.ts';
import type { Sentence } from '../../agent/record.ts';
import { makeWav } from './make-wav.ts';

const realPath = process.env['PATH'] ?? '';
const aplay = realPath.split(delimiter).find((folder) => existsSync(join(folder, 'aplay')));
const RATE = 22_050;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-speaker-'));
});
afterEach(() => {
  process.env['PATH'] = realPath;
  delete process.env['ALSA_CONFIG_PATH'];
  rmSync(folder, { recursive: true, force: true });
});

const utterance = (sentence: Sentence, level: 1 | 2 | 3 = 1): Utterance => ({
  id: sentence,
  sentence,
  language: 'en',
  level,
  minutes: null,
});

/** Puts a clip where the speaker looks for it: so many ms, every sample `value`. */
function putClip(sentence: Sentence, value: number, ms: number, level: 1 | 2 | 3 = 1): void {
  putFile(sentence, makeWav({ frames: Math.round((RATE * ms) / 1000), sample: () => value }), level);
}
function putFile(sentence: Sentence, bytes: Uint8Array, level: 1 | 2 | 3 = 1): void {
  const path = join(folder, clipFile(clipOf(utterance(sentence)), level));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
/** Puts a stand-in first in PATH; `exec` keeps it one process, as aplay is. */
function putAplay(script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'aplay'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'aplay'), 0o755);
  process.env['PATH'] = `${bin}${delimiter}${realPath}`;
}
async function outcome(speaker: Speaker, said: Utterance): Promise<ErrorCode | null> {
  const reports: (ErrorCode | null)[] = [];
  const first = await new Promise<ErrorCode | null>((resolve) => {
    speaker.say(said, (failed) => {
      reports.push(failed);
      resolve(failed);
    });
  });
  await pause(20);
  expect(reports, 'reported once').toHaveLength(1);
  return first;
}
const lines = (file: string): string[] => readFileSync(join(folder, file), 'utf8').trim().split('\n');
/** Not counting a process that has ended and that its parent has not asked about yet. */
const alive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

describe('aplay into a file', () => {
  /** ALSA's file plug-in over its null card: everything that would have sounded, in order, as raw samples. */
  function capture(): string {
    const raw = join(folder, 'heard.raw');
    const config = `pcm.!default { type plug slave.pcm cap }
pcm.nul { type null }
pcm.cap { type file slave.pcm nul file "| cat >> ${raw}" format raw }
`;
    writeFileSync(join(folder, 'alsa.conf'), config);
    process.env['ALSA_CONFIG_PATH'] = join(folder, 'alsa.conf');
    return raw;
  }

  test('plays each clip whole, in order, at its level, one after the other', async (context) => {
    if (aplay === undefined) {
      expect(process.env['CI'], 'aplay is missing: install alsa-utils').not.toBe('true');
      context.skip('aplay is missing: install alsa-utils');
    }
    const raw = capture();
    putClip('ask', 1_000, 200);
    putClip('raised', 2_000, 100);
    putClip('raised', 3_000, 150, 3);
    const speaker = openSpeaker({ folder });
    const done = await Promise.all([
      outcome(speaker, utterance('ask')),
      outcome(speaker, utterance('raised', 3)),
    ]);
    expect(done).toEqual([null, null]);
    const bytes = readFileSync(raw);
    const samples = Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
    const heard = samples.filter((sample) => sample !== 0); // each play ends in padding to a whole period
    expect(heard.filter((sample) => sample === 1_000)).toHaveLength(Math.round(RATE * 0.2));
    expect(heard.filter((sample) => sample === 3_000)).toHaveLength(Math.round(RATE * 0.15));
    expect(heard.lastIndexOf(1_000)).toBeLessThan(heard.indexOf(3_000));
    expect(heard).not.toContain(2_000);
  });

  test('calls whoever hears badly first; a call that cannot be made keeps no question from being asked', async (context) => {
    if (aplay === undefined) {
      expect(process.env['CI'], 'aplay is missing: install alsa-utils').not.toBe('true');
      context.skip('aplay is missing: install alsa-utils');
    }
    const raw = capture();
    putClip('ask', 1_000, 100);
    const speaker = openSpeaker({ folder });
    const called = { ...utterance('ask'), call: { name: 'Mrs Kim' } };
    // Neither tone nor name has a sound yet.
    expect(await outcome(speaker, called)).toBeNull();
    writeFileSync(join(folder, chimeFile(1)), makeWav({ frames: RATE / 10, sample: () => 4_000 }));
    expect(await outcome(speaker, called)).toBeNull();
    const bytes = readFileSync(raw);
    const heard = Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
    expect(heard.filter((sample) => sample === 1_000)).toHaveLength(2 * Math.round(RATE * 0.1));
    expect(heard.filter((sample) => sample === 4_000)).toHaveLength(RATE / 10);
    expect(heard.indexOf(4_000)).toBeGreaterThan(heard.indexOf(1_000));
    expect(heard.lastIndexOf(4_000)).toBeLessThan(heard.lastIndexOf(1_000));
  });

  test('says that there is no device when there is none', async (context) => {
    if (aplay === undefined) {
      expect(process.env['CI'], 'aplay is missing: install alsa-utils').not.toBe('true');
      context.skip('aplay is missing: install alsa-utils');
    }
    writeFileSync(join(folder, 'alsa.conf'), 'pcm.!default { type hw card 31 }\n');
    process.env['ALSA_CONFIG_PATH'] = join(folder, 'alsa.conf');
    putClip('ask', 1, 50);
    expect(await outcome(openSpeaker({ folder }), utterance('ask'))).toBe('audio-no-device');
  });
});

describe('a sentence that certainly was not heard says why', () => {
  test('never rendered', async () => {
    expect(await outcome(openSpeaker({ folder }), utterance('ask'))).toBe('audio-not-rendered');
  });

  test('not sound at all: aplay is not even started', async () => {
    putAplay(`echo started >> ${folder}/log`);
    putFile('ask', new TextEncoder().encode('<html>not found</html>'));
    expect(await outcome(openSpeaker({ folder }), utterance('ask'))).toBe('audio-not-wav');
    expect(existsSync(join(folder, 'log'))).toBe(false);
  });

  test('cut off by a power cut', async () => {
    putAplay('exit 0');
    putFile('ask', makeWav({ frames: 1_000 }).subarray(0, 900));
    expect(await outcome(openSpeaker({ folder }), utterance('ask'))).toBe('audio-not-wav');
  });

  test('no aplay on this machine', async () => {
    process.env['PATH'] = join(folder, 'nothing-here');
    putClip('ask', 1, 50);
    expect(await outcome(openSpeaker({ folder }), utterance('ask'))).toBe('audio-player-missing');
  });

  test('aplay gives up', async () => {
    putAplay('echo "audio open error: No such file or directory" >&2; exit 1');
    putClip('ask', 1, 50);
    expect(await outcome(openSpeaker({ folder }), utterance('ask'))).toBe('audio-no-device');
  });

  test.each([
    ['hangs', 'exec sleep 60'],
    ['hangs and will not be asked to end', `trap '' TERM; while :; do sleep 0.05; done`],
  ])('aplay %s: it is timed out and ended, and the next sentence is heard', async (_, script) => {
    putAplay(`case "$1" in *ask-1.*) echo $$ >> ${folder}/pid; ${script};; esac`);
    putClip('ask', 1, 50);
    putClip('raised', 1, 50);
    const speaker = openSpeaker({ folder, marginMs: 200 });
    const startMs = performance.now();
    const [first, second] = await Promise.all([
      outcome(speaker, utterance('ask')),
      outcome(speaker, utterance('raised')),
    ]);
    expect([first, second]).toEqual(['audio-timeout', null]);
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(alive(Number(lines('pid')[0])), 'the stuck process is gone').toBe(false);
  });
});

describe('never two at once', () => {
  test('five sentences in one breath overlap nowhere', async () => {
    putAplay(`echo "start $$" >> ${folder}/log; sleep 0.05; echo "end $$" >> ${folder}/log`);
    const sentences: Sentence[] = ['ask', 'help-heard', 'raised', 'acknowledged', 'ask-louder'];
    for (const sentence of sentences) putClip(sentence, 1, 50);
    const speaker = openSpeaker({ folder });
    const outcomes = await Promise.all(sentences.map(async (one) => outcome(speaker, utterance(one))));
    expect(outcomes).toEqual([null, null, 'speech-expired', null, null]);
    const log = lines('log');
    expect(log).toHaveLength(8);
    log.forEach((line, n) => {
      expect(line).toMatch(n % 2 === 0 ? /^start / : /^end /);
    });
  });

  test('a stopped sentence has ended before the next begins', async () => {
    putAplay(`case "$1" in
*ask-1.*) echo $$ >> ${folder}/pid; trap 'sleep 0.2; echo end >> ${folder}/log; exit' TERM; while :; do sleep 0.02; done;;
*) echo next >> ${folder}/log;; esac`);
    putClip('ask', 1, 2_000);
    putClip('raised', 1, 50);
    const speaker = openSpeaker({ folder });
    const first = outcome(speaker, utterance('ask'));
    while (!existsSync(join(folder, 'pid'))) await pause(5);
    await pause(30); // the trap stands
    speaker.stop();
    const second = outcome(speaker, utterance('raised'));
    expect([await first, await second]).toEqual(['speech-expired', null]);
    expect(lines('log')).toEqual(['end', 'next']);
  });

  test('stop before anything, and twice, is nothing', async () => {
    const speaker = openSpeaker({ folder });
    expect(() => {
      speaker.stop();
      speaker.stop();
    }).not.toThrow();
    putAplay('exit 0');
    putClip('ask', 1, 50);
    expect(await outcome(speaker, utterance('ask'))).toBeNull();
  });
});

test('a hub that ends in mid-sentence leaves no aplay behind', async () => {
  putAplay(`echo $$ > ${folder}/pid; exec sleep 60`);
  putClip('ask', 1, 2_000);
  const script = `
    const { openSpeaker } = await import(${JSON.stringify(join(import.meta.dirname, '../../agent/companion/speaker.ts'))});
    const { existsSync } = await import('node:fs');
    const speaker = openSpeaker({ folder: ${JSON.stringify(folder)} });
    speaker.say(${JSON.stringify(utterance('ask'))}, () => {});
    const look = setInterval(() => {
      if (!existsSync(${JSON.stringify(join(folder, 'pid'))})) return;
      clearInterval(look);
      speaker.stop();
      process.exit(0);
    }, 5);`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 });
  const pid = Number(lines('pid')[0]);
  for (let n = 0; n < 50 && alive(pid); n += 1) await pause(10);
  expect(alive(pid)).toBe(false);
});
