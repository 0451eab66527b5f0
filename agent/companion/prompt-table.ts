/**
 * Which sentence belongs to which situation and stage, and the page that shows every wording of it.
 *
 * Owns the names of the situations, as people who answer for the words read them, and `PROMPTS.md`. Holds no wording
 * (`prompts/<language>/`) and no rule (`safety.ts`, `checkon/loudness.ts`).
 */
import { type Level, isCalledFirst, levelOf } from '../checkon/loudness.ts';
import { toldWithinByHour } from '../checkon/worst-case.ts';
import type { CheckonPolicy, CompanionPolicy } from '../config/config.ts';
import { SENTENCES, type Sentence } from '../record.ts';
import { BOOKS, type Clip, LANGUAGES, type Language, clipsOf } from './prompts.ts';

export interface Situation {
  readonly situation: string;
  readonly stage: string;
  /** What it asks for in loudness by day, before the hour and the resident's hearing are looked at. */
  readonly level: Level;
}
const situation = (name: string, stage: string, level: Level): Situation => ({
  situation: name,
  stage,
  level,
});

/** What does not belong to a family of sentences, one line for each. */
const SITUATIONS: Readonly<Partial<Record<Sentence, Situation>>> = {
  ask: situation('a silence that is too long', '1 asked', 1),
  'ask-louder': situation('a silence that is too long', '2 asked again', 2),
  'last-call': situation('a silence that is too long', '3 last call', 3),
  'ask-cannot-see': situation('the home cannot be seen', '1 asked', 1),
  'fine-heard': situation('an answer', 'heard', 1),
  'help-heard': situation('a call for help', 'pressed', 2),
  'help-withdrawn': situation('a call for help', 'taken back', 2),
  raised: situation('an alert', 'told to the centre', 3),
  'not-reached-yet': situation('an alert', 'no connection', 2),
  acknowledged: situation('an alert', 'read', 2),
  dispatched: situation('an alert', 'somebody set out', 2),
  arrived: situation('an alert', 'somebody arrived', 2),
  closed: situation('an alert', 'closed', 2),
  'told-you-are-fine': situation('an alert', 'answered after it was told', 1),
  'unclear-voice': situation('an answer', 'not understood', 2),
  'good-morning': situation('a greeting', 'morning', 1),
  'small-talk': situation('a greeting', 'by day', 1),
  'good-evening': situation('a greeting', 'evening', 1),
  paused: situation('a pause of the centre', 'begins', 2),
  'pause-over': situation('a pause of the centre', 'over', 2),
  message: situation('words of the centre', 'message', 2),
  invitation: situation('words of the centre', 'invitation', 2),
  'invited-press': situation('an offer', 'pressed once for yes', 2),
  'invited-yes': situation('an offer', 'yes', 2),
  'peace-until-ten': situation('left in peace', 'until ten', 1),
  'peace-hours': situation('left in peace', 'for three hours', 1),
  'peace-over': situation('left in peace', 'over', 1),
  'peace-enough': situation('left in peace', 'no longer today', 1),
  'no-talk': situation('left in peace', 'no small talk today', 2),
  'menu-how': situation('a need', 'how to say it', 2),
  reminder: situation('a reminder', 'of the case manager', 2),
  'reminder-how': situation('a reminder', 'how to say that it is done', 2),
  'reminder-done': situation('a reminder', 'done', 1),
};
/** Sentences that begin alike belong together; the rest of the name is the stage. */
const FAMILIES: readonly (readonly [prefix: string, situation: string])[] = [
  ['offer-', 'offered by words'],
  ['press-', 'pressed once at an offer'],
  ['need-', 'a need'],
  ['state-', 'how things stand, on a touch'],
  ['programme-', 'an invitation by name'],
  ['wish-', 'a list for shopping together'],
  ['wishes-', 'a list for shopping together'],
  ['remind-', 'a reminder of what was agreed'],
  ['visit-', 'a visit by name'],
  ['how-', 'how it was'],
];
/** Where a sentence is put that belongs nowhere: a test keeps that empty. */
export const UNPLACED = 'of no situation';

export function situationOf(sentence: Sentence): Situation {
  const own = SITUATIONS[sentence];
  if (own !== undefined) return own;
  const [prefix = '', name = UNPLACED] = FAMILIES.find(([first]) => sentence.startsWith(first)) ?? [];
  return situation(name, sentence.slice(prefix.length).replaceAll('-', ' '), 2);
}

export interface TableRow extends Situation {
  readonly sentence: Sentence;
  /** `day`, `night`, or `any`. */
  readonly time: string;
  /** `dispatched` alone: how long it takes. */
  readonly arrival: string | null;
  readonly wordings: Readonly<Record<Language, readonly string[]>>;
}

/** Situation × stage × language, in the order of the record's list of sentences. */
export function promptTable(): TableRow[] {
  const clips = LANGUAGES.flatMap((language) => clipsOf(language));
  return SENTENCES.flatMap((sentence) => {
    const own = clips.filter((clip) => clip.sentence === sentence);
    return [...new Set(own.map(stemOf))].map((stem) => {
      const [first] = own.filter((clip) => stemOf(clip) === stem);
      const arrival = sentence === 'dispatched' ? stem.slice('dispatched-'.length) : null;
      const textsIn = (language: Language): string[] =>
        own.filter((clip) => clip.language === language && stemOf(clip) === stem).map(({ text }) => text);
      const wordings = { en: textsIn('en'), ko: textsIn('ko') };
      return { ...situationOf(sentence), sentence, time: first?.time ?? 'any', arrival, wordings };
    });
  });
}

/** The name of a clip without its number: what takes turns shares it. */
function stemOf({ name }: Clip): string {
  return name.replace(/-\d+$/, '');
}

/** Hours that share their figures, as `22 to 6`. */
interface Hours<T> {
  readonly from: number;
  to: number;
  readonly value: T;
}
function byHours<T>(valueOf: (hour: number) => T): Hours<T>[] {
  const spans: Hours<T>[] = [];
  for (let hour = 0; hour < 24; hour += 1) {
    const value = valueOf(hour);
    const last = spans.at(-1);
    if (last !== undefined && JSON.stringify(last.value) === JSON.stringify(value)) last.to = hour;
    else spans.push({ from: hour, to: hour, value });
  }
  return spans;
}

export interface VolumeRow {
  /** Local hours, both of them in it. */
  readonly from: number;
  readonly to: number;
  /** 1 normal, 2 louder, 3 loudest. */
  readonly levels: Readonly<Partial<Record<Sentence, Level>>>;
}

/** One of each manner: a greeting, how things stand, the three questions, the echo of a call. */
export const SHOWN = [
  'good-morning',
  'closed',
  'dispatched',
  'ask',
  'ask-louder',
  'last-call',
  'help-heard',
] as const;

export function volumeTable(policy: CompanionPolicy): VolumeRow[] {
  const levelsAt = (hour: number): VolumeRow['levels'] =>
    Object.fromEntries(SHOWN.map((one) => [one, levelOf(one, situationOf(one).level, hour, policy)]));
  return byHours(levelsAt).map(({ from, to, value }) => ({ from, to, levels: value }));
}

export interface ToldRow {
  readonly from: number;
  readonly to: number;
  readonly minutesMax: number;
}

/** Minutes from a question within these hours until somebody is told, at most. */
export function toldTable(policy: CheckonPolicy): ToldRow[] {
  const told = toldWithinByHour(policy);
  return byHours((hour) => told[hour]?.minutesMax ?? 0).map(({ from, to, value }) => ({
    from,
    to,
    minutesMax: value,
  }));
}

export const hoursText = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? `${from}:00 to ${from}:59` : `${from}:00 to ${to}:59`;

/** The sentences that a low tone and the name go before, where somebody is hard of hearing. */
export function calledFirst(policy: CompanionPolicy): Sentence[] {
  return SENTENCES.filter((sentence) => isCalledFirst(sentence, policy));
}

/** `PROMPTS.md`: every wording, and how loud and how soon it is with the shipped settings. */
export function promptsPage(companion: CompanionPolicy, checkon: CheckonPolicy): string {
  const cell = (texts: readonly string[]): string => texts.join('<br>');
  const stageOf = ({ stage, time, arrival }: TableRow): string =>
    [stage, arrival, time === 'any' ? null : `by ${time}`].filter((part) => part !== null).join(', ');
  const table = promptTable().map(
    (row) => `| ${row.situation} | ${stageOf(row)} | ${cell(row.wordings.en)} | ${cell(row.wordings.ko)} |`,
  );
  const hearings = (['good', 'hard', 'deaf'] as const).flatMap((hearing) =>
    volumeTable({ ...companion, hearing }).map(
      ({ from, to, levels }) =>
        `| ${hearing} | ${hoursText({ from, to })} | ${SHOWN.map((one) => levels[one]).join(' | ')} |`,
    ),
  );
  const told = toldTable(checkon).map((row) => `| ${hoursText(row)} | ${row.minutesMax} |`);
  return [
    '# What the companion says',
    '',
    '<!-- Made by `npm run pages` from the prompt books; a test compares it byte for byte. -->',
    '',
    'Wordings of one cell take turns. What may be said at all is decided by `safety.ts`; `anbu inspect voice` shows this',
    'page with the settings of a hub.',
    '',
    `| situation | stage | ${LANGUAGES.map((language) => BOOKS[language].name).join(' | ')} |`,
    '| --- | --- | --- | --- |',
    ...table,
    '',
    '## How loud',
    '',
    '1 is normal, 3 the loudest. With `hearing: hard` or `deaf` a low tone and the name of the resident come before',
    `${calledFirst({ ...companion, hearing: 'hard' }).join(', ')}.`,
    '',
    `| hearing | hours | ${SHOWN.join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(SHOWN.length)}`,
    ...hearings,
    '',
    '## How soon somebody is told',
    '',
    'If nobody answers, and movement in one room puts each question off as often as it may.',
    '',
    '| asked between | told after at most, minutes |',
    '| --- | --- |',
    ...told,
    '',
  ].join('\n');
}

const HEARD_OFTEN: ReadonlySet<Sentence> = new Set<Sentence>([
  'ask',
  'ask-louder',
  'last-call',
  'ask-cannot-see',
  'fine-heard',
  'help-heard',
  'help-withdrawn',
  'good-morning',
  'small-talk',
  'good-evening',
]);
/** Heard in many a home every day, or every time there is a question: one wording would wear out. */
export function isHeardOften({ sentence }: Pick<TableRow, 'sentence'>): boolean {
  return HEARD_OFTEN.has(sentence);
}
