/**
 * The code of a hub: good once, forgiving of a hand that copies, and of no use to one that guesses.
 *
 * Nothing waits: for how long somebody waited is handed in.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CODES_MAX,
  CODE_BYTES,
  type ClaimState,
  NO_CODES,
  WRONG_MAX,
  codeText,
  lockedMs,
  readClaimState,
  tryCode,
  withCode,
} from '../../agent/provisioning/console/claim.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const bytes = fc.uint8Array({ minLength: CODE_BYTES, maxLength: CODE_BYTES });
const WRONG = 'ZZZZ-ZZZZ-ZZZZ-ZZZZ';

function holding(...codes: readonly string[]): ClaimState {
  return codes.reduce<ClaimState>((state, code) => withCode(state, code) ?? state, NO_CODES);
}
function wrongTimes(state: ClaimState, times: number, waitedMs = 0): ClaimState {
  let next = state;
  for (let time = 0; time < times; time += 1) next = tryCode(next, WRONG, waitedMs).state;
  return next;
}

test('80 random bits are 16 digits, each code another', () => {
  expect(codeText(new Uint8Array(CODE_BYTES))).toBe('0000-0000-0000-0000');
  expect(codeText(new Uint8Array(CODE_BYTES).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ');
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      expect(codeText(one)).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(codeText(one) === codeText(other)).toBe(Buffer.from(one).equals(other));
    }),
  );
});

test('a code opens once, however it is written; the file never holds it', () => {
  fc.assert(
    fc.property(bytes, fc.constantFrom('asis', 'lower', 'blanks', 'alike'), (random, how) => {
      const code = codeText(random);
      const state = holding(code);
      expect(JSON.stringify(state)).not.toContain(code.replaceAll('-', ''));
      const written = {
        asis: code,
        lower: code.toLowerCase(),
        blanks: ` ${code.replaceAll('-', '  ')} `,
        alike: code.replaceAll('0', 'o').replaceAll('1', 'l'),
      }[how];
      const first = tryCode(state, written, 0);
      expect(first.verdict).toEqual({ is: 'right', codesLeft: 0 });
      expect(tryCode(first.state, code, 0).verdict).toEqual({ is: 'none' });
    }),
  );
});

test('what cannot be a code is no try', () => {
  const state = holding('0123-4567-89AB-CDEF');
  for (const text of ['', '0123', '0123-4567-89AB-CDEU', '0123-4567-89AB-CDEF-0', '집'])
    expect(tryCode(state, text, 0)).toEqual({ state, verdict: { is: 'malformed' } });
});

test('no more codes than a card has are held', () => {
  const random = Array.from({ length: CODES_MAX + 1 }, (_, at) =>
    codeText(new Uint8Array(CODE_BYTES).fill(at)),
  );
  expect(holding(...random).codes).toHaveLength(CODES_MAX);
});

describe('ten wrong ones', () => {
  const CODE = '0123-4567-89AB-CDEF';
  test.each([
    [0, 15 * MINUTE_MS],
    [1, 30 * MINUTE_MS],
    [2, HOUR_MS],
    [3, HOUR_MS],
    [1_000_000, HOUR_MS],
  ])('after %i waits make it wait %i ms', (waits, ms) => {
    const state = { ...holding(CODE), waits };
    const nine = wrongTimes(state, WRONG_MAX - 1);
    expect(lockedMs(nine)).toBe(0);
    const tenth = tryCode(nine, WRONG, 0);
    expect(tenth.verdict).toEqual({ is: 'locked', leftMs: ms, begins: true });
    // The right one as well: otherwise the wait would tell which is right.
    const right = tryCode(tenth.state, CODE, ms - 1);
    expect(right).toEqual({ state: tenth.state, verdict: { is: 'locked', leftMs: 1, begins: false } });
    expect(tryCode(tenth.state, CODE, ms).verdict).toMatchObject({ is: 'right' });
  });

  test('each wait is longer than the one before, until a right one', () => {
    const once = wrongTimes(holding(CODE, 'AAAA-AAAA-AAAA-AAAA'), WRONG_MAX);
    const twice = wrongTimes(once, WRONG_MAX, 15 * MINUTE_MS);
    expect([lockedMs(once), lockedMs(twice)]).toEqual([15 * MINUTE_MS, 30 * MINUTE_MS]);
    const { state } = tryCode(twice, CODE, 30 * MINUTE_MS);
    expect(state).toMatchObject({ wrong: 0, waits: 0 });
  });

  test('a day of guessing is a few dozen tries, with the plug pulled after each of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 * MINUTE_MS }), { maxLength: 400 }), (pauses) => {
        let state = holding(CODE);
        let [waited, elapsed, tries] = [0, 0, 0];
        for (const pause of pauses) {
          elapsed += pause;
          waited += pause;
          const before = state;
          const tried = tryCode(before, WRONG, lockedMs(before) === 0 ? 0 : waited);
          // On the disk and back: what a restart knows.
          state = readClaimState(JSON.stringify(tried.state)) ?? NO_CODES;
          expect(state).toEqual(tried.state);
          if (tried.verdict.is !== 'locked' || tried.verdict.begins) tries += 1;
          if (lockedMs(before) === 0 || tried.state !== before) waited = 0;
        }
        const waits = Math.floor(Math.log2(1 + elapsed / (15 * MINUTE_MS)));
        expect(tries).toBeLessThanOrEqual(WRONG_MAX * (waits + 1));
      }),
    );
  });
});

test('a file that is none of ours holds no code', () => {
  for (const text of [
    '',
    '{}',
    '[]',
    'null',
    '{"codes":["x"],"wrong":0,"waits":0}',
    '{"codes":[],"wrong":-1,"waits":0}',
  ])
    expect(readClaimState(text)).toBeNull();
});

test('a new code, which only root can give, ends the wait', () => {
  const locked = { ...NO_CODES, wrong: 10, waits: 3 };
  const open = withCode(locked, '0123-4567-89AB-CDEF');
  expect(open).toMatchObject({ wrong: 0, waits: 0 });
  expect(tryCode(open ?? locked, '0123-4567-89AB-CDEF', 0).verdict).toEqual({ is: 'right', codesLeft: 0 });
});
