/**
 * Conversations, each with the people in it: what they do on hearing a sentence or on reading an alert. Between them
 * they pass through every step a conversation can have.
 *
 * Owns the people and the names of the steps. Judges nothing; people go on when the hub is dead, and try again.
 */
import type { Alert, AlertStage, Body, Sentence } from '../../agent/record.ts';
import { type MortalHome, type People } from './mortal-home.ts';
import { MINUTE_MS, SECOND_MS } from './mortal-setting.ts';

export interface Script {
  readonly name: string;
  readonly people: () => People;
  /** The causes of what must arrive at the centre, whatever dies. */
  readonly alerts: readonly ('inactivity' | 'help')[];
  /** A word that nobody was there to take in may cost a call for help that was none: never the other way round. */
  readonly mayCall?: boolean;
  /** The steps it passes through where nothing dies, in order, each the first time. */
  readonly steps: readonly string[];
  /** Those at which it is killed: what comes before or after them is as in another one; absent: all. */
  readonly kills?: readonly string[];
}

/** What a commit is called by: the most telling record in it; null: nothing of the conversation. */
export function stepOf(bodies: readonly Body[]): string | null {
  for (const name of NAMES) {
    for (const body of bodies) {
      const found = name(body);
      if (found !== null) return found;
    }
  }
  return null;
}

const QUESTIONS = ['question opened', 'louder', 'last call'] as const;
const NAMES: readonly ((body: Body) => string | null)[] = [
  (body) => (body.kind === 'alert' && !body.test ? alertStep(body) : null),
  (body) => (body.kind === 'answer' ? `answered by ${body.by}` : null),
  (body) => {
    if (body.kind !== 'prompt') return null;
    return body.again ? 'asked again' : (QUESTIONS[body.stage - 1] ?? null);
  },
  (body) => (body.kind === 'postponed' ? `next step moved: ${body.why}` : null),
  (body) => (body.kind === 'peace' ? `peace ${body.why}` : null),
  (body) => (body.kind === 'correction' && body.of === 'help' ? 'help pressed' : null),
  (body) => (body.kind === 'say' && body.sentence === 'help-withdrawn' ? 'help withdrawn' : null),
  (body) => (body.kind === 'speech' ? `sentence ${body.outcome}` : null),
  (body) => (body.kind === 'reply' ? `${body.by} again` : null),
];

function alertStep({ cause, why, stage }: Alert): string {
  if (why === 'raised') return `${cause} raised`;
  return why === 'desk' ? stage : `${cause} ${why}`;
}

/** The centre: each stage some time after the one before, and again until the hub confirms it. */
function desk(...stages: readonly Exclude<AlertStage, 'raised'>[]): NonNullable<People['arrived']> {
  const pending = new Map<string, AlertStage>();
  return (home, { alert, stage }) => {
    const next = stages[stage === 'raised' ? 0 : stages.findIndex((each) => each === stage) + 1];
    if (next === undefined || pending.get(alert) === next) return;
    pending.set(alert, next);
    const say = (triesLeft: number): void => {
      if (pending.get(alert) !== next || triesLeft === 0) return;
      const minutes = next === 'dispatched' ? 5 : null;
      const outcome = next === 'closed' ? 'found' : null;
      home.happen({ kind: 'desk', alert, stage: next, by: 'Kim', minutes, outcome, keyId: 'k', counter: 1 });
      if (next === 'arrived') walk(home);
      home.later(MINUTE_MS, () => say(triesLeft - 1));
    };
    home.later(MINUTE_MS, () => say(TRIES_MAX));
  };
}
function walk(home: MortalHome): void {
  home.move('kitchen');
  home.move('bathroom');
}
/** Four hours of a minute: longer than any hub of these is dead. */
const TRIES_MAX = 240;

const QUESTION_SENTENCES: ReadonlySet<Sentence> = new Set<Sentence>(['ask', 'ask-louder', 'last-call']);
/** Does so ten seconds after each question that is heard; whoever is taken to have called takes it back. */
function answers(act: (home: MortalHome) => void): People {
  return {
    heard: (home, sentence) => {
      if (QUESTION_SENTENCES.has(sentence)) home.later(10 * SECOND_MS, () => act(home));
      if (sentence === 'help-heard') home.later(2 * SECOND_MS, () => home.press());
    },
    arrived: toTheEnd(),
  };
}
const toTheEnd = (): NonNullable<People['arrived']> =>
  desk('acknowledged', 'dispatched', 'arrived', 'closed');

/** Presses every few seconds, from the start or from a question on, until it is said that they were heard. */
function caller(from: 'start' | 'question', everyMs: number, onEcho?: (home: MortalHome) => void): People {
  let state: 'silent' | 'calling' | 'heard' = 'silent';
  const press = (home: MortalHome): void => {
    if (state === 'heard') return;
    home.press();
    home.later(everyMs, () => press(home));
  };
  const call = (home: MortalHome): void => {
    if (state === 'silent') home.later(3 * SECOND_MS, () => press(home));
    state = 'calling';
  };
  return {
    begin: (home) => {
      if (from === 'question') return;
      // Up and about, and goes on so.
      for (let minute = 0; minute < TRIES_MAX; minute += 5) home.later(minute * MINUTE_MS, () => walk(home));
      call(home);
    },
    heard: (home, sentence) => {
      if (from === 'question' && QUESTION_SENTENCES.has(sentence)) call(home);
      if (sentence === 'help-heard' || sentence === 'raised') state = 'heard';
      if (sentence === 'help-heard') onEcho?.(home);
    },
    arrived: toTheEnd(),
  };
}

/** On the floor: stirs in one room at each question, and calls out at the second. */
const onTheFloor = (): People => ({
  heard: (home, sentence) => {
    if (sentence === 'ask') home.later(10 * SECOND_MS, () => home.move('bathroom'));
    if (sentence === 'ask-louder')
      home.later(10 * SECOND_MS, () => home.happen({ kind: 'reply', by: 'voice', meaning: 'unclear' }));
  },
  arrived: toTheEnd(),
});

/** Answers the alert, not the question. */
const lateAnswerer = (): People => ({
  heard: (home, sentence) => {
    if (sentence === 'raised') home.later(10 * SECOND_MS, () => home.press());
  },
  arrived: toTheEnd(),
});

const OPENED = ['question opened', 'sentence spoken'] as const;
const ASKED = [...OPENED, 'louder', 'last call', 'inactivity raised'] as const;
const DISPATCHED = ['dispatched', 'arrived', 'closed'] as const;

export const SCRIPTS: readonly Script[] = [
  {
    name: 'nobody answers',
    people: () => ({ arrived: toTheEnd() }),
    alerts: ['inactivity'],
    steps: [...ASKED, 'acknowledged', 'inactivity reminder', ...DISPATCHED],
  },
  {
    name: 'on the floor: stirs in one room and calls out',
    people: onTheFloor,
    alerts: ['inactivity'],
    steps: [
      ...OPENED,
      'next step moved: same-room-movement',
      'louder',
      'next step moved: unclear-voice',
      'last call',
      'inactivity raised',
      'acknowledged',
      'inactivity reminder',
      ...DISPATCHED,
    ],
    kills: [
      'sentence spoken',
      'next step moved: same-room-movement',
      'louder',
      'next step moved: unclear-voice',
      'last call',
    ],
  },
  {
    name: 'the loudspeaker is dead',
    people: () => ({
      begin: (home) => (home.speakerFault = 'no-device'),
      arrived: toTheEnd(),
    }),
    alerts: ['inactivity'],
    steps: [
      'question opened',
      'louder',
      'last call',
      'inactivity raised',
      'sentence failed',
      'acknowledged',
      'inactivity reminder',
      ...DISPATCHED,
    ],
    kills: ['question opened', 'louder', 'last call', 'inactivity raised', 'sentence failed'],
  },
  {
    name: 'answers the question by the button',
    people: () => answers((home) => home.press()),
    alerts: [],
    mayCall: true,
    steps: [...OPENED, 'answered by button'],
    kills: ['sentence spoken', 'answered by button'],
  },
  {
    name: 'walks through two rooms',
    people: () => answers(walk),
    alerts: [],
    steps: [...OPENED, 'answered by motion'],
    kills: ['answered by motion'],
  },
  {
    name: 'asks to be left in peace',
    people: () => answers((home) => home.happen({ kind: 'reply', by: 'touch', meaning: 'later' })),
    alerts: [],
    steps: [...OPENED, 'answered by touch'],
    kills: ['answered by touch'],
  },
  {
    name: 'answers after somebody was told',
    people: lateAnswerer,
    alerts: ['inactivity'],
    steps: [...ASKED, 'inactivity answered', 'acknowledged', ...DISPATCHED],
    kills: ['inactivity raised', 'inactivity answered'],
  },
  {
    name: 'presses at the question, and corrects it: help is meant',
    people: () => caller('question', 8 * SECOND_MS),
    alerts: ['help'],
    steps: [
      'question opened',
      'answered by button',
      'help raised',
      'sentence spoken',
      'acknowledged',
      'help reminder',
      ...DISPATCHED,
    ],
    kills: ['question opened', 'answered by button', 'help raised'],
  },
  {
    name: 'calls for help',
    people: () => caller('start', 20 * SECOND_MS),
    alerts: ['help'],
    steps: ['help pressed', 'sentence spoken', 'help raised', 'acknowledged', 'help reminder', ...DISPATCHED],
  },
  {
    name: 'presses by mistake and takes it back',
    people: () => caller('start', 20 * SECOND_MS, (home) => home.later(2 * SECOND_MS, () => home.press())),
    alerts: [],
    mayCall: true,
    steps: ['help pressed', 'sentence spoken', 'help withdrawn'],
  },
];
