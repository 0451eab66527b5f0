/**
 * A programme that the centre changes or takes back while it is being said or offered: a yes is never one to something
 * else, no word of what is over is still to be said, and a hand is not left without an answer.
 */
import { expect, test } from 'vitest';
import { choiceNow } from '../../agent/checkon/offer-memory.ts';
import type { Choice, Fact } from '../../agent/record.ts';
import { SHOPPING, TogetherHome, at } from './together-home.ts';

const WEDNESDAY = { from: at(2, 14), until: at(2, 16) };

class Home extends TogetherHome {
  /** Nothing is heard of what is said. */
  isMute = false;
  override give(body: Fact): void {
    if (!this.isMute || body.kind !== 'speech') super.give(body);
  }
  touch(): void {
    this.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
  }
}

/** Asked on Monday at nine; `happen` comes once that choice can be taken. */
function asked(choice: Choice, happen: (home: Home) => void): Home {
  const home = new Home();
  home.waitUntil(at(0, 9));
  home.pulse('bed');
  home.after = () => {
    if (choiceNow(home.state.checkon.offer, home.now.ms) !== choice) return;
    home.after = () => {};
    happen(home);
  };
  home.invite(SHOPPING);
  home.liveUntil(at(0, 9, 5));
  return home;
}

test('a yes to what was offered before the change is none to what is offered now', () => {
  const home = asked('yes', (one) => {
    one.invite(WEDNESDAY);
    one.touch();
  });
  expect(home.steps).not.toContain('yes');
  expect(home.all('offer-end')[0]?.body).toMatchObject({ why: 'broken-off', choice: null });
  expect(home.state.programmes.open[0]?.agreedMs).toBeNull();
});

test('what was changed is asked anew at once, by its new time, and a yes to that counts', () => {
  const home = asked('yes', (one) => {
    one.wants = ['yes'];
    one.invite(WEDNESDAY);
  });
  const texts = home
    .said()
    .flatMap(({ sentence, text }) => (sentence === 'programme-shopping' ? [text] : []));
  expect(texts).toEqual([
    "Mrs Park, tomorrow at two o'clock in the afternoon.",
    "Mrs Park, on Wednesday at two o'clock in the afternoon.",
  ]);
  expect(home.steps[0]).toBe('yes');
  expect(home.state.programmes.open[0]?.fromMs).toBe(at(2, 14) * 60_000);
  expect(home.state.programmes.open[0]?.agreedMs).not.toBeNull();
});

test('the same once more while it is offered changes nothing', () => {
  const home = asked('yes', (one) => {
    one.invite(SHOPPING);
    one.touch();
  });
  expect(home.steps[0]).toBe('yes');
});

test('withdrawn while it is offered: no further choice is said, and a hand finds what it always finds', () => {
  const home = asked('yes', (one) => {
    one.withdraw();
    one.touch();
  });
  expect(home.sentences().slice(0, 4)).toEqual([
    'programme-shopping',
    'programme-how',
    'offer-yes',
    'state-sees-all',
  ]);
  expect(home.all('offer-end')[0]?.body).toMatchObject({ of: 'programme', why: 'broken-off' });
  expect(home.steps).toEqual([]);
});

test('withdrawn before its reminder was heard: the reminder is not owed any more', () => {
  const home = new Home();
  home.wants = ['yes', 'that-is-all'];
  home.waitUntil(at(0, 9));
  home.invite({ ...SHOPPING, what: 'visit' });
  home.liveUntil(at(0, 17, 58));
  home.isMute = true;
  home.liveUntil(at(0, 18, 1));
  expect(home.state.checkon.owed?.sentence).toBe('remind-tomorrow');
  home.withdraw('p2');
  expect(home.state.checkon.owed?.sentence).toBe('remind-tomorrow');
  home.withdraw();
  expect(home.state.checkon.owed).toBeNull();
});

test('a visit announced anew: the words of the one before are not owed any more', () => {
  const home = new Home();
  home.waitUntil(at(0, 9));
  home.isMute = true;
  home.announce(at(0, 14), at(0, 15), 'Mrs Park');
  home.liveUntil(at(0, 9, 2));
  expect(home.state.checkon.owed).toMatchObject({ sentence: 'visit-today' });
  const before = home.state.checkon.owed?.utterance;
  home.announce(at(0, 16), at(0, 17), 'Mr Lee');
  expect(home.state.checkon.owed?.utterance).not.toBe(before);
});

test('a reminder of the same name as a programme is none of it', () => {
  const home = new Home();
  home.wants = ['later'];
  home.waitUntil(at(0, 9));
  home.invite(SHOPPING);
  home.liveUntil(at(0, 9, 10));
  const order = { by: 'Kim', keyId: 'k', counter: 90 } as const;
  const minutes = [9 * 60 + 30];
  home.give({
    kind: 'reminder',
    reminder: 'p1',
    text: 'Water.',
    minutes,
    days: [],
    forMs: 86_400_000,
    ...order,
  });
  home.wants = ['done'];
  home.liveUntil(at(0, 10));
  expect(home.all('reminder-outcome').map(({ body }) => body.outcome)).toEqual(['done']);
  expect(home.steps).toEqual(['later']);
});
