/**
 * Gentle before loud, given and then: when something is said anyway, when not, and what follows from it: nothing but
 * what movement or a press would do at any other time. A question comes two hours after the last sign of life.
 */
import { describe, expect, test } from 'vitest';
import { owedSpeech } from '../../agent/checkon/speech.ts';
import { openCheckpoint } from '../../agent/journal/checkpoint.ts';
import { ofAlertLine } from '../journal/alert-line.ts';
import { MINUTE_MS, ProbedHome } from './probed-home.ts';
import { ROWS } from './probes-table.ts';

test.each(ROWS)('$what', ({ from, lived, heard }) => {
  const home = new ProbedHome(from);
  home.walk();
  lived(home);
  expect(home.heard).toEqual(heard);
});

describe('what is said', () => {
  test('is quiet, owed until heard, and stale after a minute', () => {
    const home = new ProbedHome('07:00');
    home.hears = false;
    home.walk();
    home.until('08:35');
    expect(home.all('probe').map(({ body }) => body)).toEqual([
      expect.objectContaining({ sentence: 'good-morning', quietMinutes: 95 }),
    ]);
    const owed = owedSpeech(home.state, home.now);
    expect(owed).toMatchObject({ sentence: 'good-morning', level: 1, minutes: null });
    expect(owed?.about).toBe(home.all('probe')[0]?.body.probe);
    home.pass(MINUTE_MS);
    expect(owedSpeech(home.state, home.now)).toBeNull();
  });
  test('small talk takes turns', () => {
    const home = new ProbedHome('11:00');
    // Up within a quarter of an hour each time: who is never is greeted less (`silence.test.ts`).
    for (const time of ['11:00', '12:50', '14:50', '16:50']) home.until(time).walk();
    home.until('11:00', 1).walk();
    home.until('12:50', 1);
    const talks = home.all('say').filter(({ body }) => body.sentence === 'small-talk');
    expect(talks.map(({ at, body }) => `${at} ${body.variant}`)).toEqual([
      '12:35 0',
      '14:35 1',
      '16:35 2',
      '12:35 3',
    ]);
  });
  test('can be switched off', () => {
    const home = new ProbedHome('07:00', false);
    home.walk();
    home.until('09:00');
    expect(home.heard).toEqual(['09:00 question 1']);
  });
  test('when it cannot be heard, the question comes as it would, and the speaker is somebody’s to mend', () => {
    const home = new ProbedHome('07:00');
    home.hears = false;
    home.walk();
    home.until('08:35');
    home.hear(home.state.checkon.owed?.utterance, 'failed');
    expect(home.all('condition').map(({ body }) => body.code)).toContain('speaker-failed');
    home.until('09:00');
    expect(home.heard.at(-1)).toBe('09:00 question 1');
  });
});

describe('a press after it', () => {
  function pressed(): ProbedHome {
    const home = new ProbedHome('07:00');
    home.walk();
    home.until('08:36');
    home.press();
    return home;
  }
  test('calls for help, for nothing was asked', () => {
    const home = pressed();
    expect(home.all('correction').map(({ body }) => body.of)).toEqual(['help']);
    expect(home.all('say').at(-1)?.body.sentence).toBe('help-heard');
    home.pass(10_000);
    expect(home.all('alert').filter(({ body }) => body.cause === 'help')).toHaveLength(1);
  });
  test('is taken back by the next within ten seconds, by whoever only meant to reply', () => {
    const home = pressed();
    home.pass(5_000);
    home.press();
    home.pass(10_000);
    expect(home.all('alert').filter(({ body }) => body.cause === 'help')).toHaveLength(0);
    expect(home.all('say').at(-1)?.body.sentence).toBe('help-withdrawn');
  });
});

test('a checkpoint from before probes opens, and greets as a new hub does', () => {
  const home = new ProbedHome('07:00');
  home.walk();
  const opened = openCheckpoint(ofAlertLine(home.state, new Set(['probes'])));
  expect(opened).not.toBeNull();
  home.state = opened!;
  home.until('08:40');
  expect(home.heard).toEqual(['08:35 good-morning']);
  expect(home.state.counts.probes).toBe(1);
});

test('a checkpoint from when small talk alone took turns opens, and goes on with the next wording', () => {
  const home = new ProbedHome('11:00');
  Object.assign(home.state.checkon.probes, { talks: 2 });
  const opened = openCheckpoint(ofAlertLine(home.state, new Set(['turns'])));
  home.state = opened!;
  home.walk();
  home.until('12:40');
  expect(home.all('say').map(({ body }) => [body.sentence, body.variant])).toEqual([['small-talk', 2]]);
  expect(home.state.checkon.probes).not.toHaveProperty('talks');
});
