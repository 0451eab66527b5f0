/**
 * The check-on, given / when / then: each row is one promise to the resident or to the desk. Run by
 * `checkon.test.ts`; a new promise is a new row.
 *
 * Times are seconds after the start; the waits are 100, 100 and 100 s so that sums can be read.
 */
import type { AlertStage, Body, Cause, Overdue, ReplyMeaning } from '../../agent/record.ts';
import { type Bench, SECOND_MS } from './bench.ts';

type Step = (bench: Bench) => Body[];
export interface Row {
  readonly what: string;
  readonly given: readonly Step[];
  readonly when: Step;
  readonly then: readonly string[];
  /** Next deadline in seconds; null: none. */
  readonly next: number | null;
}

export const POLICY = {
  waitMs: [100 * SECOND_MS, 100 * SECOND_MS, 100 * SECOND_MS],
  postponeMs: 60 * SECOND_MS,
  postponeMax: 2,
  unclearWaitMs: 20 * SECOND_MS,
  correctionMs: 10 * SECOND_MS,
  reminderMs: 300 * SECOND_MS,
  reminderMaxMs: 900 * SECOND_MS,
} as const;

const overdue =
  (cause: Overdue['cause'] = 'inactivity'): Step =>
  (bench) =>
    bench.overdue(cause);
const wait =
  (seconds: number): Step =>
  (bench) =>
    bench.pass(seconds * SECOND_MS);
const move =
  (sensor: string): Step =>
  (bench) =>
    bench.give({ kind: 'observation', sensor, value: 'on' });
const door: Step = (bench) => [
  ...bench.give({ kind: 'observation', sensor: 'door-hall', value: 'closed' }),
  ...bench.give({ kind: 'observation', sensor: 'door-hall', value: 'open' }),
];
const lamp: Step = (bench) => [
  ...bench.give({ kind: 'observation', sensor: 'lamp-hall', value: 'off' }),
  ...bench.give({ kind: 'observation', sensor: 'lamp-hall', value: 'on' }),
];
const latePress: Step = (bench) => bench.give({ kind: 'reply', by: 'button', meaning: 'fine', isLate: true });
const press: Step = (bench) => bench.give({ kind: 'reply', by: 'button', meaning: 'fine' });
const pull: Step = (bench) => bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
const voice =
  (meaning: ReplyMeaning): Step =>
  (bench) =>
    bench.give({ kind: 'reply', by: 'voice', meaning });
/** By its level alone. */
const sound: Step = (bench) => bench.give({ kind: 'reply', by: 'voice', meaning: 'unclear', byLevel: true });
const heard: Step = (bench) => bench.hear('spoken');
const mute: Step = (bench) => bench.hear('failed');
const restart =
  (offSeconds: number | null): Step =>
  (bench) =>
    bench.restart(offSeconds === null ? null : offSeconds * SECOND_MS);
const offline: Step = (bench) => bench.give({ kind: 'link', state: 'down', why: 'broker-unreachable' });
const desk =
  (stage: Exclude<AlertStage, 'raised'>, minutes: number | null = null, cause: Cause = 'inactivity'): Step =>
  (bench) =>
    bench.desk(cause, stage, minutes);
const stranger: Step = (bench) => bench.deskOn('somebody-elses', 'closed');

const raised: readonly Step[] = [overdue(), heard, wait(300)];
const helped: readonly Step[] = [pull];
const bath = move('pir-bathroom');
const kitchen = move('pir-kitchen');

export const ROWS: readonly Row[] = [
  {
    what: 'a verdict asks first',
    given: [],
    when: overdue(),
    then: ['prompt 1 inactivity', 'say ask'],
    next: 100,
  },
  {
    what: 'lost sight asks in its own words',
    given: [],
    when: overdue('cannot-see'),
    then: ['prompt 1 cannot-see', 'say ask-cannot-see'],
    next: 100,
  },
  {
    what: 'a second verdict while a question is in the air asks nothing',
    given: [overdue(), wait(50)],
    when: overdue(),
    then: [],
    next: 100,
  },
  {
    what: 'no answer: louder',
    given: [overdue(), heard],
    when: wait(100),
    then: ['prompt 2 inactivity', 'say ask-louder'],
    next: 200,
  },
  {
    what: 'no answer: last call',
    given: [overdue(), wait(100)],
    when: wait(100),
    then: ['prompt 3 inactivity', 'say last-call'],
    next: 300,
  },
  {
    what: 'no answer after the last call: the desk is told, and that it was asked',
    given: [overdue(), heard, wait(200)],
    when: wait(100),
    then: ['alert inactivity raised asked', 'say raised'],
    next: 600,
  },
  {
    what: 'lost sight ends in a request to phone',
    given: [overdue('cannot-see'), heard, wait(200)],
    when: wait(100),
    then: ['alert cannot-see raised asked', 'say raised'],
    next: 600,
  },
  {
    what: 'no word ever confirmed as spoken is no question',
    given: [overdue(), wait(200)],
    when: wait(100),
    then: ['alert inactivity raised could-not-ask', 'say raised', 'condition raised could-not-ask speaker'],
    next: 600,
  },
  {
    what: 'a question that failed is not waited for',
    given: [overdue(), wait(5)],
    when: mute,
    then: ['prompt 2 inactivity', 'say ask-louder', 'condition raised speaker-failed speaker'],
    next: 105,
  },
  {
    what: 'three that failed: told at once, as not asked',
    given: [overdue(), mute, mute],
    when: mute,
    then: ['alert inactivity raised could-not-ask', 'say raised', 'condition raised could-not-ask speaker'],
    next: 300,
  },
  {
    what: 'heard once, then the speaker died: was asked',
    given: [overdue(), heard, wait(100), mute],
    when: mute,
    then: ['alert inactivity raised asked', 'say raised'],
    next: 400,
  },
  {
    what: 'a press answers, and may be corrected',
    given: [overdue(), heard, wait(30)],
    when: press,
    then: ['answer button', 'correction fine 40', 'say fine-heard'],
    next: null,
  },
  {
    what: 'a press that is told late cannot be the answer: the question goes on',
    given: [overdue(), heard, wait(30)],
    when: latePress,
    then: [],
    next: 100,
  },
  {
    what: 'a press before the question was heard is a call, and the question goes on',
    given: [overdue(), wait(30)],
    when: press,
    then: ['correction help 40', 'say help-heard'],
    next: 40,
  },
  {
    what: 'a press when the question could not be said aloud is a call',
    given: [overdue(), mute],
    when: press,
    then: ['correction help 10', 'say help-heard'],
    next: 10,
  },
  {
    what: 'a press answers the louder question when only the first was heard',
    given: [overdue(), heard, wait(100), mute],
    when: press,
    then: ['answer button', 'correction fine 110', 'say fine-heard'],
    next: null,
  },
  {
    what: 'an understood voice answers',
    given: [overdue(), heard, wait(150)],
    when: voice('fine'),
    then: ['answer voice', 'say fine-heard'],
    next: null,
  },
  {
    what: 'two rooms answer',
    given: [overdue(), bath, wait(20)],
    when: kitchen,
    then: ['answer motion', 'say fine-heard'],
    next: null,
  },
  {
    what: 'two rooms answer, one of them by its door',
    given: [overdue(), bath],
    when: door,
    then: ['answer motion', 'say fine-heard'],
    next: null,
  },
  {
    what: 'a room walked before the question does not count',
    given: [kitchen, overdue()],
    when: bath,
    then: [],
    next: 100,
  },
  {
    what: 'a lamp that switches is nobody walking',
    given: [overdue(), bath],
    when: lamp,
    then: [],
    next: 100,
  },
  {
    what: 'movement in one room ends nothing',
    given: [overdue(), bath, wait(20)],
    when: bath,
    then: [],
    next: 100,
  },
  {
    what: 'movement in one room puts the step off when it comes due',
    given: [overdue(), wait(20), bath],
    when: wait(80),
    then: ['postponed 160 same-room-movement'],
    next: 160,
  },
  {
    what: 'without new movement it is put off once',
    given: [overdue(), bath, wait(100)],
    when: wait(60),
    then: ['prompt 2 inactivity', 'say ask-louder'],
    next: 260,
  },
  {
    what: 'no more often than allowed in one conversation',
    given: [overdue(), bath, wait(100), bath, wait(60), bath],
    when: wait(60),
    then: ['prompt 2 inactivity', 'say ask-louder'],
    next: 320,
  },
  {
    what: 'a voice not understood shortens the wait, and is told it was heard',
    given: [overdue(), heard, wait(10)],
    when: voice('unclear'),
    then: ['postponed 30 unclear-voice', 'say unclear-voice'],
    next: 30,
  },
  {
    what: 'so does what may have been one, and no more is said of it',
    given: [overdue(), heard, wait(10)],
    when: sound,
    then: ['postponed 30 perhaps-voice', 'say perhaps-voice'],
    next: 30,
  },
  {
    what: 'but once in a conversation: a television goes on',
    given: [overdue(), heard, wait(10), sound, wait(20), heard, wait(10)],
    when: sound,
    then: [],
    next: 130,
  },
  {
    what: 'but nothing is said over a question that was not heard yet',
    given: [overdue(), wait(10)],
    when: voice('unclear'),
    then: ['postponed 30 unclear-voice'],
    next: 30,
  },
  {
    what: 'calling on does not put it off again',
    given: [overdue(), wait(10), voice('unclear'), wait(10)],
    when: voice('unclear'),
    then: [],
    next: 30,
  },
  {
    what: 'a voice near the end of the wait does not lengthen it',
    given: [overdue(), wait(95)],
    when: voice('unclear'),
    then: [],
    next: 100,
  },
  {
    what: 'movement after a call does not put it off',
    given: [overdue(), voice('unclear'), bath],
    when: wait(20),
    then: ['prompt 2 inactivity', 'say ask-louder'],
    next: 120,
  },
  {
    what: 'the cord is help at once',
    given: [],
    when: pull,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 300,
  },
  {
    what: 'the cord ends the question in one incident',
    given: [overdue(), wait(50)],
    when: pull,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 350,
  },
  {
    what: 'the word help is help at once',
    given: [overdue()],
    when: voice('help'),
    then: ['alert help raised called-for-help', 'say raised'],
    next: 300,
  },
  {
    what: 'fine by voice when nobody asked is the television',
    given: [],
    when: voice('fine'),
    then: [],
    next: null,
  },
  {
    what: 'a press when nobody asked calls for help, and may be corrected',
    given: [wait(5)],
    when: press,
    then: ['correction help 15', 'say help-heard'],
    next: 15,
  },
  {
    what: 'a press that nobody heard in time may have been a call: it is one now, and may be corrected',
    given: [wait(5)],
    when: latePress,
    then: ['correction help 15', 'say help-heard'],
    next: 15,
  },
  {
    what: 'told late in the ten seconds after another, it corrects nothing',
    given: [press, heard, wait(5)],
    when: latePress,
    then: [],
    next: 10,
  },
  {
    what: 'not corrected: help',
    given: [press],
    when: wait(10),
    then: ['alert help raised called-for-help', 'say raised'],
    next: 310,
  },
  {
    what: 'corrected: taken back',
    given: [press, heard, wait(5)],
    when: press,
    then: ['correction fine 15', 'say help-withdrawn'],
    next: null,
  },
  {
    what: 'two frightened presses: nobody was told of the first, so the second calls',
    given: [press, wait(3)],
    when: press,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 303,
  },
  {
    what: 'the same when the echo could not be said',
    given: [press, mute, wait(3)],
    when: press,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 303,
  },
  {
    what: 'a shaking hand is one press',
    given: [press, wait(1)],
    when: press,
    then: [],
    next: 10,
  },
  {
    what: 'a third press in time is help after all',
    given: [press, heard, wait(5), press, wait(5)],
    when: press,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 310,
  },
  {
    what: 'the press that corrects "fine" is help at once',
    given: [overdue(), heard, press, wait(9)],
    when: press,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 309,
  },
  {
    what: 'after the ten seconds a press is a new call',
    given: [overdue(), heard, press, wait(10)],
    when: press,
    then: ['correction help 20', 'say help-heard'],
    next: 20,
  },
  {
    what: 'the press that comes as the window ends finds help called',
    given: [press, wait(9.999)],
    when: (bench) => [...bench.pass(1), ...press(bench)],
    then: ['alert help raised called-for-help', 'say raised', 'say raised'],
    next: 310,
  },
  {
    what: 'a question during the ten seconds: taking help back answers it',
    given: [press, heard, wait(3), overdue(), heard],
    when: press,
    then: ['answer button', 'correction fine 13', 'say help-withdrawn'],
    next: null,
  },
  {
    what: 'but not one that was not heard',
    given: [press, heard, wait(3), overdue()],
    when: press,
    then: ['correction fine 13', 'say help-withdrawn'],
    next: 103,
  },
  {
    what: 'a call that was not taken back ends the question of that moment',
    given: [press, wait(3), overdue()],
    when: wait(7),
    then: ['alert help raised called-for-help', 'say raised'],
    next: 310,
  },
  {
    what: 'pressed again within the minute: heard, not passed on',
    given: [...helped, wait(20)],
    when: press,
    then: ['say raised'],
    next: 300,
  },
  {
    what: 'within the minute too: whoever calls is not questioned',
    given: [...helped, wait(20), overdue()],
    when: press,
    then: ['alert help raised pressed-again #1', 'say raised'],
    next: 320,
  },
  {
    what: 'a call that is passed on again ends a question nobody heard',
    given: [...helped, wait(70), overdue()],
    when: press,
    then: ['alert help raised pressed-again #1', 'say raised'],
    next: 370,
  },
  {
    what: 'pressed again later: passed on, and reminded of as at first',
    given: [...helped, wait(70)],
    when: pull,
    then: ['alert help raised pressed-again #1', 'say raised'],
    next: 370,
  },
  {
    what: 'pressed again while somebody is coming: the minutes that are left',
    given: [...helped, desk('dispatched', 20, 'help'), wait(400)],
    when: press,
    then: ['alert help dispatched pressed-again #2', 'say dispatched 14'],
    next: 2100,
  },
  {
    what: 'pressed again though nobody came in time: passed on as a new call',
    given: [...helped, desk('dispatched', 20, 'help'), wait(1300)],
    when: press,
    then: ['alert help dispatched pressed-again #2', 'say raised'],
    next: 2100,
  },
  {
    what: 'pressed after a person has come: a new incident',
    given: [...helped, desk('arrived', null, 'help'), wait(400), press],
    when: wait(10),
    then: ['alert help raised called-for-help', 'say raised'],
    next: 710,
  },
  {
    what: 'pressed when the desk knows that it was taken back: a new incident',
    given: [...helped, voice('fine'), wait(400)],
    when: pull,
    then: ['alert help raised called-for-help', 'say raised'],
    next: 700,
  },
  {
    what: 'pressed again after the desk has read it: told now, and reminded of as at first',
    given: [...helped, desk('acknowledged', null, 'help'), wait(1000)],
    when: pull,
    then: ['alert help acknowledged pressed-again #4', 'say raised'],
    next: 1300,
  },
  {
    what: 'movement takes no call for help back',
    given: [...helped, bath],
    when: kitchen,
    then: [],
    next: 300,
  },
  {
    what: 'an answer after the raise is told, and closes nothing',
    given: raised,
    when: press,
    then: ['alert inactivity raised answered #1', 'correction fine 310', 'say told-you-are-fine'],
    next: null,
  },
  {
    what: 'two rooms after the raise are told',
    given: [...raised, bath],
    when: kitchen,
    then: ['alert inactivity raised answered #1', 'say told-you-are-fine'],
    next: null,
  },
  {
    what: 'one room before the raise and another after it are two rooms',
    given: [overdue(), heard, wait(20), bath, wait(340)],
    when: kitchen,
    then: ['alert inactivity raised answered #1', 'say told-you-are-fine'],
    next: null,
  },
  {
    what: 'walking on is told once',
    given: [...raised, bath, kitchen],
    when: bath,
    then: [],
    next: null,
  },
  {
    what: 'a press after the answer was told is a call',
    given: [...raised, press, wait(20)],
    when: press,
    then: ['correction help 330', 'say help-heard'],
    next: 330,
  },
  {
    what: 'a press ten minutes after the raise answers nothing any more',
    given: [...raised, wait(600)],
    when: press,
    then: ['correction help 910', 'say help-heard'],
    next: 910,
  },
  {
    what: 'a press half a day after an unanswered question is a call',
    given: [...raised, wait(43_200)],
    when: press,
    then: ['correction help 43510', 'say help-heard'],
    next: 43510,
  },
  {
    what: 'a press after an alert whose question was never heard is a call',
    given: [overdue(), mute, mute, mute, wait(60)],
    when: press,
    then: ['correction help 70', 'say help-heard'],
    next: 70,
  },
  {
    what: 'whoever walks once somebody is on the way may be the helper',
    given: [...raised, desk('dispatched', 10), bath],
    when: kitchen,
    then: [],
    next: 1800,
  },
  {
    what: 'a voice not understood after the raise is told',
    given: raised,
    when: voice('unclear'),
    then: ['alert inactivity raised unclear-voice #1'],
    next: 600,
  },
  {
    what: 'but nothing to an alert that is only not closed yet',
    given: [...raised, desk('arrived')],
    when: voice('unclear'),
    then: [],
    next: null,
  },
  {
    what: 'but not for ever',
    given: [...raised, voice('unclear'), voice('unclear'), voice('unclear')],
    when: voice('unclear'),
    then: [],
    next: 600,
  },
  {
    what: 'nobody acknowledged: reminded',
    given: raised,
    when: wait(300),
    then: ['alert inactivity raised reminder #1'],
    next: 1200,
  },
  {
    what: 'ever more slowly, up to the longest',
    given: [...raised, wait(300 + 600)],
    when: wait(900),
    then: ['alert inactivity raised reminder #3'],
    next: 3000,
  },
  {
    what: 'no link since before the raise: the resident hears that nobody was reached',
    given: [offline, ...raised],
    when: wait(300),
    then: ['alert inactivity raised reminder #1', 'say not-reached-yet'],
    next: 900,
  },
  {
    what: 'a link lost since: whether it was reached is not known, and not said',
    given: [overdue(), heard, wait(300), offline],
    when: wait(300),
    then: ['alert inactivity raised reminder #1'],
    next: 900,
  },
  {
    what: 'no reminder speaks over a question',
    given: [offline, ...raised, wait(280), overdue()],
    when: wait(20),
    then: ['alert inactivity raised reminder #1'],
    next: 680,
  },
  {
    what: 'nor does a stage',
    given: [...raised, overdue()],
    when: desk('acknowledged'),
    then: ['alert inactivity acknowledged desk #1'],
    next: 400,
  },
  {
    what: 'acknowledged is not coming',
    given: raised,
    when: desk('acknowledged'),
    then: ['alert inactivity acknowledged desk #1', 'say acknowledged'],
    next: 600,
  },
  {
    what: 'acknowledged but nobody sent: the desk is reminded, the resident is not',
    given: [...raised, desk('acknowledged')],
    when: wait(300),
    then: ['alert inactivity acknowledged reminder #2'],
    next: 1200,
  },
  {
    what: 'dispatched, with minutes; reminders wait for whoever comes',
    given: [...raised, desk('acknowledged')],
    when: desk('dispatched', 25),
    then: ['alert inactivity dispatched desk #2', 'say dispatched 25'],
    next: 2700,
  },
  {
    what: 'nobody came in that time and a quarter of an hour: reminded',
    given: [...raised, desk('dispatched', 25)],
    when: wait(2400),
    then: ['alert inactivity dispatched reminder #2', 'condition raised alert-stuck desk'],
    next: 3600,
  },
  {
    what: 'and again, at the longest interval',
    given: [...raised, desk('dispatched', 25), wait(2400)],
    when: wait(900),
    then: ['alert inactivity dispatched reminder #3'],
    next: 4500,
  },
  {
    what: 'dispatched without minutes: an hour',
    given: [...raised, desk('dispatched')],
    when: wait(3600),
    then: ['alert inactivity dispatched reminder #2', 'condition raised alert-stuck desk'],
    next: 4800,
  },
  {
    what: 'somebody came after all',
    given: [...raised, desk('dispatched', 25), wait(2400)],
    when: desk('arrived'),
    then: ['alert inactivity arrived desk #3', 'say arrived', 'condition cleared alert-stuck desk'],
    next: null,
  },
  {
    what: 'arrived',
    given: [...raised, desk('dispatched', 25)],
    when: desk('arrived'),
    then: ['alert inactivity arrived desk #2', 'say arrived'],
    next: null,
  },
  {
    what: 'arrived and never closed: asked for after six hours',
    given: [...raised, desk('arrived')],
    when: wait(6 * 3600),
    then: ['alert inactivity arrived reminder #2', 'condition raised alert-stuck desk'],
    next: null,
  },
  {
    what: 'and then once a day',
    given: [...raised, desk('arrived'), wait(6 * 3600)],
    when: wait(48 * 3600),
    then: [
      'alert inactivity arrived reminder #3',
      'condition overdue alert-stuck desk',
      'alert inactivity arrived reminder #4',
      'condition overdue alert-stuck desk',
    ],
    next: null,
  },
  {
    what: 'answered and never closed: asked for after six hours',
    given: [...raised, press],
    when: wait(6 * 3600),
    then: ['alert inactivity raised reminder #2', 'condition raised alert-stuck desk'],
    next: null,
  },
  {
    what: 'closed',
    given: [...raised, desk('arrived')],
    when: desk('closed'),
    then: ['alert inactivity closed desk #2', 'say closed'],
    next: null,
  },
  {
    what: 'a stage may be skipped',
    given: raised,
    when: desk('closed'),
    then: ['alert inactivity closed desk #1', 'say closed'],
    next: null,
  },
  {
    what: 'a stage never goes back',
    given: [...raised, desk('arrived')],
    when: desk('acknowledged'),
    then: [],
    next: null,
  },
  {
    what: 'a stage said twice changes nothing',
    given: [...raised, desk('acknowledged')],
    when: desk('acknowledged'),
    then: [],
    next: 600,
  },
  {
    what: 'a stage of an alert we do not know changes nothing',
    given: raised,
    when: stranger,
    then: [],
    next: 600,
  },
  {
    what: 'a silence that goes on is asked about again, and told as the same incident while nobody has come',
    given: [...raised, overdue(), heard, wait(200)],
    when: wait(100),
    then: ['alert inactivity raised asked-again #1', 'say raised'],
    next: 900,
  },
  {
    what: 'after an answer it is a new incident',
    given: [...raised, press, overdue(), heard, wait(200)],
    when: wait(100),
    then: ['alert inactivity raised asked', 'say raised'],
    next: 900,
  },
  {
    what: 'after somebody has come it is a new incident',
    given: [...raised, desk('arrived'), overdue(), heard, wait(200)],
    when: wait(100),
    then: ['alert inactivity raised asked', 'say raised'],
    next: 900,
  },
  {
    what: 'answering the new question answers the old alert',
    given: [...raised, wait(700), overdue(), heard],
    when: press,
    then: [
      'answer button',
      'alert inactivity raised answered #2',
      'correction fine 1010',
      'say told-you-are-fine',
    ],
    next: null,
  },
  {
    what: 'a press answers the question that was heard, though an old call still waits',
    given: [...helped, wait(400), overdue(), heard],
    when: press,
    then: ['answer button', 'correction fine 410', 'say fine-heard'],
    next: 900,
  },
  {
    what: 'after the close a verdict asks again',
    given: [...raised, desk('closed')],
    when: overdue(),
    then: ['prompt 1 inactivity', 'say ask'],
    next: 400,
  },
];

export const RESTARTS: readonly Omit<Row, 'next'>[] = [
  {
    what: 'restart of unknown length: the open question is asked again, with a full wait',
    given: [overdue(), wait(90), restart(null)],
    when: wait(100),
    then: ['prompt 2 inactivity', 'say ask-louder'],
  },
  {
    what: 'restart of unknown length: says so',
    given: [overdue(), wait(90)],
    when: restart(null),
    then: ['prompt 1 again inactivity', 'say ask'],
  },
  {
    what: 'a second one in the same stage counts as the wait being over',
    given: [overdue(), wait(90), restart(null), wait(50)],
    when: restart(null),
    then: ['prompt 2 inactivity', 'say ask-louder'],
  },
  {
    what: 'restart of known length: the wait goes on',
    given: [overdue(), wait(50), restart(20)],
    when: wait(30),
    then: ['prompt 2 inactivity', 'say ask-louder'],
  },
  {
    what: 'restart of known length past the wait: the next step at once',
    given: [overdue(), wait(50)],
    when: restart(3600),
    then: ['prompt 2 inactivity', 'say ask-louder'],
  },
  {
    what: 'a call for help that was not yet raised when the hub died',
    given: [press, wait(4)],
    when: restart(60),
    then: ['alert help raised called-for-help', 'say raised'],
  },
  {
    what: 'the same when nobody knows how long the hub was off',
    given: [press, wait(4), restart(null)],
    when: wait(6),
    then: ['alert help raised called-for-help', 'say raised'],
  },
  {
    what: 'a raised alert goes on being reminded of',
    given: [...raised, restart(30)],
    when: wait(270),
    then: ['alert inactivity raised reminder #1'],
  },
  {
    what: 'restart of unknown length: a press answers nothing until the question was heard anew',
    given: [overdue(), heard, wait(20), restart(null)],
    when: press,
    then: ['correction help 30', 'say help-heard'],
  },
  {
    what: 'restart of unknown length: a call that was echoed cannot be taken back any more',
    given: [press, heard, wait(4), restart(null)],
    when: press,
    then: ['alert help raised called-for-help', 'say raised'],
  },
  {
    what: 'restart of unknown length: whoever was expected then may have come or not',
    given: [...raised, desk('dispatched', 25), restart(null)],
    when: wait(2400),
    then: [
      'condition raised link-down link',
      'alert inactivity dispatched reminder #2',
      'condition raised alert-stuck desk',
    ],
  },
  {
    what: 'restart of a moment: the question still hangs in the air',
    given: [overdue(), heard, wait(20), restart(5)],
    when: press,
    then: ['answer button', 'correction fine 35', 'say fine-heard'],
  },
  {
    what: 'known to be off for long: a press is a call',
    given: [overdue(), heard, wait(20), restart(70)],
    when: press,
    then: ['correction help 100', 'say help-heard'],
  },
];
