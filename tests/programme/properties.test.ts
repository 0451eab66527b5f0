/**
 * Any story of invitations, hands, doors, stops and lost sensors: what a programme may never do.
 *
 * Each step is a word of the list below; a failing story is printed by its words.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROGRAMMES_MAX } from '../../agent/programme/slice.ts';
import type { Choice, Sentence } from '../../agent/record.ts';
import { TogetherHome } from './together-home.ts';

/** A second or two on the smallest machine. */
const RUNS = 30;
const OURS: readonly Sentence[] = ['remind-tomorrow', 'remind-today', 'visit-today', 'programme-shopping'];
const SHUT: readonly string[] = ['went', 'did-not-go', 'came', 'did-not-come'];

type Step = (home: TogetherHome) => void;
const id = fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6');
const hours = fc.integer({ min: 1, max: 4 });
const livesOn: Step = (home) => home.liveUntil(Math.ceil(home.minute) + 60);
const goesOut: Step = (home) => {
  home.leave();
  home.wait(55);
  home.comeHome();
};
/** Says yes, and goes in time, whatever else stands between. */
const goesAlong: Step = (home) => {
  const from = Math.ceil(home.minute) + 60;
  home.wants = ['yes', 'milk', 'that-is-all', 'good'];
  home.invite({ programme: `g${home.noted.length}`, from, until: from + 90 });
  home.liveUntil(from - 2);
  goesOut(home);
  home.liveUntil(from + 100);
};
const steps = fc.oneof(
  fc
    .tuple(id, hours, fc.constantFrom('shopping', 'meal', 'visit'), fc.boolean())
    .map(([programme, ahead, what, isWilling]): Step => (home) => {
      const from = home.minute + ahead * 60;
      if (isWilling) home.wants = ['yes'];
      home.invite({ programme, what, from, until: from + 90 });
      home.liveUntil(Math.ceil(home.minute) + 10);
    }),
  id.map(
    (programme): Step =>
      (home) =>
        home.withdraw(programme),
  ),
  hours.map((ahead): Step => {
    return (home) => home.announce(home.minute + ahead * 60, home.minute + ahead * 60 + 60, 'Mrs Lee');
  }),
  fc
    .array(fc.constantFrom<Choice[]>('yes', 'yes', 'yes', 'no', 'later', 'milk', 'good'), { maxLength: 4 })
    .map((wants): Step => {
      return (home) => void (home.wants = wants);
    }),
  fc.constantFrom<Step[]>(
    (home) => home.pulse('bed'),
    (home) => home.liveUntil(Math.ceil(home.minute) + 20),
    (home) => home.liveUntil(Math.ceil(home.minute) + 240),
    (home) => home.door(),
    (home) => home.leave(),
    (home) => home.comeHome(),
    goesOut,
    goesOut,
    goesAlong,
    goesAlong,
    livesOn,
    livesOn,
    livesOn,
    (home) => home.give({ kind: 'badge', device: 'volunteer' }),
    (home) => home.give({ kind: 'reply', by: 'touch', meaning: 'fine' }),
    (home) => home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' }),
    (home) => home.lose('door'),
    (home) => home.find('door'),
    (home) => home.off(30),
    (home) => home.restart(null),
    (home) => home.wait(45),
    (home) => home.wait(360),
  ),
);

test('few are open, each ends once, none speaks over a question, and only what was seen is told', () => {
  const property = fc.property(fc.array(steps, { maxLength: 40, size: 'max' }), (story) => {
    const home = new TogetherHome();
    home.wait(8 * 60);
    let seen = 0;
    home.after = () => {
      const fresh = home.noted.slice(seen).map(({ body }) => body);
      seen = home.noted.length;
      if (home.state.checkon.conversation === null) return;
      expect(home.state.checkon.offer).toBeNull();
      expect(fresh.filter((body) => body.kind === 'say' && OURS.includes(body.sentence))).toEqual([]);
    };
    for (const step of story) {
      step(home);
      expect(home.state.programmes.open.length).toBeLessThanOrEqual(PROGRAMMES_MAX + 1);
    }
    home.wait(5 * 24 * 60);
    expect(home.state.programmes.open).toEqual([]);
    const over = new Set<string>();
    const told = home.all('programme-step');
    for (const { body } of told) {
      expect(over.has(body.programme)).toBe(false);
      if (body.isOver) over.add(body.programme);
    }
    const doors = home.all('observation').filter(({ body }) => body.sensor === 'door');
    const badges = home.all('badge');
    for (const { minute, body } of told.filter(({ body: each }) => SHUT.includes(each.step))) {
      const used = [...doors, ...badges].some(
        (each) => each.minute > minute - 24 * 60 && each.minute <= minute,
      );
      if (body.step === 'went' || body.step === 'came') expect(used).toBe(true);
    }
    for (const { minute } of told.filter(({ body }) => body.step === 'went')) {
      const states = home.all('presence').filter((each) => each.minute <= minute);
      expect(states.slice(-2).map(({ body }) => body.state)).toEqual(['away', 'home']);
    }
  });
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});
