/**
 * When something is said anyway, and when not: what was lived, and what was heard. Run by `probes.test.ts`.
 *
 * A question comes two hours after the last sign of life.
 */
import { HOUR_MS, MINUTE_MS, type ProbedHome } from './probed-home.ts';

export interface Row {
  readonly what: string;
  /** When the hub starts; somebody walks about then. */
  readonly from: string;
  readonly lived: (home: ProbedHome) => void;
  readonly heard: readonly string[];
}
const quietUntil =
  (time: string) =>
  (home: ProbedHome): void =>
    void home.until(time);

export const ROWS: readonly Row[] = [
  {
    what: 'a greeting comes 25 minutes before the question, and the question when it would have come',
    from: '07:00',
    lived: quietUntil('09:00'),
    heard: ['08:35 good-morning', '09:00 question 1'],
  },
  {
    what: 'whoever moves is not asked',
    from: '07:00',
    lived: (home) => {
      home.until('08:40');
      home.walk();
      home.until('09:30');
    },
    heard: ['08:35 good-morning'],
  },
  {
    what: 'in the evening it is good evening',
    from: '16:00',
    lived: quietUntil('17:40'),
    heard: ['17:35 good-evening'],
  },
  { what: 'between, a few words', from: '11:00', lived: quietUntil('12:50'), heard: ['12:35 small-talk'] },
  {
    what: 'nothing at night',
    from: '02:00',
    lived: quietUntil('03:59'),
    heard: [],
  },
  {
    what: 'from eight o’clock on, when enough time is left before the question',
    from: '06:20',
    lived: quietUntil('08:20'),
    heard: ['08:00 good-morning', '08:20 question 1'],
  },
  {
    what: 'else the question comes alone',
    from: '06:05',
    lived: quietUntil('08:05'),
    heard: ['08:05 question 1'],
  },
  {
    what: 'until nine in the evening',
    from: '19:24',
    lived: quietUntil('21:00'),
    heard: ['20:59 good-evening'],
  },
  { what: 'and no later', from: '19:25', lived: quietUntil('21:20'), heard: [] },
  {
    what: 'at most three a day, two hours apart',
    from: '06:30',
    lived: (home) => {
      for (const time of ['08:20', '10:00', '11:40', '13:20', '15:00', '16:40', '18:20', '20:00', '21:10']) {
        home.until(time).walk();
      }
    },
    heard: ['08:05 good-morning', '11:35 small-talk', '14:55 small-talk'],
  },
  {
    what: 'good morning once, then a few words',
    from: '07:00',
    lived: (home) => {
      for (const time of ['08:50', '10:40']) home.until(time).walk();
    },
    heard: ['08:35 good-morning', '10:35 small-talk'],
  },
  {
    what: 'a silence in which the greeting would come too soon after the last has none',
    from: '06:30',
    lived: (home) => {
      for (const time of ['08:06', '09:51']) home.until(time).walk();
    },
    heard: ['08:05 good-morning'],
  },
  {
    what: 'nobody is greeted again who only stirred: it may be somebody on the floor',
    from: '08:00',
    lived: (home) => {
      home.until('09:36');
      home.move('bath');
      home.until('11:36');
    },
    heard: ['09:35 good-morning', '11:36 question 1'],
  },
  {
    what: 'nobody is greeted who is out',
    from: '08:00',
    lived: (home) => {
      home.leave();
      home.until('14:00');
    },
    heard: [],
  },
  {
    what: 'nor where only blind sensors could have seen anybody',
    from: '08:00',
    lived: (home) => {
      for (const sensor of ['kitchen', 'bath', 'bed'])
        home.give({ kind: 'sensor-health', sensor, health: 'lost', why: 'bus' });
      home.until('08:29');
    },
    heard: [],
  },
  {
    what: 'nor while a call waits for somebody',
    from: '08:00',
    lived: (home) => {
      home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
      home.until('09:50');
    },
    heard: [],
  },
  {
    what: 'but again once the desk has closed it and life went on',
    from: '08:00',
    lived: (home) => {
      home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
      home.desk('closed');
      home.walk();
      home.until('09:40');
    },
    heard: ['09:35 good-morning'],
  },
  {
    what: 'an unclosed alert that is long answered keeps nobody quiet for ever',
    from: '08:00',
    lived: (home) => {
      home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
      home.desk('arrived');
      home.walk();
      home.until('09:40');
    },
    heard: ['09:35 good-morning'],
  },
  {
    what: 'nor by a clock that nobody set',
    from: '08:00',
    lived: (home) => {
      home.setClock(0, 'saved');
      home.until('09:50');
    },
    heard: [],
  },
  {
    what: 'as soon as a doubted clock is believed again',
    from: '08:00',
    lived: (home) => {
      home.until('08:37');
      home.setClock(HOUR_MS);
      home.until('09:50');
    },
    // 09:37 of the right clock, which the wrong one is ahead of.
    heard: ['10:37 good-morning'],
  },
  {
    what: 'summer time begins: the hour is the one on the wall',
    from: '05:20',
    lived: (home) => {
      home.until('05:30');
      home.setOffset(60);
      home.until('07:20');
    },
    heard: ['08:00 good-morning', '08:20 question 1'],
  },
  {
    what: 'a restart of a minute changes nothing',
    from: '07:00',
    lived: (home) => {
      home.until('08:34');
      home.restart(MINUTE_MS);
      home.until('09:00');
    },
    heard: ['08:35 good-morning', '09:00 question 1'],
  },
  {
    what: 'nor does one after it: said once',
    from: '07:00',
    lived: (home) => {
      home.until('08:36');
      home.restart(0);
      home.restart(null);
      home.until('08:59');
    },
    heard: ['08:35 good-morning'],
  },
];
