/**
 * A line of the log as whoever holds the cable may read it: what could be a key or a password is left out.
 *
 * Owns that one line fits a terminal and that nothing long without a blank is in it; the forms of secrets are those of
 * `redact.ts`. The hub logs no secret: this is for what a library or another program wrote beside it.
 */
import { redact } from '../redact.ts';

/** A line of a terminal, twice. */
const LINE_CHARS_MAX = 200;
/** The body of a PEM file, a hash, a key: nothing that a person reads is so long without a blank. */
const LONG = /[A-Za-z0-9+/=_-]{32,}/gu;

export function redacted(line: string): string {
  const clean = redact(line, []).text.replaceAll(LONG, '[left out]');
  return clean.replaceAll(/\p{Cc}+/gu, ' ').slice(0, LINE_CHARS_MAX);
}
