/**
 * An invitation by name from the desk to the hand on the companion and back, with a whole hub: signed, said, answered, told
 * by the lane of the case manager alone, and over for good.
 */
import { expect, test } from 'vitest';
import type { ProgrammeStep } from '../../agent/record.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import { HOUR_MS, MINUTE_MS, Town } from './town.ts';

const by = 'Kim';
const sentences = ({ said }: Town): string[] => said.map(({ utterance }) => utterance.sentence);
const steps = ({ committed }: Town): ProgrammeStep['step'][] =>
  committed.flatMap(({ body }) => (body.kind === 'programme-step' ? [body.step] : []));

/** Somebody is about; invited to a meal in five hours. */
function invited(): { at: Town; order: () => void } {
  const at = new Town();
  at.pass(5000);
  at.walkAbout();
  at.pass(MINUTE_MS);
  const { wallMs } = at.clock.now();
  const told = { from: rfc3339(wallMs + 5 * HOUR_MS, 0), until: rfc3339(wallMs + 6 * HOUR_MS, 0) };
  const order = (): void =>
    void at.order({ kind: 'programme', programme: 'lunch', what: 'meal', who: 'Mrs Park', ...told, by });
  order();
  return { at, order };
}
function touchAfter(at: Town, sentence: string): void {
  for (let seconds = 0; seconds < 120 && !sentences(at).includes(sentence); seconds += 1) at.pass(1000);
  at.pass(2000);
  at.life.hub.submit({ kind: 'reply', by: 'touch', meaning: 'fine' });
  at.pass(MINUTE_MS);
}

test('no, by a touch: told once, by the lane that is the case manager’s; the same id is over', () => {
  const { at, order } = invited();
  touchAfter(at, 'offer-no');
  expect(steps(at)).toEqual(['no']);
  expect(sentences(at).at(-1)).toBe('programme-no');
  expect(at.life.hub.backlog('need')).toBe(0);
  const told = at.life.store.read(0, 10_000).filter(({ entry }) => entry.body.kind.startsWith('programme'));
  expect(told.map(({ lane }) => lane)).toEqual(['need', 'need']);
  order();
  at.pass(MINUTE_MS);
  expect(at.results()).toEqual(['obeyed null', 'refused programme-over']);
});

test('yes outlives a kill, and is asked no more; withdrawn nothing follows', () => {
  const { at } = invited();
  touchAfter(at, 'offer-yes');
  at.kill();
  at.pass(10 * MINUTE_MS);
  expect(at.state.programmes.open.map(({ id, stage }) => [id, stage])).toEqual([['lunch', 'wait']]);
  at.said.length = 0;
  at.order({ kind: 'programme-withdrawn', programme: 'lunch', by });
  at.pass(6 * HOUR_MS);
  expect(steps(at)).toEqual(['yes']);
  expect(sentences(at).filter((sentence) => sentence.startsWith('remind'))).toEqual([]);
});
