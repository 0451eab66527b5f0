/**
 * A walk as a visit at the console sees it: typed, it goes on by itself and says only what is new; in frames, nothing comes
 * that was not asked for. No deed is carried out here.
 */
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../agent/provisioning/console/requests.ts';
import { ConsoleRig, RIGHT, frame, framesIn } from './console-rig.ts';

const MINUTE_MS = 60_000;
const underWay = (...news: readonly string[]): Answer => ({
  ok: { isOver: false, at: '1/6', text: 'Walk', leftS: 180, news },
  lines: [...news, 'ok: 1/6  Walk (180 s)'],
});
const OVER: Answer = {
  ok: { isOver: true, isReady: true, news: [] },
  lines: ['READY: flat', 'ok: the home is armed'],
};

/** Somebody who typed the code and `walk`. */
function walking(): ConsoleRig {
  const rig = new ConsoleRig();
  rig.hear(`claim ${RIGHT}\r`);
  rig.answers.set('walk-test', underWay());
  expect(rig.hear('walk\r')).toContain('ok: 1/6  Walk (180 s)\r\n> ');
  return rig;
}

describe('typed', () => {
  test('it is looked after once a second, and says only what is new', () => {
    const rig = walking();
    expect(rig.tick()).toBe('');
    expect(rig.deeds.at(-1)).toEqual({ do: 'walk-test', step: 'next' });
    rig.answers.set('walk-test', underWay('ok; link: -71 dBm'));
    expect(rig.tick()).toBe('\r\nok; link: -71 dBm\r\nok: 1/6  Walk (180 s)\r\n> ');
    rig.hear('yes\r');
    expect(rig.deeds.at(-1)).toEqual({ do: 'walk-test', step: 'yes' });
  });

  test('when it is over it is said once, and nothing is asked any more', () => {
    const rig = walking();
    rig.answers.set('walk-test', OVER);
    expect(rig.tick()).toContain('ok: the home is armed');
    const { length } = rig.deeds;
    expect([rig.tick(), rig.deeds.length]).toEqual(['', length]);
  });

  test('whoever walks for half an hour without a word is still there; a quarter after it the code is worth nothing', () => {
    const rig = walking();
    for (let seconds = 0; seconds < 30 * 60; seconds += 1) rig.tick();
    rig.answers.set('walk-test', OVER);
    rig.tick();
    rig.hear('staged\r');
    expect(rig.hear('staged\r')).toContain('ok: nothing waits');
    rig.nowMs += 15 * MINUTE_MS + 1;
    expect(rig.hear('staged\r')).toContain('claim-first');
  });

  test('one look at a time, however long it takes', () => {
    const rig = walking();
    rig.answers.delete('walk-test');
    const { length } = rig.deeds;
    for (let seconds = 0; seconds < 10; seconds += 1) rig.tick();
    expect(rig.deeds).toHaveLength(length + 1);
    rig.finish(underWay());
    rig.tick();
    expect(rig.deeds).toHaveLength(length + 2);
  });
});

test('in frames: each look is asked for, and a script that takes over is told nothing else', () => {
  const rig = walking();
  const { length } = rig.deeds;
  rig.ask(frame(1, { do: 'hello', versions: [1], session: 's1' }), frame(2, { do: 'claim', code: RIGHT }));
  expect(framesIn(rig.hear(frame(3, { do: 'walk-test', step: 'start' })))).toMatchObject([
    { id: 3, body: { ok: { isOver: false, at: '1/6' } } },
  ]);
  expect(rig.tick()).toBe('');
  expect(rig.deeds).toHaveLength(length + 2);
});

test.each<[string, (rig: ConsoleRig) => void]>([
  ['the cable is pulled', (rig) => rig.console.lost()],
  ['somebody says bye', (rig) => void rig.hear('bye\r')],
])('it is let go when %s', (_, happens) => {
  const rig = walking();
  const before = rig.ended;
  happens(rig);
  expect(rig.ended).toBeGreaterThan(before);
});
