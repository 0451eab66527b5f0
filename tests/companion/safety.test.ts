/**
 * What must never be said: bad texts planted in both languages, each with the rules that catch it; and what a person of
 * the centre may say all the same.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../agent/companion/prompts.ts';
import { type Origin, type Rule, SAFETY, WORD_RULES, problemsOf } from '../../agent/companion/safety.ts';

type Row = readonly [rules: string, language: Language, origin: Origin, text: string];
const PLANTED: readonly Row[] = [
  ['going-out', 'en', 'small-talk', 'Hello. It is a fine day for a walk.'],
  ['going-out', 'en', 'message', 'Why not go outside for a while.'],
  ['cooking', 'en', 'good-morning', 'Good morning. Time to boil an egg.'],
  ['bathing', 'en', 'good-evening', 'Good evening. A warm bath does good.'],
  ['medicine', 'en', 'good-morning', 'Good morning. Remember your tablets.'],
  ['somebody-comes', 'en', 'raised', 'Somebody is coming.'],
  ['somebody-comes', 'en', 'acknowledged', 'A person at the centre is sending help.'],
  ['centre-knows', 'en', 'raised', 'The centre knows now.'],
  ['state-of-person', 'en', 'ask', 'I think that you have fallen. Please press the button.'],
  ['state-of-person', 'en', 'ask', 'Are you asleep? Please press the button.'],
  ['comfort', 'en', 'raised', 'I am telling the centre. Do not worry.'],
  ['other-services', 'en', 'help-heard', 'I am calling an ambulance. If not, press again.'],
  ['frightens', 'en', 'last-call', 'Press the button, or you may die.'],
  ['diagnoses', 'en', 'ask-louder', 'You seem confused. Please press the button.'],
  ['asks', 'en', 'good-morning', 'Good morning. Press the button.'],
  ['says-it-noticed', 'en', 'good-morning', 'Good morning. You slept long.'],
  ['as-report', 'en', 'closed', 'This matter is finished.'],
  ['digits', 'en', 'ask', 'It is 10 now. Please press the button.'],
  ['letters', 'en', 'ask', 'Are you all right; then press the button!.'],
  ['form', 'en', 'raised', 'I am telling the centre now'],
  ['form', 'en', 'raised', 'One. Two. Three. I am telling the centre now.'],
  ['length', 'en', 'help-heard', `You called for help${', and again'.repeat(6)}.`],
  ['empty', 'en', 'ask', ' ?'],
  ['frightens', 'en', 'entered', 'Stay in, there is a burglar about.'],
  ['digits', 'en', 'entered', 'The meal comes at 10.'],
  ['letters', 'en', 'entered', 'See http://anbu'],
  ['length', 'en', 'entered', 'a'.repeat(201)],
  ['empty', 'en', 'entered', '...'],
  ['going-out', 'ko', 'small-talk', '날이 좋으니 산책을 권해 드립니다.'],
  ['cooking', 'ko', 'good-morning', '좋은 아침입니다. 국을 끓이기 좋은 날입니다.'],
  ['bathing', 'ko', 'good-evening', '따뜻한 물로 목욕하시기 바랍니다.'],
  ['medicine', 'ko', 'good-morning', '아침 인사드립니다. 혈압약 잊지 마세요.'],
  ['somebody-comes', 'ko', 'raised', '지금 사람이 가고 있습니다.'],
  ['centre-knows', 'ko', 'raised', '센터에 알렸습니다.'],
  ['state-of-person', 'ko', 'ask', '넘어지신 것 같습니다. 버튼을 눌러 주세요.'],
  ['comfort', 'ko', 'raised', '센터에 알리고 있습니다. 안심하세요.'],
  ['other-services', 'ko', 'help-heard', '구급차를 부르겠습니다.'],
  ['frightens', 'ko', 'last-call', '위험합니다. 버튼을 눌러 주세요.'],
  ['diagnoses', 'ko', 'ask', '치매 증상이 있습니다. 버튼을 눌러 주세요.'],
  ['asks', 'ko', 'small-talk', '인사드립니다. 버튼 한번 부탁드립니다.'],
  ['says-it-noticed', 'ko', 'good-morning', '좋은 아침입니다. 일찍 일어나셨습니다.'],
  ['polite', 'ko', 'ask', '괜찮아? 버튼을 눌러 주세요.'],
  ['as-report', 'ko', 'closed', '이번 일을 마쳤습니다.'],
  ['digits', 'ko', 'dispatched', '20분 안에 도착할 예정이라고 센터에서 알려 왔습니다.'],
  ['letters', 'ko', 'ask', '괜찮으시면 OK 버튼을 눌러 주세요.'],
  ['length', 'ko', 'good-morning', `좋은 아침입니다${', 좋은 아침입니다'.repeat(5)}.`],
  ['frightens', 'ko', 'entered', '큰일 났습니다.'],
  ['letters', 'ko', 'entered', '안녕하세요 ♥'],
  ['comfort other-services', 'ko', 'raised', '병원에 곧 연락합니다.'],
];

test.each(PLANTED)('%s: %s %s "%s"', (rules, language, origin, text) => {
  const problems = problemsOf(text, language, origin);
  expect(problems.map(({ rule }) => rule).join(' ')).toBe(rules);
  for (const { hint } of problems) expect(hint).toMatch(/^[A-Z].*\.$/);
});

test('every rule has a text that it catches, the rules of words in both languages', () => {
  const caught = new Set(
    PLANTED.flatMap(([rules, language]) => rules.split(' ').map((rule) => `${rule} ${language}`)),
  );
  const wanted: string[] = WORD_RULES.flatMap((rule) => LANGUAGES.map((language) => `${rule} ${language}`));
  expect(wanted.filter((one) => !caught.has(one))).toEqual([]);
  const others: Rule[] = ['empty', 'letters', 'digits', 'form', 'length', 'polite', 'as-report'];
  expect(others.filter((rule) => !LANGUAGES.some((one) => caught.has(`${rule} ${one}`)))).toEqual([]);
});

describe('what is said all the same', () => {
  test.each<Row>([
    [
      'the case manager speaks of meals and medicine',
      'en',
      'entered',
      'Please take your medicine after the meal!',
    ],
    ['and invites to go out together', 'ko', 'entered', '내일 오전 열 시에 함께 장을 보러 나가시겠습니까?'],
    ['and says who comes', 'ko', 'entered', '오후 두 시에 생활지원사가 방문합니다.'],
    ['the centre says who set out', 'en', 'dispatched', 'The centre says that somebody has set out.'],
    [
      'a word is not the part of another',
      'en',
      'raised',
      'I am telling the diet centre in the bathing hall street.',
    ],
  ])('%s', (name, language, origin, text) => {
    const rules = problemsOf(text, language, origin).map(({ rule }) => rule);
    expect(rules).toEqual(name.startsWith('a word') ? ['bathing'] : []);
  });
});

test.each(LANGUAGES)('%s: each word of the lists is found where it stands in a sentence', (language) => {
  const { unsafe, matches } = SAFETY[language];
  expect(['words', 'anywhere']).toContain(matches);
  for (const rule of WORD_RULES) {
    expect(unsafe[rule].length).toBeGreaterThan(0);
    for (const word of unsafe[rule]) {
      const text = `Ah ${word.replace('*', '')}, so.`;
      // A greeting is held to every rule.
      const found = problemsOf(text, language, 'small-talk').map((problem) => problem.rule);
      expect(found, `${rule}: ${word}`).toContain(rule);
    }
  }
});

test('any text is judged, and what passes as entered holds only what every voice reads', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...LANGUAGES), (text, language) => {
      if (problemsOf(text, language, 'entered').length > 0) return;
      expect(text).toMatch(/^[\p{Script=Hangul}\p{Script=Latin} ,.?!']{1,200}$/u);
    }),
  );
});
