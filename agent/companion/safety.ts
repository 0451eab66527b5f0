/**
 * What may be said in the home, and what may not, whoever wrote it.
 *
 * Owns the rules and which texts they hold for; the words of each language stand in `prompts/<language>/safety.json`. On
 * its own initiative the companion suggests nothing by which somebody could come to harm alone (going out, cooking,
 * bathing, medicine), claims nothing it cannot know, frightens and diagnoses nobody. What a person signed may go further:
 * that person answers for it. Pure: one and the same judge for the books, the linter and the centre's commands.
 */
import { type Sentence, rowOf } from '../record.ts';
import { type Language, estimateMs } from './prompts.ts';
import english from './prompts/en/safety.json' with { type: 'json' };
import korean from './prompts/ko/safety.json' with { type: 'json' };

/** What words are looked for. `asks` and `says-it-noticed` hold for what is said though nobody has to answer. */
export const WORD_RULES = [
  'going-out',
  'cooking',
  'bathing',
  'medicine',
  'somebody-comes',
  'centre-knows',
  'state-of-person',
  'comfort',
  'other-services',
  'frightens',
  'diagnoses',
  'asks',
  'says-it-noticed',
] as const;
export type WordRule = (typeof WORD_RULES)[number];
export type Rule = WordRule | 'empty' | 'letters' | 'digits' | 'form' | 'length' | 'polite' | 'as-report';

/** One language's words, as its JSON file has them. */
export interface SafetyBook {
  /** `words`: whole words, a `*` at the end stands for all that begin so; `anywhere`: parts of the text. */
  readonly matches: string;
  /** How every sentence ends that is spoken to elders; empty: the language has no such rule. */
  readonly endings: readonly string[];
  /** What makes a report the centre's and not our own knowledge. */
  readonly asReport: string;
  readonly unsafe: Readonly<Record<WordRule, readonly string[]>>;
}
export const SAFETY: Readonly<Record<Language, SafetyBook>> = { en: english, ko: korean };

/** A sentence of our own, or what the centre's staff entered and signed. */
export type Origin = Sentence | 'entered';

export interface Problem {
  readonly rule: Rule;
  /** What was found, as it was written; empty where it is about the whole text. */
  readonly found: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Nobody remembers more at one hearing; and the loudest question must end well before the next is due. */
export const SPOKEN_MS_MAX = 9_500;
/** The ten seconds in which a press can be corrected run from the press: half of them must be left. */
export const CORRECTABLE_MS_MAX = 6_000;
/** Small talk that has to be listened to is a lecture. */
export const GREETING_MS_MAX = 7_000;
/** Half a minute, as much as anybody keeps in mind who was told that something is coming. */
export const ENTERED_CHARACTERS_MAX = 200;
const SHORT_SENTENCES_MAX = 3;

const GREETINGS: ReadonlySet<Origin> = new Set<Origin>(['good-morning', 'small-talk', 'good-evening']);
const REPORTS: ReadonlySet<Origin> = new Set<Origin>(['dispatched', 'arrived', 'closed']);
const GREETING_RULES: ReadonlySet<Rule> = new Set<Rule>(['asks', 'says-it-noticed']);
/** Of an entered text only these words are ours to refuse: meals, medicine, a visit are what the centre is for. */
const ENTERED_RULES: ReadonlySet<Rule> = new Set<Rule>(['frightens']);
/** What a sentence may say, because the record that makes it be said carries it. */
const MAY_SAY: Partial<Record<Origin, readonly WordRule[]>> = {
  dispatched: ['somebody-comes'],
  arrived: ['somebody-comes'],
  // The room, not what is done in it.
  'state-sees-bathroom': ['bathing'],
  'state-blind-bathroom': ['bathing'],
  // Said only because a person signed an invitation, or announced a visit.
  'programme-shopping': ['going-out'],
  'programme-visit': ['somebody-comes'],
  'visit-today': ['somebody-comes'],
};

const HINTS: Readonly<Record<Rule, string>> = {
  'going-out': 'Only an invitation, signed by a person, may suggest going out. Leave it out.',
  cooking: 'Somebody alone could come to harm at the stove. Leave it out.',
  bathing: 'Somebody alone could fall. Leave it out.',
  medicine: 'Only what the case manager entered may speak of medicine. Leave it out.',
  'somebody-comes': 'Only the centre knows whether somebody comes. Say what was done, not what will happen.',
  'centre-knows': 'Nobody knows what the centre knows until it says so. Say what was sent.',
  'state-of-person': 'The sensors cannot know this. Ask instead.',
  comfort: 'It promises what nobody can keep. Leave it out.',
  'other-services': 'The hub calls nobody but the centre. Name the centre.',
  frightens: 'It frightens whoever hears it alone. Say it in calmer words.',
  diagnoses: 'Nobody is told by a machine what they suffer from. Leave it out.',
  asks: 'A greeting asks for nothing, a press least of all. Leave it out.',
  'says-it-noticed': 'A greeting must not stand for having seen or heard anything. Leave it out.',
  empty: 'There is nothing to say. Write a sentence.',
  letters: 'Not every voice reads this aloud. Use letters of the language, blanks, commas and full stops.',
  digits: 'Digits are misread. Write the number as words.',
  form: 'Begin and end without blanks, end with a full stop or a question mark, at most three sentences.',
  length: 'Nobody keeps so much in mind. Make it shorter.',
  polite: 'Elders are spoken to politely. End every sentence with 니다 or 세요.',
  'as-report': 'What the centre said is given as its word. Begin or end with the words for that.',
};

/** Everything that is wrong with a text, in the order of the rules; empty: it may be said. */
export function problemsOf(text: string, language: Language, origin: Origin): Problem[] {
  const found = new Map<Rule, string>();
  const form = origin === 'entered' ? enteredForm(text) : ownForm(text, language, origin);
  for (const [rule, what] of form) found.set(rule, what);
  for (const rule of WORD_RULES) {
    if (!holds(rule, origin)) continue;
    const word = SAFETY[language].unsafe[rule].find((one) => occurs(one, text, language));
    if (word !== undefined) found.set(rule, word);
  }
  return [...found].map(([rule, what]) => ({ rule, found: what, hint: HINTS[rule] }));
}

function holds(rule: WordRule, origin: Origin): boolean {
  if (origin === 'entered') return ENTERED_RULES.has(rule);
  if (GREETING_RULES.has(rule)) return GREETINGS.has(origin);
  return MAY_SAY[origin]?.includes(rule) !== true;
}

function occurs(word: string, text: string, language: Language): boolean {
  const where = text.toLowerCase().normalize('NFC');
  if (SAFETY[language].matches === 'anywhere') return where.includes(word);
  const isStem = word.endsWith('*');
  const stem = isStem ? word.slice(0, -1) : word;
  const spaced = ` ${where.replaceAll(/[^\p{L}]+/gu, ' ')} `;
  return spaced.includes(isStem ? ` ${stem}` : ` ${stem} `);
}

type Found = [rule: Rule, what: string];
const LETTER = /\p{L}/u;

/** The first piece that matches, as a finding. */
function caught(rule: Rule, text: string, pattern: RegExp): Found[] {
  const [piece] = pattern.exec(text) ?? [];
  return piece === undefined ? [] : [[rule, piece]];
}

function ownForm(text: string, language: Language, origin: Sentence): Found[] {
  if (!LETTER.test(text)) return [['empty', '']];
  const { asReport, endings } = SAFETY[language];
  const found = [...caught('digits', text, /\p{N}/u), ...caught('letters', text, OWN_LETTERS[language])];
  const sentences = text.split(/(?<=[.?])\s/);
  if (text !== text.trim() || !/[.?]$/.test(text) || sentences.length > SHORT_SENTENCES_MAX)
    found.push(['form', '']);
  const spokenMs = estimateMs({ language, text });
  if (spokenMs > spokenMsMax(origin)) found.push(['length', `${Math.round(spokenMs / 100) / 10} s`]);
  const rude = sentences.find((one) => !endings.some((ending) => one.replace(/[.?]$/, '').endsWith(ending)));
  if (endings.length > 0 && rude !== undefined) found.push(['polite', rude]);
  if (REPORTS.has(origin) && !text.includes(asReport)) found.push(['as-report', '']);
  return found;
}

/** A letter of another script, or a sign, that no voice of the language reads. Digits have a rule of their own. */
const OWN_LETTERS: Readonly<Record<Language, RegExp>> = {
  en: /[^\p{Script=Latin}\p{N} ,.?']/u,
  ko: /[^\p{Script=Hangul}\p{N} ,.?]/u,
};
const ENTERED_LETTERS = /[^\p{Script=Hangul}\p{Script=Latin}\p{N} ,.?!']/u;

function enteredForm(text: string): Found[] {
  if (!LETTER.test(text)) return [['empty', '']];
  const found = [...caught('digits', text, /\p{N}/u), ...caught('letters', text, ENTERED_LETTERS)];
  if (text.length > ENTERED_CHARACTERS_MAX) found.push(['length', `${text.length} characters`]);
  return found;
}

function spokenMsMax(sentence: Sentence): number {
  if (GREETINGS.has(sentence)) return GREETING_MS_MAX;
  return rowOf(sentence).isPressEcho ? CORRECTABLE_MS_MAX : SPOKEN_MS_MAX;
}
