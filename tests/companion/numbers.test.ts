/**
 * Numbers as people say them: Korean hours are native and minutes are not, and what has two readings is left alone.
 *
 * By tables of what was read aloud, and by properties over whatever else may be written.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WHOLE_MAX, numbersInWords, timeInWords, wholeInWords } from '../../agent/companion/numbers.ts';

test.each([
  [0, 'zero', '영'],
  [1, 'one', '일'],
  [10, 'ten', '십'],
  [16, 'sixteen', '십육'],
  [21, 'twenty one', '이십일'],
  [100, 'one hundred', '백'],
  [105, 'one hundred and five', '백오'],
  [119, 'one hundred and nineteen', '백십구'],
  [1_000, 'one thousand', '천'],
  [1_010, 'one thousand and ten', '천십'],
  [2_345, 'two thousand three hundred and forty five', '이천삼백사십오'],
  [10_000, 'ten thousand', '만'],
  [15_000, 'fifteen thousand', '만 오천'],
  [120_000, 'one hundred and twenty thousand', '십이만'],
  [3_000_001, 'three million and one', '삼백만 일'],
])('%i is %s, %s', (value, english, korean) => {
  expect(wholeInWords(value, 'en')).toBe(english);
  expect(wholeInWords(value, 'ko')).toBe(korean);
});

test.each([
  [0, 0, 'midnight', '밤 열두 시'],
  [0, 5, 'twelve oh five at night', '밤 열두 시 오 분'],
  [5, 0, "five o'clock in the morning", '새벽 다섯 시'],
  [8, 30, 'eight thirty in the morning', '오전 여덟 시 삼십 분'],
  [12, 0, 'noon', '낮 열두 시'],
  [13, 10, 'one ten in the afternoon', '오후 한 시 십 분'],
  [18, 0, "six o'clock in the evening", '저녁 여섯 시'],
  [23, 59, 'eleven fifty nine at night', '밤 열한 시 오십구 분'],
])('%i:%i is %s, %s', (hour, minute, english, korean) => {
  expect(timeInWords(hour, minute, 'en')).toBe(english);
  expect(timeInWords(hour, minute, 'ko')).toBe(korean);
});

describe('in a text', () => {
  test.each([
    ['The meal comes at 12:30.', 'The meal comes at twelve thirty.'],
    ['Come at 10.', 'Come at ten.'],
    [
      'We come at 10 am or 3:15pm.',
      "We come at ten o'clock in the morning or three fifteen in the afternoon.",
    ],
    ['At 14:00, please.', "At two o'clock in the afternoon, please."],
    ['The water is off for 2 hours.', 'The water is off for two hours.'],
    [
      'On the 3rd floor, the 21st door, the 20th.',
      'On the third floor, the twenty first door, the twentieth.',
    ],
    ['It costs 1,500 in all.', 'It costs one thousand five hundred in all.'],
    ['It is 36.5 degrees.', 'It is thirty six point five degrees.'],
    ['Call 010-1234-5678.', 'Call zero one zero, one two three four, five six seven eight.'],
    ['No number at all.', 'No number at all.'],
  ])('%s', (text, words) => {
    expect(numbersInWords(text, 'en')).toEqual({ ok: true, text: words });
  });

  test.each([
    ['10시 30분에 갑니다.', '열 시 삼십 분에 갑니다.'],
    ['오후 2시에 뵙겠습니다.', '오후 두 시에 뵙겠습니다.'],
    ['15시에 뵙겠습니다.', '오후 세 시에 뵙겠습니다.'],
    ['0시까지입니다.', '밤 열두 시까지입니다.'],
    ['내일 9:20에 뵙겠습니다.', '내일 아홉 시 이십 분에 뵙겠습니다.'],
    ['2시간 동안 단수입니다.', '두 시간 동안 단수입니다.'],
    ['물 3잔, 약 1알입니다.', '물 세 잔, 약 한 알입니다.'],
    ['20명이 모입니다.', '스무 명이 모입니다.'],
    ['3층 2호로 오세요.', '삼 층 이 호로 오세요.'],
    ['6월 10일과 10월 1일입니다.', '유월 십 일과 시월 일 일입니다.'],
    ['3개월에 12,000원입니다.', '삼 개월에 만 이천 원입니다.'],
    ['2번째입니다. 1번째입니다.', '두 번째입니다. 첫 번째입니다.'],
    ['119에 전화하세요.', '일일구에 전화하세요.'],
    ['010-1234-5678입니다.', '공일공, 일이삼사, 오육칠팔입니다.'],
    ['36.5도입니다.', '삼십육 점 오 도입니다.'],
  ])('%s', (text, words) => {
    expect(numbersInWords(text, 'ko')).toEqual({ ok: true, text: words });
  });

  test.each([
    ['ko', '버튼을 2번 눌러 주세요.', '2번'],
    ['ko', '30시에 갑니다.', '30시에'],
    ['ko', '쌀 3kg입니다.', '3kg입니다'],
    ['ko', '10-12 사이입니다.', '10-12 사이입니다'],
    ['en', 'Take vitamin B12.', 'B12'],
    ['en', 'Between 10-12.', '10-12'],
    ['en', 'In the 60s.', '60s'],
    ['en', 'At 13 pm.', '13 pm'],
    ['en', 'At 25:10.', '25:10'],
    ['en', 'It is 1,2 or 3.', '1,2 or'],
    ['en', 'It is 100000000.', '100000000'],
  ] as const)('%s "%s" has no one reading: %s', (language, text, unclear) => {
    expect(numbersInWords(text, language)).toEqual({ ok: false, unclear });
  });
});

test('no two whole numbers sound alike, and each is letters and blanks', () => {
  const whole = fc.integer({ min: 0, max: WHOLE_MAX });
  fc.assert(
    fc.property(whole, whole, fc.constantFrom('en' as const, 'ko' as const), (one, other, language) => {
      const words = wholeInWords(one, language);
      expect(words).toMatch(/^\p{L}+(?: \p{L}+)*$/u);
      if (one !== other) expect(words).not.toBe(wholeInWords(other, language));
    }),
  );
});

test('whatever is written, no digit is left, or it is refused', () => {
  const piece = fc.constantFrom(
    '1',
    '20',
    ':',
    '30',
    '-',
    '.',
    ',',
    ' ',
    '시',
    '분',
    'am',
    'x',
    '번',
    '０',
    '٣',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom('en' as const, 'ko' as const),
      (pieces, language) => {
        const read = numbersInWords(pieces.join(''), language);
        if (read.ok) expect(read.text).not.toMatch(/\p{N}/u);
      },
    ),
  );
});
