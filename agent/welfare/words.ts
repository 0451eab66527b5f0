/**
 * The five sentences of the weekly card, in English and Korean.
 *
 * Owns the wording. Says what was counted and how rare that is in this home; must never name a reason, a state of mind
 * or of health, nor say "all is well".
 */
import { CONDITION_ROWS } from '../health/conditions.ts';
import type { ConditionCode, Rarity } from '../record.ts';

/** English, Korean. */
export type Both = readonly [en: string, ko: string];

export const noDoor: Both = [
  'Nobody can tell who goes out: no sensor sees the entrance.',
  '현관에 센서가 없어 외출은 알 수 없습니다.',
];
export const noKitchen: Both = [
  'Nothing tells of cooking: no sensor stands in the kitchen.',
  '부엌에 센서가 없어 식사 준비는 알 수 없습니다.',
];

export function hardlySeen(seenHours: number, hours: number): Both {
  return [
    `Seen for ${seenHours} of ${hours} hours only: too little to say anything of it.`,
    `${hours}시간 중 ${seenHours}시간만 관찰되어 말할 수 없습니다.`,
  ];
}

export function outings(
  { times, minutes, longestMinutes }: { times: number; minutes: number; longestMinutes: number },
  rarity: Rarity | null,
): Both {
  const compared = rarely(rarity, ['fewer', 'more'], ['적습니다', '많습니다']);
  if (times === 0) return ended('No outing was seen', '외출이 관찰되지 않았습니다', compared);
  return ended(
    `${counted(times, 'outing')}, ${length(minutes)[0]} in all, the longest ${length(longestMinutes)[0]}`,
    `외출 ${times}회, 모두 ${length(minutes)[1]}, 가장 긴 외출 ${length(longestMinutes)[1]}`,
    compared,
  );
}

export function rhythm(
  of: { days: number; firstMinute: number; lastMinute: number; risings: number },
  rarity: Rarity | null,
): Both {
  const [first, last] = [clock(of.firstMinute), clock(of.lastMinute)];
  return ended(
    `On most days the first sign at about ${first}, the last at about ${last}; up at night ${counted(of.risings, 'time')}`,
    `대체로 첫 움직임은 ${first}쯤, 마지막은 ${last}쯤, 밤에 일어난 횟수 ${of.risings}회`,
    rarely(
      rarity,
      ['the first sign earlier', 'the first sign later'],
      ['첫 움직임이 이릅니다', '첫 움직임이 늦습니다'],
    ),
  );
}

export function cooking({ times, days }: { times: number; days: number }, rarity: Rarity | null): Both {
  const compared = rarely(rarity, ['less often', 'more often'], ['드뭅니다', '잦습니다']);
  if (times === 0)
    return ended('Nothing in the kitchen was used', '부엌에서 아무것도 사용되지 않았습니다', compared);
  return ended(
    `Something in the kitchen was used ${counted(times, 'time')}, on ${counted(days, 'day')}`,
    `부엌 사용 ${times}회, ${days}일`,
    compared,
  );
}

export function inKitchen({ times }: { times: number }, rarity: Rarity | null): Both {
  return ended(
    `In the kitchen ${counted(times, 'time')}; what was used there no sensor tells`,
    `부엌에 ${times}회 있었고, 무엇을 썼는지는 알 수 없습니다`,
    rarely(rarity, ['less often', 'more often'], ['드뭅니다', '잦습니다']),
  );
}

export function contacts(
  of: {
    doorsAnswered: number;
    /** Visits of the centre that happened, by the door in their time or by a badge; absent: none. */
    visits?: number;
    helpCalls: number;
    questions: number;
    answers: number;
    alerts: number;
    acknowledged: number;
    arrived: number;
  },
  isSeen: boolean,
  rarity: Rarity | null,
): Both {
  const { doorsAnswered, visits, helpCalls, questions, answers, alerts, acknowledged, arrived } = of;
  const door: Both = isSeen
    ? [
        `The entrance opened ${counted(doorsAnswered, 'time')} with nobody leaving or coming home`,
        `나가거나 돌아온 사람 없이 현관이 열린 횟수 ${doorsAnswered}회`,
      ]
    : ['Too little was seen to tell of visits', '방문은 관찰이 부족해 말할 수 없습니다'];
  const compared = rarely(rarity, ['less often', 'more often'], ['드뭅니다', '잦습니다']);
  const [en, ko] = ended(door[0], door[1], compared);
  const came: Both =
    visits === undefined
      ? ['', '']
      : [`${counted(visits, 'visit')} of the centre. `, `센터의 방문 ${visits}회. `];
  const calls = helpCalls === 0 ? 'No call' : counted(helpCalls, 'call');
  const asked = questions === 0 ? 'no question' : `${counted(questions, 'question')}, ${answers} answered`;
  const told =
    alerts === 0
      ? 'no alert'
      : `${counted(alerts, 'alert')}, ${acknowledged} read at the centre, somebody came for ${arrived}`;
  return [
    `${en} ${came[0]}${calls} for help; ${asked}; ${told}.`,
    `${ko} ${came[1]}도움 요청 ${helpCalls}회, 질문 ${questions}회 중 응답 ${answers}회, 알림 ${alerts}건 중 센터 확인 ${acknowledged}건, 방문 ${arrived}건.`,
  ];
}

export interface Broken {
  readonly code: ConditionCode;
  readonly subject: string;
  readonly days: number;
}
export function equipment(
  { broken, hours, unseenHours }: { broken: number; hours: number; unseenHours: number },
  named: readonly Broken[],
  rarity: Rarity | null,
): Both {
  const [en, ko] = ended(
    `Not seen for ${unseenHours} of ${counted(hours, 'hour')}`,
    `${hours}시간 중 ${unseenHours}시간 관찰되지 않음`,
    rarely(rarity, ['less', 'more'], ['짧습니다', '깁니다']),
  );
  if (broken === 0) return [`${en} Nothing is known to be broken.`, `${ko} 알려진 고장은 없습니다.`];
  const all = named.map(({ code, subject, days }): Both => {
    const { en: title, ko: titleKo } = CONDITION_ROWS[code].title;
    return [`${title} (${subject}, ${counted(days, 'day')})`, `${titleKo} (${subject}, ${days}일)`];
  });
  const more = broken - named.length;
  return [
    `${en} Open: ${all.map(([text]) => text).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    `${ko} 미해결: ${all.map(([, text]) => text).join('; ')}${more > 0 ? ` 외 ${more}건` : ''}.`,
  ];
}

/** How the week stands among the earlier ones; null: as some of them did, or nothing to compare with. */
function rarely(rarity: Rarity | null, en: Both, ko: Both): Both | null {
  if (rarity === null) return null;
  const { weeks, less, more } = rarity;
  if (less > 0 && more > 0) return null;
  // As all of them were: nothing is rare.
  if (less === 0 && more === 0) return null;
  if (more === weeks)
    return [`${en[0]} than in any of the last ${weeks} weeks`, `지난 ${weeks}주 중 가장 ${ko[0]}`];
  if (less === weeks)
    return [`${en[1]} than in any of the last ${weeks} weeks`, `지난 ${weeks}주 중 가장 ${ko[1]}`];
  return null;
}

/** A sentence, and what is rare about it. */
function ended(en: string, ko: string, compared: Both | null): Both {
  if (compared === null) return [`${en}.`, `${ko}.`];
  return [`${en}: ${compared[0]}.`, `${ko}. ${compared[1]}.`];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
function length(minutes: number): Both {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return [`${rest} min`, `${rest}분`];
  return rest === 0 ? [`${hours} h`, `${hours}시간`] : [`${hours} h ${rest} min`, `${hours}시간 ${rest}분`];
}
function clock(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
