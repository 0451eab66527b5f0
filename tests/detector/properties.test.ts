/**
 * What holds for the detector whatever happens: the cap, checkpoints, and a clock with fractions.
 *
 * A failing seed is printed by fast-check and becomes an example here.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservationValue } from '../../agent/record.ts';
import { FLAT, LivedHome } from './lived-home.ts';

test('a clock with fractions of a millisecond lets no deadline ring for ever', () => {
  const home = new LivedHome(FLAT);
  for (let step = 1; step <= 300; step += 1) {
    home.wait(46 + step / 7);
    home.pulse(step % 2 === 0 ? 'kitchen' : 'bed');
  }
  expect(home.state.sensors.lifeMs).toBe(home.minute * 60_000);
});

test('property: at home and in sight, no silence outlives the cap without a question; checkpoints change nothing', () => {
  const sensors = [...FLAT.slice(0, 3), { id: 'cupboard', room: 'kitchen', class: 'item' } as const];
  const step = fc.record({
    waitMinutes: fc.integer({ min: 0, max: 900 }),
    sensor: fc.constantFrom('bed', 'kitchen', 'bath', 'cupboard'),
    value: fc.constantFrom<ObservationValue>('on', 'off', 'open', 'closed', 21.5),
    answers: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 60, max: 720 }), (steps, capMinutes) => {
      const [home, twin] = [0, 1].map(() => new LivedHome(sensors, { capMs: capMinutes * 60_000 }));
      if (home === undefined || twin === undefined) return;
      for (const one of [home, twin]) {
        one.pulse('bed');
        one.pulse('kitchen');
        for (const { waitMinutes, sensor, value } of steps) {
          one.wait(waitMinutes);
          one.see(sensor, value);
          if (one === twin) one.checkpoint();
        }
        one.wait(2);
        one.answers = false;
        one.wait(capMinutes + 1);
      }
      const lastEnd = Math.max(
        ...home.all('answer').map(({ minute }) => minute),
        (home.state.sensors.lifeMs ?? 0) / 60_000,
      );
      const questions = home.all('overdue', lastEnd).map(({ minute }) => minute);
      expect(questions.some((minute) => minute <= lastEnd + capMinutes)).toBe(true);
      expect(twin.noted).toEqual(home.noted);
    }),
    { numRuns: 60 },
  );
});

const STAGES = ['acknowledged', 'dispatched', 'arrived', 'closed'] as const;

test('property: whatever the desk does or leaves undone, silence at home is asked about for ever', () => {
  const sensors = FLAT.slice(0, 3);
  const capMinutes = 180;
  const step = fc.record({
    waitMinutes: fc.integer({ min: 0, max: 600 }),
    sensor: fc.option(fc.constantFrom('bed', 'kitchen', 'bath')),
    reply: fc.option(fc.constantFrom('pull-cord', 'button', 'voice'), { freq: 8 }),
    stage: fc.option(fc.constantFrom(...STAGES), { freq: 2 }),
    which: fc.integer({ min: 0, max: 7 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const home = new LivedHome(sensors, { capMs: capMinutes * 60_000 });
      home.answers = false;
      const told = ({ stage, which }: (typeof steps)[number]): void => {
        const alert = home.state.checkon.alerts[which]?.alert;
        if (alert === undefined || stage === null) return;
        const by = { by: 'desk', minutes: which * 10, outcome: null, keyId: 'k', counter: 1 };
        home.give({ kind: 'desk', alert, stage, ...by });
      };
      home.pulse('bed');
      home.pulse('kitchen');
      for (const one of steps) {
        home.wait(one.waitMinutes);
        if (one.sensor !== null) home.pulse(one.sensor);
        if (one.reply !== null) home.give({ kind: 'reply', by: one.reply, meaning: 'fine' });
        told(one);
        expect(home.state.checkon.alerts.length).toBeLessThanOrEqual(8);
      }
      const quiet = home.minute;
      home.wait(4 * 24 * 60);
      const asked = home
        .all('prompt', quiet)
        .flatMap(({ minute, body }) => (body.stage === 1 ? [minute] : []));
      // A day while the desk has it, the line or the half hour after a closing, and the question itself.
      const boundMinutes = 24 * 60 + capMinutes + 60;
      let last = quiet;
      for (const minute of [...asked, home.minute]) {
        expect(minute - last).toBeLessThanOrEqual(boundMinutes);
        last = minute;
      }
    }),
    { numRuns: 60 },
  );
});
