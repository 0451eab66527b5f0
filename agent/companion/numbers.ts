/**
 * Numbers as words, in English and Korean: whole numbers, times of day, and the digits in a text somebody wrote.
 *
 * Owns how a number is read aloud; espeak-ng misreads digits, and a recorded voice has none. Must never guess: a number
 * that people would read in two ways is left to whoever wrote it, and it is said which. Knows no dates.
 */
import { assert } from '../errors.ts';
import type { Utterance } from '../ports.ts';

type Language = Utterance['language'];

/** The next one has a name of its own in Korean (억), and nobody says such a number to a resident. */
export const WHOLE_MAX = 99_999_999;

/** `value`: a whole number from 0 to WHOLE_MAX. Korean: as amounts and minutes are read (일, 이, 삼). */
export function wholeInWords(value: number, language: Language): string {
  assert(Number.isInteger(value) && value >= 0 && value <= WHOLE_MAX, 'a whole number that can be said');
  return language === 'ko' ? sino(value) : english(value);
}

/** A time of day with its part of the day, so that it cannot be misunderstood: hour 0 to 23, minute 0 to 59. */
export function timeInWords(hour: number, minute: number, language: Language): string {
  assert(Number.isInteger(hour) && hour >= 0 && hour < 24, 'an hour of the day');
  assert(Number.isInteger(minute) && minute >= 0 && minute < 60, 'a minute of the hour');
  if (language === 'ko') return `${koreanPart(hour)} ${koreanClock(hour, minute)}`;
  if (minute === 0 && hour % 12 === 0) return hour === 0 ? 'midnight' : 'noon';
  return `${englishClock(hour, minute)} ${englishPart(hour)}`;
}

export type Worded =
  | { readonly ok: true; readonly text: string }
  /** What has no one reading, as it was written. */
  | { readonly ok: false; readonly unclear: string };

/** A letter just before, the digits with what joins them, and the word that follows. */
const NUMBER = /(\p{L}?)(\d+(?:[,.:-]\d+)*)( ?)(\p{L}*)/gu;

/** The text with every number as words. Each digit of it is read, or the whole is refused. */
export function numbersInWords(text: string, language: Language): Worded {
  let words = '';
  let end = 0;
  for (const match of text.matchAll(NUMBER)) {
    const [all, before = '', digits = '', space = '', after = ''] = match;
    const around = { before, space, after, earlier: text.slice(0, match.index) + before };
    const read = language === 'ko' ? readKorean(digits, around) : readEnglish(digits, around);
    if (read === null) return { ok: false, unclear: all.trim() };
    words += text.slice(end, match.index) + read;
    end = match.index + all.length;
  }
  words += text.slice(end);
  return /\p{Nd}/u.test(words) ? { ok: false, unclear: words } : { ok: true, text: words };
}

interface Around {
  readonly before: string;
  readonly space: string;
  readonly after: string;
  /** The text before the digits. */
  readonly earlier: string;
}

const TIME = /^(\d{1,2}):(\d\d)$/;
/** Read digit by digit: a telephone number, or one that begins with nought. */
const DIAL = /^(?:\d+(?:-\d+)+|0\d+)$/;
const DIALLED_DIGITS_MIN = 7;

function timeOf(digits: string): { hour: number; minute: number } | null {
  const [, hour, minute] = TIME.exec(digits) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return { hour: Number(hour), minute: Number(minute) };
}

/** Null: it is none, or more than can be said. */
function wholeOf(digits: string): number | null {
  if (!/^\d{1,3}(?:,\d{3})+$|^\d+$/.test(digits)) return null;
  const value = Number(digits.replaceAll(',', ''));
  return value <= WHOLE_MAX ? value : null;
}

/** Digit by digit, or a fraction; null: neither. */
function spelt(digits: string, names: readonly string[], point: string, language: Language): string | null {
  const named = (all: string): string[] => all.split('').map((one) => names[Number(one)] ?? '');
  if (DIAL.test(digits)) {
    if (digits.includes('-') && digits.replaceAll('-', '').length < DIALLED_DIGITS_MIN) return null;
    return digits
      .split('-')
      .map((group) => named(group).join(language === 'ko' ? '' : ' '))
      .join(', ');
  }
  const [, whole = '', fraction = ''] = /^(\d{1,8})\.(\d{1,4})$/.exec(digits) ?? [];
  if (whole === '') return null;
  return [wholeInWords(Number(whole), language), point, ...named(fraction)].join(' ');
}

// ---- Korean ---------------------------------------------------------------------------------------------------

const SINO = ['', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'];
const SINO_DIALLED = ['공', ...SINO.slice(1)];
const NATIVE = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉'];
const NATIVE_TENS = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'];
/** What is counted in native numbers, longest first, and what in Sino-Korean ones. */
const COUNTED = /^(?:시간|가지|군데|그릇|마리|송이|번째|개(?!월)|명|살|잔|권|병|알|장|통|달)/;
const MEASURED = /^(?:분|초|월|일|년|주|개월|원|층|호|세|도|동|회|인분|킬로|미터|번지)/;
/** Read digit by digit by everybody: the police and the ambulance. */
const KNOWN_BY_DIGITS: ReadonlySet<string> = new Set(['112', '119']);
const NATIVE_MAX = 99;

function sinoBelowMan(value: number): string {
  return [1000, 100, 10, 1]
    .map((unit, at) => {
      const digit = Math.floor(value / unit) % 10;
      if (digit === 0) return '';
      return (digit === 1 && unit > 1 ? '' : (SINO[digit] ?? '')) + (['천', '백', '십', ''][at] ?? '');
    })
    .join('');
}

function sino(value: number): string {
  if (value === 0) return '영';
  const man = Math.floor(value / 10_000);
  const rest = sinoBelowMan(value % 10_000);
  if (man === 0) return rest;
  return [`${man === 1 ? '' : sinoBelowMan(man)}만`, rest].filter((part) => part !== '').join(' ');
}

/** Before what is counted: 한 시, 스무 명, 스물한 살. Above 99 as an amount. */
function native(value: number): string {
  if (value === 0 || value > NATIVE_MAX) return sino(value);
  if (value === 20) return '스무';
  return `${NATIVE_TENS[Math.floor(value / 10)] ?? ''}${NATIVE[value % 10] ?? ''}`;
}

function koreanClock(hour: number, minute: number): string {
  const clock = `${native(hour % 12 === 0 ? 12 : hour % 12)} 시`;
  return minute === 0 ? clock : `${clock} ${sino(minute)} 분`;
}

function koreanPart(hour: number): string {
  if (hour === 12) return '낮';
  if (hour === 0 || hour >= 21) return '밤';
  if (hour < 6) return '새벽';
  if (hour < 12) return '오전';
  return hour < 18 ? '오후' : '저녁';
}

/** From one in the afternoon on a written hour leaves no doubt, and is said with its part of the day. */
function koreanHour(hour: number, minute: number, earlier: string): string {
  const isSaid = /(?:오전|오후|새벽|아침|점심|낮|저녁|밤) ?$/u.test(earlier);
  const clock = koreanClock(hour, minute);
  return !isSaid && (hour === 0 || hour > 12) ? `${koreanPart(hour)} ${clock}` : clock;
}

function readKorean(digits: string, { before, space, after, earlier }: Around): string | null {
  if (/[A-Za-z]/.test(before) || (space === '' && /^[A-Za-z]/.test(after))) return null;
  const isUnit = COUNTED.test(after) || MEASURED.test(after) || after.startsWith('시');
  const put = (words: string): string =>
    `${before}${before === '' ? '' : ' '}${words}${isUnit && space === '' ? ' ' : space}${after}`;
  const time = timeOf(digits);
  if (time !== null) return put(koreanHour(time.hour, time.minute, earlier));
  if (KNOWN_BY_DIGITS.has(digits)) return `${before}${named(digits)}${space}${after}`;
  const value = DIAL.test(digits) ? null : wholeOf(digits);
  if (value === null) {
    const words = spelt(digits, SINO_DIALLED, '점', 'ko');
    return words === null ? null : put(words);
  }
  if (/^시(?!간)/.test(after))
    return value > 24 ? null : put(koreanHour(value % 24, 0, earlier).slice(0, -2));
  if (after.startsWith('번째')) return put(value === 1 ? '첫' : native(value));
  // "일 번" is the first of a row, "한 번" is once: only whoever wrote it knows.
  if (/^번(?!지)/.test(after)) return null;
  if (COUNTED.test(after)) return put(native(value));
  if (after.startsWith('월') && (value === 6 || value === 10))
    return put(value === 6 ? '유' : '시').replace(/ 월/, '월');
  return put(sino(value));
}

const named = (digits: string): string => digits.replaceAll(/\d/g, (one) => SINO_DIALLED[Number(one)] ?? '');

// ---- English --------------------------------------------------------------------------------------------------

const ONES = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

function english(value: number): string {
  if (value < 20) return ONES[value] ?? '';
  if (value < 100) return [TENS[Math.floor(value / 10)], ...rest(value % 10)].join(' ');
  if (value < 1_000) {
    const below = value % 100;
    return `${english(Math.floor(value / 100))} hundred${below === 0 ? '' : ` and ${english(below)}`}`;
  }
  const unit = value < 1_000_000 ? 1_000 : 1_000_000;
  const below = value % unit;
  const joined = below > 0 && below < 100 ? ['and', english(below)] : rest(below);
  return [english(Math.floor(value / unit)), unit === 1_000 ? 'thousand' : 'million', ...joined].join(' ');
}
const rest = (value: number): string[] => (value === 0 ? [] : [english(value)]);

function ordinal(value: number): string {
  const words = english(value).split(' ');
  const last = words.pop() ?? '';
  return [...words, ORDINALS[last] ?? `${last.replace(/y$/, 'ie')}th`].join(' ');
}

function englishClock(hour: number, minute: number): string {
  const clock = english(hour % 12 === 0 ? 12 : hour % 12);
  if (minute === 0) return `${clock} o'clock`;
  return `${clock} ${minute < 10 ? 'oh ' : ''}${english(minute)}`;
}

function englishPart(hour: number): string {
  if (hour < 5 || hour >= 22) return 'at night';
  if (hour < 12) return 'in the morning';
  return hour < 18 ? 'in the afternoon' : 'in the evening';
}

function readEnglish(digits: string, { before, space, after }: Around): string | null {
  if (before !== '') return null;
  const half = /^[ap]m$/i.test(after) ? after.toLowerCase() : null;
  const time = timeOf(digits);
  const value = DIAL.test(digits) ? null : wholeOf(digits);
  if (half !== null) {
    const hour = time?.hour ?? value ?? 0;
    if (hour < 1 || hour > 12) return null;
    return timeInWords((hour % 12) + (half === 'pm' ? 12 : 0), time?.minute ?? 0, 'en');
  }
  if (space === '' && after !== '') {
    const isOrdinal = /^(?:st|nd|rd|th)$/.test(after) && value !== null && value > 0;
    return isOrdinal ? ordinal(value) : null;
  }
  if (time !== null) {
    const isClear = time.hour === 0 || time.hour > 12;
    const clock = englishClock(time.hour, time.minute);
    return `${isClear ? `${clock} ${englishPart(time.hour)}` : clock}${space}${after}`;
  }
  const words = value === null ? spelt(digits, ONES, 'point', 'en') : english(value);
  return words === null ? null : `${words}${space}${after}`;
}
