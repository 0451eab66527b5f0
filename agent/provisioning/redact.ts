/**
 * Secrets and personal words out of a text that leaves the home with a technician.
 *
 * Owns what counts as one: what was found in this hub's own files, wherever it stands, and the forms in which a secret is
 * ever written. Each is counted, so that whoever reads it knows that something was there. Pure. Must never shorten a
 * secret and leave the rest: it goes whole.
 */

export interface Secret {
  /** What it is, in two words; stands in its place. */
  readonly what: string;
  readonly text: string;
}
export interface Redacted {
  readonly text: string;
  /** What was left out, and how often. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Shorter ones would take half of a text with them: a name of one letter hides nobody. */
export const SECRET_CHARS_MIN = 2;

/** Forms in which secrets are written, whoever wrote them: [what it is, where]. The group, if there is one, stays. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  // A block without its end is one that was cut off: everything behind its beginning goes.
  ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g],
  ['password in an address', /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"']{1,300}@/gi],
  ['token', /\b(bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/gi],
  [
    'value of a secret',
    /\b((?:psk|wpa[-_]psk|pass(?:word|phrase|wd)?|secret|token|api[-_]?key|(?:sim[-_]?)?pin)["']?\s*[=:](?!\s*\[left out)\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s,}\]]+)/gi,
  ],
  ['name', /\b((?:callName|home\.home)["']?\s*[=:](?!\s*\[left out)\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\n,}\]#]+)/g],
];

export function redact(text: string, secrets: readonly Secret[]): Redacted {
  const counts = new Map<string, number>();
  const takeOut = (from: string, what: string, where: RegExp): string =>
    from.replace(where, (...found: readonly unknown[]) => {
      counts.set(what, (counts.get(what) ?? 0) + 1);
      const kept = found[1];
      return `${typeof kept === 'string' ? kept : ''}[left out: ${what}]`;
    });
  let left = text;
  for (const { what, text: secret } of longestFirst(secrets))
    for (const written of spellings(secret)) left = takeOut(left, what, literally(written));
  // Afterwards: a form may begin in the middle of a secret that is known whole.
  for (const [what, where] of FORMS) left = takeOut(left, what, where);
  return { text: left, counts };
}

/** One that is a part of another must not break it in two. */
function longestFirst(secrets: readonly Secret[]): Secret[] {
  return secrets
    .filter(({ text }) => text.length >= SECRET_CHARS_MIN)
    .toSorted((left, right) => right.text.length - left.text.length);
}

/** As it is, and as JSON writes it. */
function spellings(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return inJson === secret ? [secret] : [secret, inJson];
}

/** Short words of Latin letters and digits only whole; what is written in other letters stands with its endings. */
function literally(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const isShortWord = /^[A-Za-z0-9]{1,7}$/.test(text);
  return new RegExp(isShortWord ? `(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])` : escaped, 'giu');
}
