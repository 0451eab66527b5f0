/**
 * The words of the evidence, in both languages: numbers as measured, and nothing that is not known.
 * Goldens: a change of wording is a change of what a case manager reads.
 */
import { expect, test } from 'vitest';
import { type Basis, type Grounds, explain, span } from '../../agent/detector/explain.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOCAL_MS = 100 * DAY_MS + 14 * HOUR_MS + 20 * 60_000;

const LEARNED: Grounds = {
  basis: 'learned',
  sign: 'any',
  lastSign: { room: 'kitchen', sensor: 'pir-1', localMs: LOCAL_MS - 3.75 * HOUR_MS },
  localMs: LOCAL_MS,
  silenceMs: 3.75 * HOUR_MS,
  signMs: 3.75 * HOUR_MS,
  lineMs: 2.5 * HOUR_MS,
  blindMs: 0,
  onceInDays: 9.4,
  answers: 0,
  learnedDays: 21,
  cannotSee: ['bathroom'],
  unobservedMs: 0,
  unknownGap: false,
  timeTrusted: true,
  presenceKnown: true,
  leftLocalMs: null,
};
const ALL: readonly Basis[] = ['learned', 'prior', 'cap', 'untrusted', 'away', 'blind'];

test.each<[string, Partial<Grounds>, string, string]>([
  [
    'learned',
    {},
    'No sign of life for 3 h 45 min, last in the kitchen at 10:35. ' +
      'So long a silence, from there at this hour, comes about once in 9 days here (known for 21 days). ' +
      'Cannot see: bathroom.',
    '3시간 45분 동안 생활 신호가 없습니다. 마지막 신호는 10:35 부엌입니다. ' +
      '이 시간대에 그곳에서 이렇게 오래 조용한 일은 약 9일에 한 번입니다(21일 동안 살핌). 볼 수 없는 곳: 욕실.',
  ],
  [
    'the living room by its name, seen and unseen',
    {
      lastSign: { room: 'living', sensor: 'pir-2', localMs: LOCAL_MS - 3.75 * HOUR_MS },
      cannotSee: ['living'],
    },
    'No sign of life for 3 h 45 min, last in the living room at 10:35. ' +
      'So long a silence, from there at this hour, comes about once in 9 days here (known for 21 days). ' +
      'Cannot see: living room.',
    '3시간 45분 동안 생활 신호가 없습니다. 마지막 신호는 10:35 거실입니다. ' +
      '이 시간대에 그곳에서 이렇게 오래 조용한 일은 약 9일에 한 번입니다(21일 동안 살핌). 볼 수 없는 곳: 거실.',
  ],
  [
    'about once a day, for nobody says once in 0 days',
    { onceInDays: 0.4, cannotSee: [] },
    'No sign of life for 3 h 45 min, last in the kitchen at 10:35. ' +
      'So long a silence, from there at this hour, comes about once a day here (known for 21 days).',
    '3시간 45분 동안 생활 신호가 없습니다. 마지막 신호는 10:35 부엌입니다. ' +
      '이 시간대에 그곳에서 이렇게 오래 조용한 일은 하루에 한 번쯤입니다(21일 동안 살핌).',
  ],
  [
    'rarer than a hub can know',
    { onceInDays: 4_000, cannotSee: [] },
    'No sign of life for 3 h 45 min, last in the kitchen at 10:35. ' +
      'So long a silence, from there at this hour, comes less than once in 21 days here (known for 21 days).',
    '3시간 45분 동안 생활 신호가 없습니다. 마지막 신호는 10:35 부엌입니다. ' +
      '이 시간대에 그곳에서 이렇게 오래 조용한 일은 21일에 한 번도 되지 않습니다(21일 동안 살핌).',
  ],
  [
    'movement in one room only',
    { sign: 'room', silenceMs: 2 * 60_000, cannotSee: [] },
    'Movement only in the kitchen for 3 h 45 min. ' +
      'For so long, at this hour, comes about once in 9 days here (known for 21 days).',
    '3시간 45분 동안 부엌에서만 움직임이 있습니다. ' +
      '이 시간대에 이렇게 오래 이어지는 일은 약 9일에 한 번입니다(21일 동안 살핌).',
  ],
  [
    'not up and about',
    { sign: 'round', silenceMs: 2 * 60_000, cannotSee: [] },
    'Not up and about for 3 h 45 min; last in the kitchen at 10:35. ' +
      'For so long, at this hour, comes about once in 9 days here (known for 21 days).',
    '3시간 45분 동안 집 안을 돌아다니신 흔적이 없습니다. 마지막 신호는 10:35 부엌입니다. ' +
      '이 시간대에 이렇게 오래 이어지는 일은 약 9일에 한 번입니다(21일 동안 살핌).',
  ],
  [
    'answered, and still not moved',
    { answers: 1, silenceMs: 1.5 * HOUR_MS, onceInDays: null, cannotSee: [] },
    'Answered 1 h 30 min ago and has not moved since, nor for 2 h 15 min before; last in the kitchen at 10:35.',
    '1시간 30분 전에 대답하신 뒤로 움직임이 없으며, 그 전 2시간 15분 동안에도 없었습니다. 마지막 신호는 10:35 부엌입니다.',
  ],
  [
    'prior, a room without a name of its own, and the hub was off',
    {
      basis: 'prior',
      learnedDays: 4,
      lastSign: { room: 'workshop', sensor: 's', localMs: LOCAL_MS - DAY_MS },
      cannotSee: [],
      unobservedMs: 20 * 60_000,
    },
    'No sign of life for 3 h 45 min, last in the workshop yesterday at 14:20. ' +
      'Still getting to know this home (day 5). The hub was off for 20 min of it.',
    '3시간 45분 동안 생활 신호가 없습니다. 마지막 신호는 어제 14:20 workshop입니다. ' +
      '아직 이 집을 알아 가는 중입니다(5일째). 그중 20분 동안 기기가 꺼져 있었습니다.',
  ],
  [
    'the hub was off for nobody knows how long',
    { basis: 'cap', lineMs: 12 * HOUR_MS, onceInDays: null, cannotSee: [], unknownGap: true },
    'No sign of life for 3 h 45 min, last in the kitchen at 10:35. Never longer than 12 h without asking. ' +
      'The hub was off for an unknown time, which is not counted.',
    '3시간 45분 동안 생활 신호가 없습니다. 마지막 신호는 10:35 부엌입니다. 12시간을 넘기 전에는 반드시 여쭙니다. ' +
      '그 밖에 기기가 꺼져 있던 시간이 있으며, 얼마 동안인지는 알 수 없습니다.',
  ],
  [
    'away',
    {
      basis: 'away',
      silenceMs: 48 * HOUR_MS,
      onceInDays: null,
      cannotSee: [],
      leftLocalMs: LOCAL_MS - 48 * HOUR_MS,
    },
    'Seems to have left 2 days ago at 14:20 by the entrance door, not back after 48 h.',
    '2일 전 14:20 현관문으로 나가신 것으로 보이며, 48시간 동안 돌아오신 신호가 없습니다.',
  ],
  [
    'away, and expected back',
    {
      basis: 'away',
      silenceMs: 10 * DAY_MS,
      onceInDays: null,
      cannotSee: [],
      leftLocalMs: LOCAL_MS - 10 * DAY_MS,
      expectedLocalMs: LOCAL_MS - 20 * HOUR_MS,
    },
    'Expected back yesterday at 18:20, no sign of a return. ' +
      'Seems to have left 10 days ago at 14:20 by the entrance door, not back after 240 h.',
    '어제 18:20에 돌아오실 예정이었으나 돌아오신 신호가 없습니다. ' +
      '10일 전 14:20 현관문으로 나가신 것으로 보이며, 240시간 동안 돌아오신 신호가 없습니다.',
  ],
  [
    'expected back, where only the plan says that they are out',
    {
      basis: 'away',
      onceInDays: null,
      cannotSee: [],
      presenceKnown: false,
      expectedLocalMs: LOCAL_MS - HOUR_MS,
    },
    'Expected back at 13:20, no sign of a return. No sign of life for 3 h 45 min, last in the kitchen at 10:35. ' +
      'Whether anyone is at home is not known.',
    '13:20에 돌아오실 예정이었으나 돌아오신 신호가 없습니다. 3시간 45분 동안 생활 신호가 없습니다. ' +
      '마지막 신호는 10:35 부엌입니다. 집에 계신지는 알 수 없습니다.',
  ],
  [
    'blind, nothing ever seen',
    { basis: 'blind', lastSign: null, onceInDays: null, blindMs: HOUR_MS / 2 },
    'The home could not be seen for 30 min; none since the start. Cannot see: bathroom.',
    '30분 동안 집 안을 볼 수 없었습니다. 시작한 뒤로 신호가 없습니다. 볼 수 없는 곳: 욕실.',
  ],
])('%s', (_name, over, text, textKo) => {
  expect(explain({ ...LEARNED, ...over })).toMatchObject({ text, textKo });
});

test.each(ALL)('%s: no time of day is named that is not certain, and no guess about the person', (basis) => {
  const evidence = explain({
    ...LEARNED,
    basis,
    timeTrusted: false,
    presenceKnown: false,
    leftLocalMs: LOCAL_MS,
    expectedLocalMs: LOCAL_MS,
  });
  for (const words of [evidence.text, evidence.textKo]) {
    expect(words).not.toMatch(/\d\d:\d\d/);
    expect(words).not.toMatch(/asleep|sleep|fall|fell|dead|refus|unconscious|주무|넘어|쓰러|사망|거부/i);
  }
  expect(evidence.text).toContain('not certain');
  expect(evidence.textKo).toContain('알 수 없습니다');
});

test.each([
  [0, '0 min'],
  [59 * 60_000 + 59_999, '59 min'],
  [HOUR_MS, '1 h'],
  [25 * HOUR_MS + 60_000, '25 h 1 min'],
])('%d ms are %s', (ms, words) => {
  expect(span(ms)).toBe(words);
});
