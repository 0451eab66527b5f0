/**
 * What the resident needs, from the hand on the companion to the answer of the centre, with a whole hub and the desk: told
 * once, by the lane of the case manager alone, and never once it was taken back.
 */
import { expect, test } from 'vitest';
import type { Need } from '../../agent/record.ts';
import { MINUTE_MS, Town } from './town.ts';

const by = 'Kim';
const TEXT = 'The repair team comes on Thursday.';
const touch = ({ life }: Town): void => life.hub.submit({ kind: 'reply', by: 'touch', meaning: 'fine' });
const sentences = ({ said }: Town): string[] => said.map(({ utterance }) => utterance.sentence);
const needs = ({ committed }: Town): Need[] =>
  committed.flatMap(({ body }) => (body.kind === 'need' ? [body] : []));

/** Touches, and touches again a moment after `sentence` was heard. */
function asked(sentence: string): Town {
  const at = new Town();
  at.pass(5000);
  at.walkAbout();
  at.pass(MINUTE_MS);
  at.committed.length = 0;
  at.said.length = 0;
  touch(at);
  for (let seconds = 0; seconds < 120 && !sentences(at).includes(sentence); seconds += 1) at.pass(1000);
  at.pass(1000);
  touch(at);
  return at;
}

test('a repair: asked for, kept by the centre, answered, and the answer said', () => {
  const at = asked('offer-repair');
  at.pass(MINUTE_MS);
  const [need] = needs(at);
  expect(need?.what).toBe('repair');
  expect(at.life.hub.backlog('need')).toBe(0);
  at.order({ kind: 'speak', text: TEXT, by, need: need?.need ?? '' });
  at.pass(2 * MINUTE_MS);
  expect(at.said.at(-1)?.text).toBe(`The centre answers what you asked for. ${TEXT}`);
  expect(sentences(at).slice(-3)).toEqual(['offer-repair', 'need-repair', 'need-answered']);
  // It is answered once: the second answer refers to nothing that waits.
  at.order({ kind: 'speak', text: TEXT, by, need: need?.need ?? '' });
  at.pass(MINUTE_MS);
  expect(at.results()).toEqual(['obeyed null', 'refused need-unknown']);
});

test('outside the lane of the case manager there is no word of it, and nobody is called', () => {
  const at = asked('offer-health');
  at.pass(10 * MINUTE_MS);
  const rows = at.life.store.read(0, 10_000).filter(({ entry }) => entry.body.kind === 'need');
  expect(rows.map(({ lane }) => lane)).toEqual(['need']);
  const wished = at.life.store
    .read(0, 10_000)
    .filter(
      ({ lane, entry }) => lane !== 'need' && lane !== null && JSON.stringify(entry).includes('health"'),
    );
  expect(wished).toEqual([]);
  expect(at.committed.some(({ body }) => body.kind === 'alert' && !body.test)).toBe(false);
});

test('taken back in time it never leaves, also over a kill', () => {
  const at = asked('offer-food');
  at.pass(3000);
  touch(at);
  at.pass(500);
  at.kill();
  at.pass(10 * MINUTE_MS);
  expect(needs(at)).toEqual([]);
});
