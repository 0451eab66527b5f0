/**
 * What every bus on a serial port asks of its device file: is it still the same device, and what does an error mean.
 *
 * Owns the answer to serialport's silence: a device that vanishes before its first byte was read leaves the port open,
 * without a word, and takes a whole processor core (serialport/bindings-cpp #162). Only looking at the file finds it.
 */
import { statSync } from 'node:fs';

/** Between two looks: the longest that the lost core is lost. */
export const LOOK_MS = 5_000;

/** Tells one device behind a path from the next; '' when there is none. */
export function deviceAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.dev}/${found.ino}/${found.rdev}`;
}

/** Some libraries throw what has a message and is no Error. */
export function textOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

/** The error of an opening, with what to do about it where that is known. */
export function explainPort(text: string): string {
  if (/permission denied|EACCES/i.test(text)) return `${text}; add anbu's user to the group dialout`;
  if (/cannot lock/i.test(text)) return `${text}; another program uses this port`;
  return text;
}
