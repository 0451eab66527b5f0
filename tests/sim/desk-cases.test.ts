/**
 * The case manager as a table: what is set, in which order, after how long, and what is never done.
 *
 * Stages and their meaning: agent/uplink/RECEIVER.md §5.
 */
import { expect, test } from 'vitest';
import {
  type AlertNews,
  type DeskPolicy,
  OUTCOME_ANSWERED,
  hear,
  nextStep,
  openCase,
  setStage,
  unconfirmed,
} from '../../sim/desk-cases.ts';

const policy: DeskPolicy = {
  acknowledgeAfterMs: 10,
  dispatchAfterMs: 20,
  minutes: 12,
  arriveAfterMs: 30,
  closeAfterMs: 40,
  outcome: 'helped',
};
const news = (over: Partial<AlertNews> = {}): AlertNews => ({
  alert: 'a1',
  stage: 'raised',
  revision: 0,
  cause: 'inactivity',
  test: false,
  why: 'raised',
  text: '',
  ...over,
});
const opened = (over: Partial<AlertNews> = {}) => {
  const known = openCase('h1', news(over), 1000);
  hear(known, news(over));
  return known;
};

test('a case runs through its four stages, each delay counted from the step before', () => {
  const known = opened();
  const seen: unknown[] = [];
  for (let step = nextStep(known, policy); step !== null; step = nextStep(known, policy)) {
    const atMs = step.sinceMs + step.afterMs;
    seen.push([step.stage, atMs]);
    expect(setStage(known, step.stage, policy, atMs)).toBe(true);
  }
  expect(seen).toEqual([
    ['acknowledged', 1010],
    ['dispatched', 1030],
    ['arrived', 1060],
    ['closed', 1100],
  ]);
  expect(known.set.map(({ minutes, outcome }) => [minutes, outcome])).toEqual([
    [null, null],
    [12, null],
    [null, null],
    [null, 'helped'],
  ]);
});

test('a test alert is acknowledged at once and nobody is ever sent', () => {
  const known = opened({ test: true, cause: 'test' });
  expect(nextStep(known, policy)).toMatchObject({ stage: 'acknowledged', afterMs: 0 });
  setStage(known, 'acknowledged', policy, 1000);
  expect(nextStep(known, policy)).toBeNull();
});

test.each(['acknowledgeAfterMs', 'dispatchAfterMs', 'arriveAfterMs', 'closeAfterMs'] as const)(
  'without %s that step is never taken',
  (name) => {
    const known = opened();
    const lazy = { ...policy, [name]: null };
    for (let step = nextStep(known, lazy); step !== null; step = nextStep(known, lazy)) {
      setStage(known, step.stage, lazy, 0);
    }
    const order = ['acknowledgeAfterMs', 'dispatchAfterMs', 'arriveAfterMs', 'closeAfterMs'];
    expect(known.set).toHaveLength(order.indexOf(name));
  },
);

test('an answer before anybody was sent closes the case, and the outcome says why', () => {
  const known = opened();
  setStage(known, 'acknowledged', policy, 1010);
  hear(known, news({ revision: 1, why: 'answered' }));
  expect(nextStep(known, policy)).toMatchObject({ stage: 'closed' });
  setStage(known, 'closed', policy, 1050);
  expect(known.set.at(-1)?.outcome).toBe(OUTCOME_ANSWERED);
});

test('an answer after somebody was sent calls nobody back', () => {
  const known = opened();
  setStage(known, 'acknowledged', policy, 1010);
  setStage(known, 'dispatched', policy, 1030);
  hear(known, news({ revision: 1, why: 'answered' }));
  expect(nextStep(known, policy)).toMatchObject({ stage: 'arrived' });
});

test.each(['pressed-again', 'asked-again', 'unclear-voice', 'reminder'] as const)(
  'after an answer, %s: somebody is sent after all',
  (why) => {
    const known = opened();
    hear(known, news({ revision: 1, why: 'answered' }));
    setStage(known, 'acknowledged', policy, 1010);
    hear(known, news({ revision: 3, why }));
    expect(nextStep(known, policy)).toMatchObject({ stage: 'dispatched' });
    // The answer, told late once more, changes nothing.
    hear(known, news({ revision: 1, why: 'answered' }));
    expect(nextStep(known, policy)).toMatchObject({ stage: 'dispatched' });
  },
);

test('a closing on an answer is taken back by a call, unless the hub has confirmed it', () => {
  const known = opened();
  hear(known, news({ revision: 1, why: 'answered' }));
  setStage(known, 'acknowledged', policy, 1010);
  setStage(known, 'closed', policy, 1050);
  hear(known, news({ stage: 'acknowledged', revision: 2, why: 'pressed-again' }));
  expect(unconfirmed(known)).toBeNull();
  expect(nextStep(known, policy)).toMatchObject({ stage: 'dispatched' });
});

test('what the hub has let go is told no further', () => {
  const known = opened();
  setStage(known, 'acknowledged', policy, 0);
  hear(known, news({ revision: 1, why: 'let-go' }));
  expect(unconfirmed(known)).toBeNull();
  expect(nextStep(known, policy)).toBeNull();
});

test('what the hub confirmed and does not know any more is told again, late news is not', () => {
  const known = opened();
  setStage(known, 'acknowledged', policy, 0);
  setStage(known, 'dispatched', policy, 0);
  hear(known, news({ stage: 'dispatched', revision: 2, why: 'desk' }));
  hear(known, news({ stage: 'acknowledged', revision: 1, why: 'desk' }));
  expect(unconfirmed(known)).toBeNull();
  hear(known, news({ stage: 'acknowledged', revision: 3, why: 'reminder' }));
  expect(unconfirmed(known)?.stage).toBe('dispatched');
});

test('a timer that comes late sets nothing', () => {
  const known = opened();
  expect(setStage(known, 'dispatched', policy, 0)).toBe(false);
  setStage(known, 'acknowledged', policy, 0);
  expect(setStage(known, 'acknowledged', policy, 0)).toBe(false);
  expect(known.set).toHaveLength(1);
});

test('stages are told in order, each until the hub confirms it; late news never takes one back', () => {
  const known = opened();
  expect(unconfirmed(known)).toBeNull();
  setStage(known, 'acknowledged', policy, 0);
  setStage(known, 'dispatched', policy, 0);
  expect(unconfirmed(known)?.stage).toBe('acknowledged');
  hear(known, news({ stage: 'acknowledged', revision: 1, why: 'desk' }));
  expect(unconfirmed(known)?.stage).toBe('dispatched');
  hear(known, news({ stage: 'dispatched', revision: 2, why: 'desk' }));
  hear(known, news());
  expect(unconfirmed(known)).toBeNull();
  expect(known.confirmed).toBe('dispatched');
  expect(known.revision).toBe(2);
});
