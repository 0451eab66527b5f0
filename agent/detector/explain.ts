/**
 * The evidence of a verdict, in one breath of English and of Korean.
 *
 * Owns the words a case manager reads. Must never say what is not known: quiet is not asleep, a door that moved
 * is not a reason, no sign is not a fall. Numbers come first, then where, then what is usual, then what is missing.
 */
import type { Evidence } from '../record.ts';
import type { Sign } from './signs.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

/** What the verdict rested on; `cap`: no silence at home is longer without a question. */
export type Basis = 'learned' | 'prior' | 'cap' | 'untrusted' | 'away' | 'blind';

/** Beyond this nothing is counted: a hub knows two months at best. */
const RARE_DAYS_MAX = 100;
/** Nor is anything said to be rarer than the home is known for; in the first days nothing is. */
const RARE_DAYS_MIN = 2;

/** All that is known at the verdict. */
export interface Grounds {
  readonly basis: Basis;
  /** The kind of sign that is missing. */
  readonly sign: Sign;
  readonly lastSign: Evidence['lastSign'];
  readonly localMs: number;
  /** Since the last sign of life or answer. */
  readonly silenceMs: number;
  /** Since the last sign of that kind. */
  readonly signMs: number;
  readonly lineMs: number;
  /** How long the home could not be seen; 0 while it can. */
  readonly blindMs: number;
  /** Once in so many days a silence like this has lasted so long; null when that is not known. */
  readonly onceInDays: number | null;
  /** How often the person answered since anything moved. */
  readonly answers: number;
  readonly learnedDays: number;
  readonly cannotSee: readonly string[];
  readonly unobservedMs: number;
  /** Whether the hub was off, besides, for nobody knows how long. */
  readonly unknownGap: boolean;
  readonly timeTrusted: boolean;
  readonly presenceKnown: boolean;
  /** Local time at which the entrance door was the last to move; null unless away. */
  readonly leftLocalMs: number | null;
  /** Local time at which a plan expects them back; null, or left out: none does. */
  readonly expectedLocalMs?: number | null;
}

export function explain(grounds: Grounds): Evidence {
  const { lastSign } = grounds;
  return {
    lastSign: lastSign === null ? null : { ...lastSign },
    quietMinutes: Math.floor(grounds.silenceMs / MINUTE_MS),
    lineMinutes: grounds.basis === 'blind' ? null : Math.round(grounds.lineMs / MINUTE_MS),
    ...(grounds.onceInDays === null ? {} : { onceInDays: Math.round(grounds.onceInDays) }),
    ...(grounds.sign === 'any' ? {} : { sign: grounds.sign }),
    learnedDays: grounds.learnedDays,
    cannotSee: grounds.cannotSee,
    unobservedMinutes: Math.floor(grounds.unobservedMs / MINUTE_MS),
    timeTrusted: grounds.timeTrusted,
    text: english(grounds),
    textKo: korean(grounds),
  };
}

function english(grounds: Grounds): string {
  const { basis, lastSign, cannotSee, unobservedMs, unknownGap, timeTrusted } = grounds;
  const sentences: string[] = [];
  const last =
    lastSign === null
      ? 'none since the start'
      : `last in the ${roomEnglish(lastSign.room)}${at(grounds, lastSign)}`;
  sentences.push(...expectedEnglish(grounds));
  if (basis === 'blind') sentences.push(`The home could not be seen for ${span(grounds.blindMs)}; ${last}.`);
  else if (isLeft(grounds)) sentences.push(leftEnglish(grounds));
  else sentences.push(quietEnglish(grounds, last));
  sentences.push(...usualEnglish(grounds));
  if (cannotSee.length > 0) sentences.push(`Cannot see: ${cannotSee.map(roomEnglish).join(', ')}.`);
  if (unobservedMs >= MINUTE_MS) sentences.push(`The hub was off for ${span(unobservedMs)} of it.`);
  if (unknownGap) sentences.push('The hub was off for an unknown time, which is not counted.');
  if (!timeTrusted) sentences.push('The time of day is not certain.');
  if (!grounds.presenceKnown) sentences.push('Whether anyone is at home is not known.');
  return sentences.join(' ');
}

/** By its entrance door, that is: where only a plan says that they are out, it is not known. */
function isLeft({ basis, expectedLocalMs = null, presenceKnown }: Grounds): boolean {
  return basis === 'away' && (presenceKnown || expectedLocalMs === null);
}

function expectedEnglish(grounds: Grounds): string[] {
  const { expectedLocalMs = null } = grounds;
  if (expectedLocalMs === null) return [];
  return [`Expected back${clock(expectedLocalMs, grounds, 'en') || ' by now'}, no sign of a return.`];
}

function leftEnglish(grounds: Grounds): string {
  const when = grounds.leftLocalMs === null ? '' : clock(grounds.leftLocalMs, grounds, 'en');
  return `Seems to have left${when} by the entrance door, not back after ${span(grounds.silenceMs)}.`;
}

function quietEnglish({ sign, lastSign, silenceMs, signMs, answers }: Grounds, last: string): string {
  if (sign === 'room')
    return `Movement only in the ${roomEnglish(lastSign?.room ?? 'same room')} for ${span(signMs)}.`;
  if (sign === 'round') return `Not up and about for ${span(signMs)}; ${last}.`;
  if (answers > 0)
    return `Answered ${span(silenceMs)} ago and has not moved since, nor for ${span(signMs - silenceMs)} before; ${last}.`;
  return `No sign of life for ${span(silenceMs)}, ${last}.`;
}

function usualEnglish(grounds: Grounds): string[] {
  const { basis, learnedDays, lineMs } = grounds;
  const rare = rareEnglish(grounds);
  if (basis === 'cap') return [`Never longer than ${span(lineMs)} without asking.`, ...rare];
  if (basis === 'prior') return [`Still getting to know this home (day ${learnedDays + 1}).`, ...rare];
  return rare;
}

/** How unusual it is in whole days, no more than can be known here; null: nothing is said of it. */
function rarity({ basis, onceInDays, learnedDays }: Grounds): { days: number; isRarer: boolean } | null {
  if (onceInDays === null || basis === 'prior' || learnedDays < RARE_DAYS_MIN) return null;
  const most = Math.min(RARE_DAYS_MAX, learnedDays);
  return onceInDays > most ? { days: most, isRarer: true } : { days: Math.round(onceInDays), isRarer: false };
}

/** What it has been in this home, never what it means. */
function rareEnglish(grounds: Grounds): string[] {
  const { sign, learnedDays } = grounds;
  const rare = rarity(grounds);
  if (rare === null) return [];
  const like = sign === 'any' ? 'So long a silence, from there at this hour,' : 'For so long, at this hour,';
  const often = rare.isRarer ? `less than once in ${rare.days} days` : onceEnglish(rare.days);
  return [`${like} comes ${often} here (known for ${learnedDays} days).`];
}

function onceEnglish(days: number): string {
  return days <= 1 ? 'about once a day' : `about once in ${days} days`;
}

function korean(grounds: Grounds): string {
  const { basis, lastSign, cannotSee, unobservedMs, unknownGap, timeTrusted } = grounds;
  const sentences: string[] = [];
  const last =
    lastSign === null
      ? '시작한 뒤로 신호가 없습니다'
      : `마지막 신호는${clock(lastSign.localMs, grounds, 'ko')} ${roomKo(lastSign.room)}입니다`;
  sentences.push(...expectedKorean(grounds));
  if (basis === 'blind') sentences.push(`${spanKo(grounds.blindMs)} 동안 집 안을 볼 수 없었습니다. ${last}.`);
  else if (isLeft(grounds)) sentences.push(leftKorean(grounds));
  else sentences.push(quietKorean(grounds, last));
  sentences.push(...usualKorean(grounds));
  if (cannotSee.length > 0) sentences.push(`볼 수 없는 곳: ${cannotSee.map(roomKo).join(', ')}.`);
  if (unobservedMs >= MINUTE_MS) sentences.push(`그중 ${spanKo(unobservedMs)} 동안 기기가 꺼져 있었습니다.`);
  if (unknownGap) sentences.push('그 밖에 기기가 꺼져 있던 시간이 있으며, 얼마 동안인지는 알 수 없습니다.');
  if (!timeTrusted) sentences.push('시각이 정확하지 않을 수 있습니다.');
  if (!grounds.presenceKnown) sentences.push('집에 계신지는 알 수 없습니다.');
  return sentences.join(' ');
}

function expectedKorean(grounds: Grounds): string[] {
  const { expectedLocalMs = null } = grounds;
  if (expectedLocalMs === null) return [];
  const when = clock(expectedLocalMs, grounds, 'ko').trim();
  return [`${when === '' ? '지금쯤' : `${when}에`} 돌아오실 예정이었으나 돌아오신 신호가 없습니다.`];
}

function leftKorean(grounds: Grounds): string {
  const when = grounds.leftLocalMs === null ? '' : `${clock(grounds.leftLocalMs, grounds, 'ko').trim()} `;
  return `${when}현관문으로 나가신 것으로 보이며, ${spanKo(grounds.silenceMs)} 동안 돌아오신 신호가 없습니다.`;
}

function quietKorean({ sign, lastSign, silenceMs, signMs, answers }: Grounds, last: string): string {
  if (sign === 'room')
    return `${spanKo(signMs)} 동안 ${roomKo(lastSign?.room ?? '한 방')}에서만 움직임이 있습니다.`;
  if (sign === 'round') return `${spanKo(signMs)} 동안 집 안을 돌아다니신 흔적이 없습니다. ${last}.`;
  if (answers > 0)
    return `${spanKo(silenceMs)} 전에 대답하신 뒤로 움직임이 없으며, 그 전 ${spanKo(signMs - silenceMs)} 동안에도 없었습니다. ${last}.`;
  return `${spanKo(silenceMs)} 동안 생활 신호가 없습니다. ${last}.`;
}

function usualKorean(grounds: Grounds): string[] {
  const { basis, learnedDays, lineMs } = grounds;
  const rare = rareKorean(grounds);
  if (basis === 'cap') return [`${spanKo(lineMs)}을 넘기 전에는 반드시 여쭙니다.`, ...rare];
  if (basis === 'prior') return [`아직 이 집을 알아 가는 중입니다(${learnedDays + 1}일째).`, ...rare];
  return rare;
}

function rareKorean(grounds: Grounds): string[] {
  const { sign, learnedDays } = grounds;
  const rare = rarity(grounds);
  if (rare === null) return [];
  const like =
    sign === 'any' ? '이 시간대에 그곳에서 이렇게 오래 조용한 일은' : '이 시간대에 이렇게 오래 이어지는 일은';
  const often = rare.isRarer ? `${rare.days}일에 한 번도 되지 않습니다` : onceKorean(rare.days);
  return [`${like} ${often}(${learnedDays}일 동안 살핌).`];
}

function onceKorean(days: number): string {
  return days <= 1 ? '하루에 한 번쯤입니다' : `약 ${days}일에 한 번입니다`;
}

function at(grounds: Grounds, sign: { readonly localMs: number }): string {
  return clock(sign.localMs, grounds, 'en');
}

/** " at 10:35", " yesterday at 10:35", " 3 days ago at 10:35"; empty when the time of day is not known. */
function clock(
  localMs: number,
  { localMs: nowLocalMs, timeTrusted }: Grounds,
  language: 'en' | 'ko',
): string {
  if (!timeTrusted) return '';
  const days = Math.floor(nowLocalMs / DAY_MS) - Math.floor(localMs / DAY_MS);
  const minutes = Math.floor((localMs - Math.floor(localMs / DAY_MS) * DAY_MS) / MINUTE_MS);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  if (language === 'ko')
    return days <= 0 ? ` ${time}` : days === 1 ? ` 어제 ${time}` : ` ${days}일 전 ${time}`;
  return days <= 0 ? ` at ${time}` : days === 1 ? ` yesterday at ${time}` : ` ${days} days ago at ${time}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** "45 min", "3 h", "3 h 45 min"; whole minutes, rounded down. */
export function span(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

export function spanKo(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (hours === 0) return `${minutes}분`;
  return minutes === 0 ? `${hours}시간` : `${hours}시간 ${minutes}분`;
}

/** Nobody says “in the living”; other names of rooms are words as they are. */
function roomEnglish(room: string): string {
  return room === 'living' ? 'living room' : room;
}

const ROOMS_KO: Readonly<Record<string, string>> = {
  bathroom: '욕실',
  bedroom: '침실',
  entrance: '현관',
  hall: '복도',
  kitchen: '부엌',
  living: '거실',
  study: '서재',
  toilet: '화장실',
};

function roomKo(room: string): string {
  return Object.hasOwn(ROOMS_KO, room) ? (ROOMS_KO[room] ?? room) : room;
}
