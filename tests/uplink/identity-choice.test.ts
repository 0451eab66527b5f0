/**
 * A new certificate beside the old one: in force only once a connection with it stood, and never the end of the link.
 * Connections here are a word, yes or no; real ones are in mqtt-identity.test.ts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ChoiceState,
  NOTHING_KNOWN,
  type Shelf,
  choose,
  firstChoice,
  isUntried,
  stood,
} from '../../agent/uplink/identity-choice.ts';

const BOTH: Shelf = { current: 'old', next: 'new' };

/** One attempt: what it was made with, and whether it stood. */
function attempt(state: ChoiceState, shelf: Shelf, letsIn: (shown: string | null) => boolean): ChoiceState {
  const chosen = choose(state, shelf);
  return letsIn(chosen.tried) ? stood(chosen, shelf) : chosen;
}

test.each([
  ['nothing', { current: null, next: null }, null],
  ['one', { current: 'old', next: null }, 'old'],
  ['a new one alone', { current: null, next: 'new' }, 'new'],
  ['both', BOTH, 'new'],
] as const)('with %s there, the first attempt shows the right one', (_, shelf, shown) => {
  expect(choose(firstChoice(NOTHING_KNOWN), shelf).tried).toBe(shown);
});

test('a new one that is let in is in force, also for the next process', () => {
  const state = attempt(firstChoice(NOTHING_KNOWN), BOTH, () => true);
  expect(state).toMatchObject({ proven: 'new', refused: null });
  expect(isUntried(state, BOTH)).toBe(false);
  // From then on the network may fail as it likes: the old one is not shown again.
  let next = firstChoice(state);
  for (let time = 0; time < 4; time += 1) {
    next = attempt(next, BOTH, () => false);
    expect(next.tried).toBe('new');
  }
});

test('a new one that is refused costs one attempt, and is not shown again by this process', () => {
  let state = firstChoice(NOTHING_KNOWN);
  const shown: (string | null)[] = [];
  for (let time = 0; time < 5; time += 1) {
    state = attempt(state, BOTH, (pair) => pair === 'old');
    shown.push(state.tried);
  }
  expect(shown).toEqual(['new', 'old', 'old', 'old', 'old']);
  expect(state).toMatchObject({ proven: null, refused: 'new' });
  expect(choose(firstChoice(state), BOTH).tried).toBe('new');
  // Another new one is another matter.
  expect(isUntried(state, { current: 'old', next: 'newer' })).toBe(true);
});

test('property: with whatever network, every second attempt shows what is known to be let in', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.boolean(), (network, newIsGood) => {
      let state = firstChoice(NOTHING_KNOWN);
      let withoutOld = 0;
      for (const isUp of network) {
        state = attempt(state, BOTH, (shown) => isUp && (shown === 'old' || newIsGood));
        // Whatever is in force has stood.
        if (state.proven !== null) return newIsGood && state.proven === 'new';
        withoutOld = state.tried === 'old' ? 0 : withoutOld + 1;
        expect(withoutOld).toBeLessThan(2);
      }
      return true;
    }),
  );
});

test('a network that is away refuses nobody', () => {
  let state = firstChoice(NOTHING_KNOWN);
  for (let time = 0; time < 6; time += 1) state = attempt(state, BOTH, () => false);
  expect(state.refused).toBeNull();
  state = attempt(state, BOTH, () => true);
  expect(state.proven).toBe('new');
});
