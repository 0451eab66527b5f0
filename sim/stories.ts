/**
 * Every story of the simulated home: one list for demo, tests and checkers.
 *
 * Owns what happens and what must come of it. A new story is one entry.
 */
import type { Story } from './world/story.ts';

const LEARNING_DAYS = 21;
const nothing = { prompts: 'none', alerts: [], conditions: [] } as const;

export const STORIES: readonly Story[] = [
  // sorted by name
  {
    name: 'answers-then-collapses',
    summary:
      'Asleep in the chair for hours, asked, answers by the button; then falls, and is asked after again.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'dozes', from: '13:00', until: '22:00', room: 'living' },
      { kind: 'fall', at: '17:00', room: 'living' },
    ],
    end: '+1 12:00',
    expected: {
      prompts: 'some',
      alerts: ['inactivity'],
      evidence: ['Asked aloud 3 times. No answer.'],
      conditions: [],
    },
  },
  {
    name: 'away-two-days',
    summary: 'The resident visits a daughter for two nights; nobody is alarmed.',
    learningDays: LEARNING_DAYS,
    happenings: [{ kind: 'away', from: '10:20', until: '+2 08:10', doing: 'at the daughter’s' }],
    end: '+2 12:00',
    expected: nothing,
  },
  {
    name: 'broker-outage',
    summary: 'The network is gone for an hour; a call for help in it arrives as soon as it is back.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'broker-down', from: '11:00', until: '12:00' },
      { kind: 'press', at: '11:20', meant: 'help' },
    ],
    end: '16:00',
    expected: { prompts: 'none', alerts: ['help'], conditions: [['link-down', 'link']] },
  },
  {
    name: 'calls-from-the-floor',
    summary: 'A fall in the bathroom; out of reach of everything, but stirring and calling at each question.',
    learningDays: LEARNING_DAYS,
    happenings: [{ kind: 'fall', at: '09:30', room: 'bathroom' }],
    resident: { callsOut: true },
    end: '16:00',
    expected: {
      prompts: 'some',
      alerts: ['inactivity'],
      evidence: ['A voice was heard that was not understood.', 'movement in one room only'],
      conditions: [],
    },
  },
  {
    name: 'could-not-ask',
    summary:
      'A fall in the kitchen while the loudspeaker is unplugged: the alert says that nobody was asked.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'no-audio', from: '00:00', until: '+2 00:00' },
      { kind: 'fall', at: '08:05', room: 'kitchen' },
    ],
    end: '20:00',
    expected: { prompts: 'some', alerts: ['inactivity'], conditions: [['could-not-ask', 'speaker']] },
  },
  {
    name: 'dead-sensor',
    summary: 'The motion detector in the hall dies; people walking past it give it away.',
    learningDays: LEARNING_DAYS,
    happenings: [{ kind: 'part-breaks', at: '07:30', device: 'hall', fault: 'dead' }],
    end: '+1 12:00',
    expected: { prompts: 'none', alerts: [], conditions: [['sensor-contradicted', 'hall']] },
  },
  {
    name: 'hard-of-hearing',
    summary:
      'Long naps of somebody who hears only the loudest question: from the fifth on the first question is as loud as that.',
    learningDays: LEARNING_DAYS,
    happenings: [0, 1, 2].map((day) => ({
      kind: 'dozes' as const,
      from: `+${day} 13:00`,
      until: `+${day} 21:00`,
      room: 'living' as const,
    })),
    resident: { hearsFrom: 3 },
    end: '+2 19:00',
    expected: { prompts: 'some', alerts: [], conditions: [] },
  },
  {
    name: 'help-pressed',
    summary: 'A press by mistake, taken back at once; and in the afternoon one that is meant.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'press', at: '10:12', meant: 'slip' },
      { kind: 'press', at: '15:05', meant: 'help' },
    ],
    end: '18:00',
    expected: { prompts: 'none', alerts: ['help'], conditions: [] },
  },
  {
    name: 'needs-something',
    summary: 'The tap drips: a touch, a few words to choose from, and the centre says when somebody comes.',
    learningDays: LEARNING_DAYS,
    happenings: [{ kind: 'touch', at: '10:40', wants: 'repair' }],
    end: '14:00',
    expected: {
      ...nothing,
      says: [
        'state-sees-all',
        'state-reached-60',
        'menu-how',
        'offer-food',
        'offer-repair',
        'need-repair',
        'need-answered',
      ],
    },
  },
  {
    name: 'night-bathroom-fall',
    summary: 'A fall on the bathroom floor at night: asked three times, then told.',
    learningDays: LEARNING_DAYS,
    happenings: [{ kind: 'fall', at: '02:44', room: 'bathroom' }],
    end: '16:00',
    expected: { prompts: 'some', alerts: ['inactivity'], conditions: [] },
  },
  {
    name: 'ordinary-day',
    summary: 'Nothing happens, and nobody is disturbed.',
    learningDays: LEARNING_DAYS,
    happenings: [],
    end: '+1 00:00',
    expected: nothing,
  },
  {
    name: 'reminders',
    summary:
      'A heatwave: the morning medicine is taken and said to be by touch, and so is the first glass of water; the second is said twice and left in peace.',
    learningDays: LEARNING_DAYS,
    happenings: [
      {
        kind: 'reminded',
        at: '07:30',
        text: 'It is time for the morning medicine.',
        times: ['09:00'],
        wants: ['done'],
      },
      {
        kind: 'reminded',
        at: '10:00',
        text: 'It is a hot day. Please drink a glass of water.',
        times: ['11:00', '15:00'],
        wants: ['done'],
      },
    ],
    end: '18:00',
    expected: {
      ...nothing,
      says: [
        'reminder',
        'reminder-how',
        'reminder-done',
        'reminder',
        'reminder-how',
        'reminder-done',
        'reminder',
        'reminder-how',
        'reminder',
        'reminder-how',
      ],
      reminded: ['done', 'done', 'no-answer'],
    },
  },
  {
    name: 'shopping-together',
    summary:
      'Mrs Park invites for tomorrow: yes, and milk and fruit, by touch; reminded twice, fetched, home again, and it was good.',
    learningDays: LEARNING_DAYS,
    happenings: [
      {
        kind: 'invited',
        at: '09:05',
        what: 'shopping',
        who: 'Mrs Park',
        where: 'the market hall',
        from: '+1 14:00',
        until: '+1 16:00',
        wants: ['yes', 'milk', 'fruit', 'that-is-all', 'good'],
      },
      { kind: 'away', from: '+1 13:55', until: '+1 15:20', doing: 'shopping with Mrs Park' },
    ],
    end: '+1 18:00',
    expected: {
      ...nothing,
      says: [
        'programme-shopping',
        'offer-yes',
        'invited-yes',
        'offer-milk',
        'wish-noted',
        'offer-fruit',
        'wishes-passed',
        'remind-tomorrow',
        'remind-today',
        'how-was-it',
        'offer-good',
        'how-noted',
      ],
      became: ['yes', 'wished', 'wished', 'listed', 'reminded', 'reminded', 'begun', 'went', 'good'],
    },
  },
  {
    name: 'speaker-dead',
    summary:
      'A fall at night, and the loudspeaker dies after the first question: nobody waits for an answer to silence.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'speaker-dies', from: '00:00' },
      { kind: 'fall', at: '02:44', room: 'bathroom' },
    ],
    end: '16:00',
    expected: {
      prompts: 'some',
      alerts: ['inactivity'],
      evidence: ['Asked aloud once. It could not be said aloud 2 times. No answer.'],
      conditions: [['speaker-failed', 'speaker']],
    },
  },
  {
    name: 'visitor',
    summary:
      'A visitor comes, makes tea and goes. Whoever goes out by the door was not the resident: a fall afterwards is found.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'visitor', from: '14:00', until: '15:30' },
      { kind: 'fall', at: '16:10', room: 'living' },
    ],
    end: '+1 12:00',
    expected: { prompts: 'some', alerts: ['inactivity'], conditions: [] },
  },
  {
    name: 'volunteer-knocks',
    summary:
      'An announced visit, and all is well; the next day the volunteer knocks and nobody opens, for there was a fall.',
    learningDays: LEARNING_DAYS,
    happenings: [
      { kind: 'visit-announced', at: '09:00', who: 'Mr Han', from: '14:00', until: '16:00' },
      { kind: 'visitor', from: '14:10', until: '15:00' },
      { kind: 'visit-announced', at: '18:00', who: 'Mr Han', from: '+1 08:30', until: '+1 14:00' },
      { kind: 'fall', at: '+1 08:05', room: 'kitchen' },
      { kind: 'knocks', at: '+1 09:30' },
    ],
    end: '+1 20:00',
    expected: {
      prompts: 'some',
      alerts: ['inactivity'],
      evidence: ['A visit was expected from 08:30 to 14:00.'],
      conditions: [],
      says: ['visit-today'],
    },
  },
];
