/**
 * What a question or a call adds to the evidence, in one breath, English and Korean.
 *
 * States what was done and perceived, never what it means: "no answer", not "refused"; "not understood", not "confused";
 * and of a sound "may have been a voice".
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Evidence, ReplyBy } from '../record.ts';
import { span, spanKo } from '../detector/explain.ts';
import { visitNow } from '../detector/visit.ts';
import type { Conversation } from './slice.ts';

const MINUTE_MS = 60_000;
const CALLED: Readonly<Record<ReplyBy, { readonly en: string; readonly ko: string }>> = {
  button: { en: 'Called for help by button.', ko: '버튼으로 도움을 요청했습니다.' },
  touch: { en: 'Called for help by touch.', ko: '터치로 도움을 요청했습니다.' },
  'pull-cord': { en: 'Called for help by pull cord.', ko: '당김줄로 도움을 요청했습니다.' },
  motion: { en: 'Called for help by movement.', ko: '움직임으로 도움을 요청했습니다.' },
  voice: { en: 'Called for help by voice.', ko: '말로 도움을 요청했습니다.' },
};
const UNCLEAR = {
  en: 'A voice was heard that was not understood.',
  ko: '알아듣지 못한 목소리가 들렸습니다.',
};
const PERHAPS = {
  en: 'Something was heard that may have been a voice.',
  ko: '목소리였을지도 모르는 소리가 들렸습니다.',
};
const UNASKED = { en: 'Could not ask aloud.', ko: '말로 물어볼 수 없었습니다.' };
const UNHEARD = {
  en: 'Asked, but the microphone did not hear the loudspeaker.',
  ko: '물었으나 마이크에 스피커 소리가 들리지 않았습니다.',
};

function add(evidence: Evidence, { en, ko }: { readonly en: string; readonly ko: string }): Evidence {
  return { ...evidence, text: `${evidence.text} ${en}`.trim(), textKo: `${evidence.textKo} ${ko}`.trim() };
}

function bare(now: Moment, { en, ko }: { readonly en: string; readonly ko: string }): Evidence {
  return {
    lastSign: null,
    quietMinutes: 0,
    lineMinutes: null,
    learnedDays: 0,
    cannotSee: [],
    unobservedMinutes: 0,
    timeTrusted: now.trusted,
    text: en,
    textKo: ko,
  };
}

/** The evidence of a question that stayed without an answer. */
export function unansweredEvidence(conversation: Readonly<Conversation>, nowMs: number): Evidence {
  const { spoken, unsaid, shown, unclears, unclearsByLevel = 0, movedMs } = conversation;
  const evidence = broughtToNow(conversation, nowMs);
  let told =
    spoken === 0
      ? add(evidence, conversation.unheard === true ? UNHEARD : UNASKED)
      : add(evidence, { en: `Asked aloud ${times(spoken)}.`, ko: `소리 내어 ${spoken}번 물었습니다.` });
  if (spoken > 0 && unsaid > 0) {
    const en = `It could not be said aloud ${times(unsaid)}.`;
    told = add(told, { en, ko: `${unsaid}번은 말로 물어볼 수 없었습니다.` });
  }
  if (shown.times > 0) {
    const en = `Asked by light alone ${times(shown.times)}.`;
    told = add(told, { en, ko: `불빛으로만 ${shown.times}번 물었습니다.` });
  }
  if (unclears > 0) told = unclearEvidence(told, unclears === unclearsByLevel);
  else if (spoken + shown.times > 0) told = add(told, { en: 'No answer.', ko: '답이 없었습니다.' });
  if (movedMs === null) return told;
  return add(told, {
    en: 'Since then movement in one room only.',
    ko: '그 뒤 한 방에서만 움직임이 있었습니다.',
  });
}

/** Whoever is told must not take the silence before the question for all of it. */
function broughtToNow(conversation: Readonly<Conversation>, nowMs: number): Evidence {
  const { cause, evidence, movedMs, openedMs } = conversation;
  const sinceMs = nowMs - openedMs;
  if (sinceMs < MINUTE_MS) return evidence;
  // A round that was not made, or a home that could not be seen, is another time than that without any sign.
  if (cause !== 'inactivity' || evidence.sign !== undefined || movedMs !== null)
    return add(evidence, {
      en: `So it was when first asked, ${span(sinceMs)} ago.`,
      ko: `${spanKo(sinceMs)} 전 처음 물었을 때의 상황입니다.`,
    });
  const quiet = quietMinutes(conversation, nowMs);
  return add(
    { ...evidence, quietMinutes: quiet },
    {
      en: `By now it is ${span(quiet * MINUTE_MS)}.`,
      ko: `지금은 ${spanKo(quiet * MINUTE_MS)}째입니다.`,
    },
  );
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

export function unclearEvidence(evidence: Evidence, byLevel: boolean): Evidence {
  return add(evidence, byLevel ? PERHAPS : UNCLEAR);
}

/** The evidence of a call: the last sign of life, and an open question's own evidence. */
export function helpEvidence(by: ReplyBy, { checkon, detector }: Readonly<HubState>, now: Moment): Evidence {
  const { conversation } = checkon;
  const lastSign = detector.lastSign === null ? null : { ...detector.lastSign };
  if (conversation === null) return { ...bare(now, CALLED[by]), lastSign };
  const { evidence } = conversation;
  const { en, ko } = CALLED[by];
  return { ...evidence, text: `${en} ${evidence.text}`.trim(), textKo: `${ko} ${evidence.textKo}`.trim() };
}

/** Who is told that somebody of the centre was expected just then may know more than we do. */
export function withVisit(evidence: Evidence, { plans }: Readonly<HubState>, now: Moment): Evidence {
  const visit = visitNow(plans, now.ms);
  if (visit === null) return evidence;
  const from = clockText(now.localMs + visit.fromMs - now.ms);
  const until = clockText(now.localMs + visit.untilMs - now.ms);
  return add(evidence, {
    en: `A visit was expected from ${from} to ${until}.`,
    ko: `${from}부터 ${until}까지 방문이 예정되어 있습니다.`,
  });
}

/** Whoever is told that nobody answered hears how often somebody did. */
export function withAnswers(
  evidence: Evidence,
  before: { readonly asked: number; readonly answered: number } | null,
  isAtNight: boolean,
): Evidence {
  if (before === null) return evidence;
  const { asked, answered } = before;
  return add(evidence, {
    en: `Of the last ${asked} questions ${isAtNight ? 'at night' : 'by day'} ${answered} were answered.`,
    ko: `${isAtNight ? '밤' : '낮'}에 한 최근 질문 ${asked}번 가운데 ${answered}번 답이 있었습니다.`,
  });
}

/** Who is told of a silence hears that a part of it was asked for. */
export function withPeace(evidence: Evidence, { plans }: Readonly<HubState>, now: Moment): Evidence {
  const { peacedUntilMs } = plans;
  if (peacedUntilMs === null || peacedUntilMs <= now.ms - evidence.quietMinutes * 60_000) return evidence;
  const until = clockText(now.localMs + peacedUntilMs - now.ms);
  return add(evidence, {
    en: `Until ${until} they had asked to be left in peace.`,
    ko: `본인이 ${until}까지 조용히 있고 싶다고 했습니다.`,
  });
}

function clockText(localMs: number): string {
  const minutes = Math.floor(localMs / 60_000) % 1440;
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function dailyTestEvidence(now: Moment): Evidence {
  return bare(now, {
    en: 'Daily test of the path to the desk. Nobody is called.',
    ko: '매일 하는 연결 시험입니다. 출동하지 않습니다.',
  });
}

export function askedTestEvidence(now: Moment): Evidence {
  return bare(now, {
    en: 'Test of the path to the desk, asked for at the hub. Nobody is called.',
    ko: '설치 현장에서 요청한 연결 시험입니다. 출동하지 않습니다.',
  });
}

export function pressedTestEvidence(by: ReplyBy, now: Moment): Evidence {
  const cord = by === 'pull-cord';
  return bare(now, {
    en: `Test of the ${cord ? 'pull cord' : 'button'}, pressed in a walk through the home. Nobody is called.`,
    ko: `${cord ? '당김줄' : '버튼'} 시험입니다. 설치 점검 중에 눌렀습니다. 출동하지 않습니다.`,
  });
}

/** Minutes without movement, the time of the conversation included. */
export function quietMinutes(conversation: Readonly<Conversation>, nowMs: number): number {
  const { movedMs, openedMs, evidence } = conversation;
  if (movedMs !== null) return Math.floor((nowMs - movedMs) / 60_000);
  return evidence.quietMinutes + Math.floor((nowMs - openedMs) / 60_000);
}
