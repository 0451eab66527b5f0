/**
 * The present evidence in words: one labelled line each, for a person at a terminal of 80 columns.
 *
 * Owns the words. Never says more than the report: quiet is not asleep, away is what the door showed.
 */
import { span } from '../detector/explain.ts';
import { ROUND_DAYS_MIN } from '../detector/overdue.ts';
import { MINUTE_MS } from '../detector/time.ts';
import type { DetectorReport } from './detector-report.ts';
import type { PresentEvidence, RunningSilence } from './present-evidence.ts';
import { priceText } from './price-report.ts';
import type { WhatNext } from './what-next.ts';

const COLUMNS = 80;
const LABEL = 12;
/** Beyond this nothing is counted: a hub knows two months at best. */
const RARE_DAYS_MAX = 100;

export function evidenceLines({ asOf, now }: DetectorReport): string[] {
  return [
    `AT ${time(asOf, asOf)}, THE LAST RECORD`,
    ...labelled('last sign', lastSignText(now, asOf)),
    ...labelled('presence', presenceText(now, asOf)),
    ...now.silences.flatMap((silence) =>
      labelled(SILENCE_LABELS[silence.sign], silenceText(silence, now, asOf)),
    ),
    ...labelled('next', nextText(now, asOf)),
    ...labelled('sight', sightText(now, asOf)),
    ...labelled('time', timeText(now)),
    ...labelled('price', priceText(now.price)),
    ...labelled('plans', plansText(now, asOf)),
    ...labelled('greetings', greetingsText(now)),
    ...openLines(now, asOf),
  ];
}

const SILENCE_LABELS = { any: 'no sign', room: 'same room', round: 'no round' } as const;

function lastSignText(now: PresentEvidence, asOf: string): string {
  const { lastSign, quietMinutes, silences } = now;
  if (lastSign === null) return 'none since the start';
  const { room, sensor, at } = lastSign;
  const from = silences.some(({ sign, answers }) => sign === 'any' && answers > 0) ? ' since an answer' : '';
  return `${room} (${sensor}) at ${time(at, asOf)}; quiet for ${inWords(quietMinutes)}${from}${stirText(now, at)}`;
}

/** Why the silence is older than the last sign. */
function stirText(now: PresentEvidence, lastAt: string): string {
  const isOlder = now.silences.some(({ sign, since }) => sign === 'any' && since < lastAt);
  return isOpen(now) && isOlder ? '; a stir while somebody is asked or told ends no silence' : '';
}

function isOpen({ question, alerts }: PresentEvidence): boolean {
  return question !== null || alerts.some(({ test }) => !test);
}

function presenceText({ presence: { state, since, heldBy } }: PresentEvidence, asOf: string): string {
  const when = since === null ? '' : ` since ${time(since, asOf)}`;
  return `${state}${when}${heldBy === null ? '' : `; ${heldBy} bears somebody`}`;
}

function silenceText(silence: RunningSilence, now: PresentEvidence, asOf: string): string {
  const { place, since, minutes, answers } = silence;
  const from = silence.sign === 'round' ? '' : `, ${place}`;
  const answered = answers === 0 ? '' : `; answered ${answers === 1 ? 'once' : `${answers} times`} within it`;
  const age = `${inWords(minutes)}, counted since ${time(since, asOf)}${from}${answered}`;
  if (now.sight.blindSince !== null) return `${age}; stands still while the home cannot be seen`;
  return `${age}; ${askText(silence, now, asOf)}${rareText(silence)}`;
}

function askText(
  { sign, askMinutes, askAt, byCap }: RunningSilence,
  { presence, homeDays }: PresentEvidence,
  asOf: string,
): string {
  if (askMinutes === null || askAt === null)
    return sign === 'round' && homeDays < ROUND_DAYS_MIN ? 'not judged yet' : 'never asked about for itself';
  const line = `${inWords(askMinutes)}${byCap ? ' (the longest the settings allow)' : ''}`;
  if (presence.state !== 'home') return `not judged while ${presence.state} (at home: ${line})`;
  return `${askAt <= asOf ? 'was due' : 'asked about'} at ${line}, ${time(askAt, asOf)}`;
}

function rareText({ onceInDays }: RunningSilence): string {
  if (onceInDays === null) return '';
  if (onceInDays > RARE_DAYS_MAX) return `; so long less than once in ${RARE_DAYS_MAX} days`;
  if (onceInDays >= 1.5) return `; so long about once in ${Math.round(onceInDays)} days`;
  const aDay = Math.round(1 / Math.max(onceInDays, 0.01));
  return aDay <= 1 ? '; so long about once a day' : `; so long about ${aDay} times a day`;
}

function nextText(now: PresentEvidence, asOf: string): string {
  const { next, presence } = now;
  const steps = [...(presence.state === 'home' ? presenceStep(next, asOf) : []), ...greetingStep(next, asOf)];
  return `if nothing happens: ${[...steps, verdictStep(now, asOf)].join('; ')}`;
}

function verdictStep(now: PresentEvidence, asOf: string): string {
  const { question } = now.next;
  if (question === null) return 'no new question within four days';
  const when = `at ${time(question.at, asOf)}, in ${inWords(question.minutesAhead)}`;
  if (now.question !== null) return `alert ${when}`;
  return `${isOpen(now) ? 'asks anew' : 'asks'} ${when} (${question.cause})`;
}

function presenceStep({ presence }: WhatNext, asOf: string): string[] {
  return presence === null ? [] : [`believed ${presence.state} at ${time(presence.at, asOf)}`];
}

function greetingStep({ greeting }: WhatNext, asOf: string): string[] {
  return greeting === null ? [] : [`says ${greeting.sentence} at ${time(greeting.at, asOf)}`];
}

function sightText({ sight }: PresentEvidence, asOf: string): string {
  const { blindSince, roomsUnseen, lost, callsLost, roomsWithoutMotion } = sight;
  const said = [
    blindSince === null ? null : `BLIND since ${time(blindSince, asOf)}: silence means nothing`,
    roomsUnseen.length === 0 ? null : `cannot see ${roomsUnseen.join(', ')}`,
    lost.length === 0
      ? 'every sensor is healthy'
      : `lost: ${lost.map(({ sensor, why }) => `${sensor} (${why.join(', ')})`).join(', ')}`,
    callsLost.length === 0 ? null : `broken call: ${callsLost.join(', ')}`,
    roomsWithoutMotion.length === 0
      ? null
      : `only contacts, no motion detector or mat: ${roomsWithoutMotion.join(', ')}`,
  ];
  return said.filter((one) => one !== null).join('; ');
}

function timeText({ time: { trusted, quality, unobservedMinutes, unknownGap } }: PresentEvidence): string {
  const said = [
    trusted ? 'trusted' : `NOT trusted (clock ${quality}); the slowest hour counts`,
    unobservedMinutes === 0 ? null : `the hub was off for ${inWords(unobservedMinutes)} since the last sign`,
    unknownGap ? 'the hub was off since then for an unknown time' : null,
  ];
  return said.filter((one) => one !== null).join('; ');
}

function plansText({ plans, watchUntil }: PresentEvidence, asOf: string): string {
  const said = plans.map(({ plan, from, back }) => {
    const begins = from === null ? 'under way' : `from ${time(from, asOf)}`;
    return `${plan} ${begins}, expected back ${time(back, asOf)}`;
  });
  if (watchUntil !== null) said.push(`closer watch until ${time(watchUntil, asOf)}`);
  return said.length === 0 ? 'none; watched as usual' : said.join('; ');
}

function greetingsText({ greetingsToday }: PresentEvidence): string {
  if (greetingsToday.length === 0) return 'none today';
  return greetingsToday.map(({ at, sentence }) => `${sentence} at ${at.slice(11)}`).join(', ');
}

function openLines({ question, alerts }: PresentEvidence, asOf: string): string[] {
  const asking =
    question === null
      ? []
      : [
          ...labelled(
            'QUESTION',
            `${question.cause}, stage ${question.stage} of 3, since ${time(question.since, asOf)}, ${question.conversation}`,
          ),
          ...labelled('', question.text),
          ...labelled('', question.textKo),
        ];
  const told = alerts.flatMap(({ alert, cause, test, stage, asked, answered, since, text, textKo }) => {
    const head = `${cause}, ${stage}, ${asked}${answered ? ', answered since' : ''}, since ${time(since, asOf)}, ${alert}`;
    if (test) return labelled('daily test', `${stage} since ${time(since, asOf)}`);
    return [...labelled('ALERT', head), ...labelled('', text), ...labelled('', textKo)];
  });
  const open = [...asking, ...told];
  return open.length === 0 ? labelled('open', 'no question, no alert') : open;
}

/** The time of day; with the date when it is another day's. */
function time(local: string, asOf: string): string {
  const clock = local.slice(11, 16);
  return local.slice(0, 10) === asOf.slice(0, 10) ? clock : `${local.slice(5, 10)} ${clock}`;
}

function inWords(minutes: number): string {
  return span(minutes * MINUTE_MS);
}

function labelled(label: string, text: string): string[] {
  return wrapped(text, COLUMNS - LABEL - 2).map(
    (line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL)}${line}`,
  );
}

/** Breaks at spaces; a word longer than a line stands alone. A Korean letter is two columns wide. */
export function wrapped(text: string, columns: number = COLUMNS): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += letter >= '\u1100' && letter <= '\ud7a3' ? 2 : 1;
  return width;
}
