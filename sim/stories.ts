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
];
