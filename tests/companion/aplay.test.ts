/**
 * The whole hub on the real loudspeaker path: the shipped queue, node-wav-player and aplay, through the device that the
 * configuration names. Each row says what the person hears and what the journal says of it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { type TestContext, afterEach, beforeEach, expect, test } from 'vitest';

import { speakThroughOutput } from '../../agent/companion/output.ts';
import type { Sentence } from '../../agent/record.ts';
import { Home, LENGTH_S } from './heard-home.ts';
import { missing } from './loudspeaker.ts';

interface Row {
  readonly what: string;
  readonly happens: (home: Home) => Promise<void>;
  /** Sentence, and how much of it. */
  readonly hears: readonly (readonly [Sentence, 'whole' | 'part'])[];
  readonly journal: readonly string[];
}
const ROWS: readonly Row[] = [
  {
    what: 'a call over news',
    happens: async (home) => {
      home.pull();
      await home.told(1);
      home.desk('acknowledged');
      await home.loudspeaker.sounds();
      home.pull();
      await home.told(3);
    },
    hears: [
      ['raised', 'whole'],
      ['acknowledged', 'part'],
      ['raised', 'whole'],
    ],
    journal: ['raised spoken', 'acknowledged failed: speech-expired', 'raised spoken'],
  },
  {
    what: 'two sentences due at once',
    happens: async (home) => {
      home.pull();
      home.desk('acknowledged');
      await home.told(2);
    },
    hears: [
      ['raised', 'whole'],
      ['acknowledged', 'whole'],
    ],
    journal: ['raised spoken', 'acknowledged spoken'],
  },
  {
    what: 'a loudspeaker pulled out in mid-sentence, and put back two sentences later',
    happens: async (home) => {
      home.pull();
      await home.told(1);
      home.desk('acknowledged');
      await home.loudspeaker.pullOut();
      await home.told(2);
      home.pull();
      await home.told(3);
      home.loudspeaker.becomes('none');
      home.desk('dispatched');
      await home.told(4);
    },
    hears: [
      ['raised', 'whole'],
      ['acknowledged', 'part'],
      // "On the way", once it can be heard again.
      ['dispatched', 'whole'],
    ],
    journal: [
      'raised spoken',
      'acknowledged failed: audio-no-device',
      'speaker-failed raised',
      'raised failed: audio-no-device',
      'dispatched spoken',
      'speaker-failed cleared',
    ],
  },
  {
    what: 'a sound card that hangs',
    happens: async (home) => {
      home.loudspeaker.becomes('stuck');
      home.pull();
      await home.told(1);
      home.loudspeaker.becomes('none');
      home.desk('acknowledged');
      await home.told(2);
    },
    hears: [['acknowledged', 'whole']],
    journal: [
      'raised failed: audio-timeout',
      'speaker-failed raised',
      'acknowledged spoken',
      'speaker-failed cleared',
    ],
  },
  {
    what: 'no sound card',
    happens: async (home) => {
      home.loudspeaker.becomes('unplugged');
      home.pull();
      await home.told(1);
    },
    hears: [],
    journal: ['raised failed: audio-no-device', 'speaker-failed raised'],
  },
  {
    what: 'no aplay',
    happens: async (home) => {
      const path = process.env['PATH'];
      process.env['PATH'] = mkdtempIn(home.loudspeaker.folder);
      home.pull();
      await home.told(1);
      process.env['PATH'] = path;
    },
    hears: [],
    journal: ['raised failed: audio-player-missing', 'speaker-failed raised'],
  },
  {
    what: 'a clip that is no sound',
    happens: async (home) => {
      home.loudspeaker.spoil('raised');
      home.pull();
      await home.told(1);
      home.desk('acknowledged');
      await home.told(2);
    },
    hears: [['acknowledged', 'whole']],
    journal: [
      'raised failed: audio-not-wav',
      'speaker-failed raised',
      'acknowledged spoken',
      'speaker-failed cleared',
    ],
  },
];
function mkdtempIn(folder: string): string {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  return empty;
}
const isLength = (sentence: Sentence): sentence is keyof typeof LENGTH_S => sentence in LENGTH_S;
/** The whole table is in the titles. */
const titled = ROWS.map((row): [string, Row] => {
  const hears = row.hears.map(([sentence, much]) => (much === 'whole' ? sentence : `some of ${sentence}`));
  const heard = hears.join(', ') || 'nothing';
  return [`${row.what}. Heard: ${heard}. Journal: ${row.journal.join(', ')}`, row];
});

function needs(context: TestContext): void {
  if (missing.length === 0) return;
  const why = `install ${missing.join(', ')} (npm run setup)`;
  expect(process.env['CI'], why).not.toBe('true');
  context.skip(why);
}

let home: Home;
const realPath = process.env['PATH'] ?? '';
beforeEach((context) => {
  home = new Home();
  needs(context);
});
afterEach(async () => {
  process.env['PATH'] = realPath;
  await home.end();
});

test.each(titled)(
  'through the real aplay: %s',
  { timeout: 20_000 },
  async (_title, { happens, hears, journal }) => {
    await happens(home);
    expect(home.journal.filter((line) => !line.startsWith('nobody-listening'))).toEqual(journal);
    const heard = home.loudspeaker.heard();
    expect(heard.map(({ sentence }) => sentence)).toEqual(hears.map(([sentence]) => sentence));
    heard.forEach(({ sentence, seconds }, n) => {
      const whole = isLength(sentence) ? LENGTH_S[sentence] : 0;
      if (hears[n]?.[1] === 'whole') expect(seconds).toBeCloseTo(whole, 1);
      else expect(seconds).toBeLessThan(0.8 * whole);
    });
  },
);

test('without an output of its own the system decides again', () => {
  const before = process.env['ALSA_CONFIG_PATH'];
  expect(before).toContain('sound-hook.conf');
  speakThroughOutput(null, home.loudspeaker.folder);
  expect(process.env['ALSA_CONFIG_PATH']).not.toContain('sound-hook.conf');
  expect(process.env['ALSA_CONFIG_PATH']).toContain('system.conf');
  speakThroughOutput('kitchen', home.loudspeaker.folder);
  speakThroughOutput('kitchen', home.loudspeaker.folder);
  expect(process.env['ALSA_CONFIG_PATH']).toBe(before);
});

test('a folder that ALSA could not be told of is refused, and changes nothing', () => {
  const before = process.env['ALSA_CONFIG_PATH'];
  expect(() => speakThroughOutput('kitchen', '/tmp/a:b')).toThrow('no colon');
  expect(process.env['ALSA_CONFIG_PATH']).toBe(before);
});
