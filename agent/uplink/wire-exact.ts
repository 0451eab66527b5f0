/**
 * What the schemas of the wire are made of, and the proof that a schema and a type say the same.
 *
 * Owns the small words (an id, a count, a time) and `exactly`, which the compiler refuses when a schema has a field
 * too many, too few, or of another type. Must never widen a type to make a schema fit: one of the two is wrong.
 */
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../errors.ts';

/** Without `readonly`, and an optional field without `undefined`, all the way down: how JSON has it. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> }
    : T;
/** With every optional field there, so that one that only one side knows is seen. */
type Whole<T> = T extends readonly (infer E)[]
  ? Whole<E>[]
  : T extends object
    ? { -readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> }
    : T;
type Each<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Same<A, B> = Each<Plain<A>, Plain<B>> extends true ? Each<Whole<A>, Whole<B>> : false;

/** A schema of exactly this type: `exactly<Status>()(z.object({…}))`. */
export const exactly =
  <T>() =>
  <S extends z.ZodType>(schema: Same<T, z.output<S>> extends true ? S : never): S =>
    schema;

/** The codes of `errors.ts`, which may become more with each version. */
export const errorCode = z.enum(codesOf(ERRORS));
function codesOf(errors: Readonly<Record<ErrorCode, string>>): ErrorCode[] {
  return Object.keys(errors).filter((code): code is ErrorCode => code in errors);
}

export const text = z.string();
export const flag = z.boolean();
export const number = z.number();
export const count = z.int().min(0);
/** 128-bit nonce of one start of the hub. */
export const bootNonce = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('Nonce of one start of the hub.');
/** RFC 3339 with milliseconds and offset, as the hub writes it. */
export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)$/)
  .describe('RFC 3339 with its offset.');
