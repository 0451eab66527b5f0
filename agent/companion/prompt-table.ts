/**
 * Every wording of every sentence as a table, by situation and stage, and `PROMPTS.md`.
 *
 * Owns the page. Holds no wording (`prompts/<language>/`), no sentence (`record/sentences.ts`) and no rule (`safety.ts`,
 * `checkon/loudness.ts`).
 */
import { isCalledFirst, levelOf } from '../checkon/loudness.ts';
import { toldWithinByHour } from '../checkon/worst-case.ts';
import type { CheckonPolicy, CompanionPolicy } from '../config/config.ts';
import { type Level, SENTENCES, type Sentence, type Situation, rowOf } from '../record.ts';
import { BOOKS, type Clip, LANGUAGES, type Language, clipsOf } from './prompts.ts';

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
      const { situation, stage, level } = rowOf(sentence);
      return { situation, stage, level, sentence, time: first?.time ?? 'any', arrival, wordings };
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
    Object.fromEntries(SHOWN.map((one) => [one, levelOf(one, rowOf(one).level, hour, policy)]));
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
