/**
 * What became of it is what was seen at the door and in the home, and no guess; what was missed has an owner.
 *
 * Never looks into the slice: outcomes are read from the records.
 */
import { describe, expect, test } from 'vitest';
import { laneOf } from '../../agent/uplink/leaves.ts';
import { FLAT } from '../detector/lived-home.ts';
import { SHOPPING, TogetherHome, agreed, at, invited } from './together-home.ts';

describe('what became of it is what was seen, and no guess', () => {
  const stayAtHome = (home: TogetherHome): void => home.liveUntil(at(1, 17));
  test('life at home, and a door that stayed shut: did not go', () => {
    const home = agreed();
    stayAtHome(home);
    expect(home.steps.at(-1)).toBe('did-not-go .');
    expect(home.sentences(at(1, 14))).toEqual([]);
  });
  test('life at home, and a door that was used: nobody can tell who went', () => {
    const home = agreed();
    home.door();
    stayAtHome(home);
    expect(home.steps.at(-1)).toBe('cannot-tell .');
  });
  test('neither life nor the door: it cannot be told', () => {
    const home = agreed();
    home.waitUntil(at(1, 18));
    expect(home.steps.at(-1)).toBe('cannot-tell .');
  });
  test('the contact of the door was lost', () => {
    const home = agreed();
    home.lose('door');
    stayAtHome(home);
    expect(home.steps.at(-1)).toBe('cannot-tell .');
  });
  test('a home without a contact at its door', () => {
    const home = new TogetherHome(FLAT.filter(({ id }) => id !== 'door'));
    home.wants = ['yes'];
    home.waitUntil(at(0, 9));
    home.invite(SHOPPING);
    home.liveUntil(at(0, 22));
    home.waitUntil(at(1, 7));
    home.liveUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('cannot-tell .');
  });
  test('the hub was off for a part of it', () => {
    const home = agreed();
    home.liveUntil(at(1, 14, 30));
    home.off(20);
    stayAtHome(home);
    expect(home.steps.at(-1)).toBe('cannot-tell .');
  });
  test('a walk in the morning is not the shopping', () => {
    const home = invited(['yes']);
    home.liveUntil(at(0, 22));
    home.waitUntil(at(1, 8));
    home.leave();
    home.waitUntil(at(1, 9));
    home.comeHome();
    home.liveUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('did-not-go .');
  });
  test('not home by the hour after: somebody owns that at once; home later it is not claimed that they went', () => {
    const home = agreed();
    home.answers = false;
    home.leave();
    home.waitUntil(at(1, 17, 30));
    const missed = home.all('programme-missed');
    expect(missed).toMatchObject([
      { minute: at(1, 17), body: { missed: 'not-home', owner: 'case-manager' } },
    ]);
    expect(missed.map(({ body }) => laneOf(body, true))).toEqual(['notice']);
    expect(JSON.stringify(missed)).not.toContain('Park');
    home.comeHome();
    home.liveUntil(at(1, 18, 30));
    expect(home.steps.find((step) => step === 'cannot-tell' || step === 'went')).toBe('cannot-tell');
    expect(home.all('programme-missed')).toHaveLength(1);
  });
});

describe('a visit by name', () => {
  /** Announced on Monday for Tuesday at three. */
  function announced(): TogetherHome {
    const home = new TogetherHome();
    home.waitUntil(at(0, 12));
    home.announce(at(1, 15), at(1, 16), 'Mrs Lee');
    home.liveUntil(at(0, 22));
    home.waitUntil(at(1, 7));
    home.liveUntil(at(1, 14));
    return home;
  }
  test('is said that morning, once', () => {
    const home = announced();
    expect(home.said()).toEqual([
      {
        sentence: 'visit-today',
        minute: at(1, 8),
        text: "Mrs Lee, today at three o'clock in the afternoon.",
      },
    ]);
  });
  test('the door in its time: it happened, and the contact counts', () => {
    const home = announced();
    home.liveUntil(at(1, 15, 5));
    home.door();
    home.liveUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('came .');
    expect(home.all('programme-missed')).toEqual([]);
    expect(home.state.welfare.week?.visits).toBe(1);
  });
  test('a badge says it where the door does not', () => {
    const home = announced();
    home.liveUntil(at(1, 15, 5));
    home.give({ kind: 'badge', device: 'volunteer' });
    home.liveUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('came .');
    expect(home.all('programme-missed')).toEqual([]);
    expect(home.state.welfare.week?.visits).toBe(1);
  });
  test('a badge of which nobody had said anything counts too, once, and answers nothing', () => {
    const home = new TogetherHome();
    home.liveUntil(at(0, 12));
    const { detector } = structuredClone(home.state);
    for (let times = 0; times < 3; times += 1) home.give({ kind: 'badge', device: 'volunteer' });
    expect(home.state.welfare.week?.visits).toBe(1);
    expect(home.state.detector).toEqual(detector);
    expect(home.sentences()).toEqual([]);
  });
  test('a door that was not used: nobody came, and somebody owns that', () => {
    const home = announced();
    home.liveUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('did-not-come .');
    expect(home.all('programme-missed')).toMatchObject([{ body: { what: 'visit', missed: 'nobody-came' } }]);
  });
  test('the resident went out by that door: it cannot be told', () => {
    const home = announced();
    home.liveUntil(at(1, 15, 5));
    home.leave();
    home.waitUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('cannot-tell .');
    expect(home.all('programme-missed')).toEqual([]);
  });
  test('a visit without a name is not said; one that is withdrawn is not waited for', () => {
    const home = new TogetherHome();
    home.waitUntil(at(0, 9));
    home.announce(at(0, 10), at(0, 11));
    home.liveUntil(at(0, 12));
    home.announce(at(1, 15), at(1, 16), 'Mrs Lee');
    home.give({ kind: 'visit', fromWallMs: null, untilWallMs: null, by: 'Kim', keyId: 'k', counter: 9 });
    home.liveUntil(at(1, 18));
    expect(home.sentences()).toEqual([]);
    expect(home.steps).toEqual([]);
  });
  test('one that is asked for needs a yes, and is then a visit as any', () => {
    const home = agreed({ what: 'visit' });
    home.liveUntil(at(1, 14, 5));
    expect(home.state.plans.visit).toMatchObject({ programme: 'p1' });
    home.door();
    home.liveUntil(at(1, 17));
    expect(home.steps.at(-1)).toBe('came .');
  });
});
