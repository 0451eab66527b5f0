/**
 * A line of the log as whoever holds the cable may read it: what could be a key or a password is left out.
 *
 * Owns the patterns. The hub logs no secret; this is for what a library or another program wrote beside it.
 */

/** A line of a terminal, twice. */
const LINE_CHARS_MAX = 200;
const SECRETS: readonly RegExp[] = [
  /\b(?:psk|pass(?:word|phrase)?|secret|token|pin|apikey|authorization)\b\s*[:=]\s*\S+/giu,
  // user:password@ in an address (RFC 3986, 3.2.1).
  /(?<=:\/\/)[^\s/@]+@/gu,
  // The body of a PEM file, a hash, a key: nothing that a person reads is so long without a blank.
  /[A-Za-z0-9+/=_-]{32,}/gu,
];

export function redacted(line: string): string {
  const clean = SECRETS.reduce((text, secret) => text.replaceAll(secret, '[left out]'), line);
  return clean.replaceAll(/\p{Cc}+/gu, ' ').slice(0, LINE_CHARS_MAX);
}
