/**
 * The parse boundary of the journal: what is written comes back, what is not ours is refused by name.
 *
 * Holds the kinds' numbers a second time on purpose: old journals are read by them.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { BODY_TABLE } from '../../agent/journal/body-table.ts';
import { type RowColumns, decodeRow, encodeRow } from '../../agent/journal/codec.ts';
import { checksum } from '../../agent/journal/checksum.ts';
import { KIND_MAX, MIGRATIONS } from '../../agent/journal/sqlite-schema.ts';
import type { Row } from '../../agent/ports.ts';
import { type Body, LANES, RECORD_VERSION } from '../../agent/record.ts';
import { BOOTS, ONE_OF_EACH, stampOf } from './journal-rows.ts';

const [A] = BOOTS;
const bootOf = (boot: number) => (boot === 7 ? A : undefined);
const rowOf = (body: Body): Row => ({ n: 3, entry: { at: stampOf(A, 12.5), body }, lane: 'alert', seq: 2 });
const columnsWith = (changes: Readonly<Record<number, unknown>>, body: Body = ONE_OF_EACH.reply): unknown[] =>
  encodeRow(rowOf(body), 7).map((value, index) => (index in changes ? changes[index] : value));

test.each(Object.values<Body>(ONE_OF_EACH).map((body) => [body.kind, body] as const))(
  '%s comes back',
  (_, body) => {
    expect(decodeRow(encodeRow(rowOf(body), 7), bootOf)).toEqual(rowOf(body));
  },
);

test('numbers, lanes and times come back whatever they are', () => {
  const time = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
  const row = fc.record({
    n: fc.nat(),
    entry: fc.record({
      at: fc.record({
        boot: fc.constant(A),
        monotonicMs: time,
        wallMs: time,
        quality: fc.constantFrom('none' as const, 'saved' as const, 'synced' as const),
        utcOffsetMin: fc.integer({ min: -1440, max: 1440 }),
      }),
      body: fc.record({
        kind: fc.constant('observation' as const),
        sensor: fc.string({ unit: 'binary' }),
        value: fc.oneof(fc.constantFrom('on' as const, 'open' as const), time),
      }),
    }),
    lane: fc.constantFrom(...LANES),
    seq: fc.nat(),
  });
  fc.assert(
    fc.property(row, (one) => {
      expect(decodeRow(encodeRow(one, 7), bootOf)).toEqual(one);
    }),
  );
});

const DAMAGED: readonly (readonly [what: string, changes: Readonly<Record<number, unknown>>])[] = [
  ['no number', { 0: null }],
  ['a boot nobody knows', { 1: 8 }],
  ['a time that is text', { 2: 'soon' }],
  ['a wall time that is missing', { 3: null }],
  ['a quality outside the list', { 4: 3 }],
  ['an offset that is missing', { 5: null }],
  ['a version that is missing', { 6: null }],
  ['a kind nobody knows', { 7: 99 }],
  ['a kind that its text is not', { 7: BODY_TABLE.alert.number }],
  ['a lane outside the list', { 8: 5 }],
  ['a lane without a number in it', { 9: null }],
  ['a number without a lane', { 8: null }],
  ['text that is no JSON', { 10: '{"by":"but' }],
  ['JSON that is no object', { 10: '[1]' }],
  ['JSON that is null', { 10: 'null' }],
  ['a field that is missing', { 10: '{"by":"button"}' }],
  ['a field of another shape', { 10: '{"by":"button","meaning":3}' }],
  ['a text that claims another kind', { 10: '{"kind":"alert","by":"button","meaning":"fine"}' }],
  ['bytes for text', { 10: new Uint8Array(3) }],
];
test.each(DAMAGED)('%s is damage', (_, changes) => {
  expect(() => decodeRow(columnsWith(changes), bootOf)).toThrow(
    expect.objectContaining({ code: 'journal-corrupt' }),
  );
});

test('a change of any column is noticed, and of any letter of the text; a row without a checksum is taken', () => {
  const whole = columnsWith({});
  const changed = [4, { 1: 8 }, 14, { 2: 13 }, 1, 0, 2, 26, 1, 3].map((value, at) =>
    typeof value === 'object' ? value : { [at]: value },
  );
  for (const change of changed) {
    const read = () => decodeRow(columnsWith(change), (boot) => (boot === 8 ? BOOTS[1] : bootOf(boot)));
    expect(read).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
  }
  const text = String(whole[10]);
  for (let at = 0; at < text.length; at += 1) {
    const other = String.fromCodePoint(text.charCodeAt(at) ^ 1);
    const columns = columnsWith({ 10: text.slice(0, at) + other + text.slice(at + 1) });
    expect(() => decodeRow(columns, bootOf)).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
  }
  expect(decodeRow(columnsWith({ 11: null }), bootOf)).toEqual(rowOf(ONE_OF_EACH.reply));
});

test('a later version is not guessed at', () => {
  const columns = columnsWith({ 6: RECORD_VERSION + 1, 7: 99, 11: null });
  expect(() => decodeRow(columns, bootOf)).toThrow(expect.objectContaining({ code: 'journal-newer' }));
});

test('a field added later does not hurt', () => {
  const columns = columnsWith({ 10: '{"by":"button","meaning":"fine","loudness":3}', 11: null });
  expect(decodeRow(columns, bootOf).entry.body).toEqual({ ...ONE_OF_EACH.reply, loudness: 3 });
});

test('a lane and its number come together', () => {
  const broken = { ...rowOf(ONE_OF_EACH.reply), seq: null };
  expect(() => encodeRow(broken, 7)).toThrow('lane');
});

/** A kind keeps its number for ever; a new one is a new line. */
const NUMBERS = [
  '1 boot',
  '2 config',
  '3 observation',
  '4 sensor-health',
  '5 reply',
  '6 speech',
  '7 desk',
  '8 kept',
  '9 link',
  '10 refused',
  '11 clock',
  '12 store',
  '13 deadline',
  '14 presence',
  '15 overdue',
  '16 prompt',
  '17 answer',
  '18 postponed',
  '19 correction',
  '20 alert',
  '21 say',
  '22 condition',
  '23 checkpoint',
  '24 delivery',
  '25 withheld',
  '26 probe',
  '27 plan',
  '28 watch',
  '29 climate',
  '30 battery',
  '31 supply',
  '32 frame-counter',
  '33 key',
  '34 pause',
  '35 pause-over',
  '36 card-written',
  '37 summary',
  '38 welfare-card',
  '39 settings',
  '40 settings-judged',
  '41 settings-settled',
  '42 message',
  '43 message-outcome',
  '44 diagnostics',
  '45 visit',
  '46 peace',
  '47 offer',
  '48 offer-end',
  '49 need',
  '50 need-withdrawn',
  '51 companion',
  '52 consent',
  '53 reminder',
  '54 reminder-outcome',
  '55 programme',
  '56 programme-step',
  '57 programme-missed',
  '58 badge',
  '59 test-asked',
  '60 console',
  '61 press-expected',
];

test('the numbers of the kinds are what old journals say', () => {
  const numbers = Object.entries<{ number: number }>(BODY_TABLE).map(
    ([kind, { number }]) => `${number} ${kind}`,
  );
  expect(numbers).toEqual(NUMBERS);
});

test('a journal in which a new kind may stand is newer to the version before', () => {
  const highest = Math.max(...NUMBERS.map((line) => Number.parseInt(line, 10)));
  // Red: add a migration to agent/journal/sqlite-schema.ts, and the new number behind it.
  expect({ versions: KIND_MAX.length, highest: KIND_MAX.at(-1) }).toEqual({
    versions: MIGRATIONS.length,
    highest,
  });
});

test('an observation is short: fewer than 40 characters of text', () => {
  const columns: RowColumns = encodeRow(rowOf(ONE_OF_EACH.observation), 7);
  expect(columns[10]).toBe('{"sensor":"M001","value":"on"}');
});

test('a checksum is the same everywhere and notices one letter', () => {
  expect(checksum('안부')).toBe('5fd69abae96ae59b4e303a8be4c90643');
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      (one, other) => (checksum(one) === checksum(other)) === (one === other),
    ),
  );
});
