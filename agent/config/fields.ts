/**
 * How one value of a configuration file is read: durations, whole numbers, texts, switches, lists and sections.
 *
 * Owns the words in which each is asked for. Bounds are safety bounds: a value outside them is refused though it is
 * well formed, because nobody would notice its harm until it was needed. Knows no key of the file (`schema.ts`).
 */
import { z } from 'zod';
import { durationText, readDuration } from './durations.ts';

interface Words {
  /** What may stand here, for the sentence "expected …". */
  readonly expected: string;
  /** What it is for, or what to do; shown below a problem. */
  readonly doc: string;
}

function field<T>(read: (value: unknown) => T | null, { expected, doc }: Words): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message: expected, params: { hint: doc } });
    return z.NEVER;
  });
}

export function duration(doc: string, minMs: number, maxMs: number): z.ZodType<number> {
  const read = (value: unknown): number | null => {
    const ms = typeof value === 'string' ? readDuration(value) : null;
    return ms !== null && ms >= minMs && ms <= maxMs ? ms : null;
  };
  const expected = `a duration from ${durationText(minMs)} to ${durationText(maxMs)}`;
  return field(read, { expected, doc: `${doc} Write a number with its unit: 90s, 10min, 3h.` });
}

export function whole(doc: string, min: number, max: number): z.ZodType<number> {
  const read = (value: unknown): number | null =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : null;
  return field(read, { expected: `a whole number from ${min} to ${max}`, doc });
}

export function text(doc: string, pattern: RegExp, expected: string): z.ZodType<string> {
  return field((value) => (typeof value === 'string' && pattern.test(value) ? value : null), {
    expected,
    doc,
  });
}

export function oneOf<const T extends string>(doc: string, words: readonly T[]): z.ZodType<T> {
  const read = (value: unknown): T | null => words.find((word) => word === value) ?? null;
  return field(read, { expected: `one of ${words.join(', ')}`, doc });
}

export const YES_NO = 'true or false';
export function yesNo(doc: string): z.ZodType<boolean> {
  return field((value) => (typeof value === 'boolean' ? value : null), { expected: YES_NO, doc });
}

/** Keys of a section are told to the reader of the problem through this prefix; see `findings.ts`. */
export const KEYS_PREFIX = 'a section with the keys ';

export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: `${KEYS_PREFIX}${Object.keys(shape).join(', ')}` });
}

/** An empty section (`detector:` with everything below it commented out) is a section of defaults. */
export function optional<T extends z.ZodType>(schema: T): z.ZodPreprocess<T> {
  return z.preprocess((value) => value ?? {}, schema);
}

export function list<T extends z.ZodType>(item: T, max: number, what: string): z.ZodArray<T> {
  return z.array(item, { error: `a list of ${what}` }).max(max, { error: `at most ${max} ${what}` });
}
