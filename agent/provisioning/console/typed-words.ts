/**
 * The console's words for people: which there are, what each asks for, and how an answer is said on a line.
 *
 * Owns the words and sentences of the typed mode (boards/hub-console/PROTOCOL.md §5). A secret is asked for on a line of
 * its own, which is not shown. Never holds a session and carries nothing out.
 */
import { nearest } from '../../config/problems.ts';
import { type Answer, LOG_LINES_MAX, type Request, type WalkStepName, refusal } from './requests.ts';
import { type TextPath, isTextPath } from './staged.ts';

/** What is to be written next instead of a word: one line, or the lines of a PEM file up to its end. */
export interface Question {
  readonly text: string;
  readonly isPem: boolean;
  /** What follows from it; it is checked as a script's request would be. */
  answered(text: string): Request;
}
export type Meant =
  | { readonly type: 'nothing' }
  | { readonly type: 'say'; readonly lines: readonly string[] }
  | { readonly type: 'request'; readonly request: Request }
  | { readonly type: 'ask'; readonly question: Question };

interface Word {
  readonly takes: string;
  readonly summary: string;
  meant(rest: string): Meant | null;
}

const ask = (request: Request): Meant => ({ type: 'request', request });
const plain = (request: Request, summary: string): Word => ({
  takes: '',
  summary,
  meant: (rest) => (rest === '' ? ask(request) : null),
});

function walking(step: WalkStepName, summary: string): Word {
  return plain({ do: 'walk-test', step }, summary);
}

function set(path: TextPath, text: string): Request {
  return { do: 'set', path, value: text, append: false };
}

function value(path: TextPath, takes: string, summary: string): Word {
  return { takes, summary, meant: (rest) => (rest === '' ? null : ask(set(path, rest))) };
}

function pem(pathOf: (rest: string) => string, takes: string, summary: string): Word {
  return {
    takes,
    summary,
    meant: (rest) => {
      const path = pathOf(rest);
      if ((takes === '') !== (rest === '') || !isTextPath(path)) return null;
      const text = 'Paste the PEM file (it is not shown; an empty line gives up):';
      return { type: 'ask', question: { text, isPem: true, answered: (given) => set(path, given) } };
    },
  };
}

function secret(text: string, answered: Question['answered']): Meant {
  return { type: 'ask', question: { text: `${text} (it is not shown):`, isPem: false, answered } };
}

const WORDS: Readonly<Record<string, Word>> = {
  // in the order of a visit
  help: { takes: '', summary: 'these words', meant: (rest) => (rest === '' ? say(helpLines()) : null) },
  status: plain({ do: 'status' }, 'how this hub is, also when it does not run'),
  claim: {
    takes: 'CODE',
    summary: 'the code from the label; needed before anything is changed',
    meant: (rest) => (rest === '' ? null : ask({ do: 'claim', code: rest })),
  },
  timezone: value('home.timezone', 'ZONE', 'where the home is: Asia/Seoul'),
  language: value('language', 'ko|en', 'what is spoken in the home'),
  broker: value('uplink.url', 'URL', 'mqtts://HOST[:PORT]'),
  site: value('uplink.site', 'NAME', 'the district'),
  hub: value('uplink.hub', 'NAME', 'the name of this hub'),
  wifi: {
    takes: 'NAME',
    summary: 'a wireless network; its passphrase is asked for',
    meant: (rest) =>
      rest === ''
        ? null
        : secret('Passphrase, or Enter for an open network', (psk) => ({
            do: 'set',
            path: 'wifi',
            value: { ssid: rest, psk },
            append: false,
          })),
  },
  lte: {
    takes: 'APN',
    summary: 'a mobile network; the PIN of the SIM is asked for',
    meant: (rest) =>
      rest === ''
        ? null
        : secret('PIN of the SIM, or Enter for none', (pin) => ({
            do: 'set',
            path: 'lte',
            value: { apn: rest, pin },
            append: false,
          })),
  },
  certificate: pem(() => 'uplink.clientCertificate', '', 'the certificate of this hub'),
  key: pem(() => 'uplink.clientKey', '', 'its private key'),
  authority: pem(() => 'uplink.authority', '', 'who signed the certificate of the broker'),
  'centre-key': pem((id) => `uplink.centreKeys.${id}`, 'ID', 'a public key of the centre'),
  'device-key': {
    takes: 'DEVICE',
    summary: 'the key of a sensor node or tag; it is asked for',
    meant: (rest) => {
      const path = `devices.${rest}.key` as const;
      if (rest === '' || !isTextPath(path)) return null;
      return secret('32 hex digits', (key) => set(path, key.trim()));
    },
  },
  staged: plain({ do: 'staged' }, 'what waits for commit'),
  commit: plain({ do: 'commit' }, 'check all of it together and put it in force, or change nothing'),
  abort: plain({ do: 'abort' }, 'forget what waits'),
  restart: {
    takes: '[now]',
    summary: 'start the hub anew; now: also while somebody is asked or waited for',
    meant: (rest) => (rest === '' || rest === 'now' ? ask({ do: 'restart', now: rest === 'now' }) : null),
  },
  walk: walking('start', 'walk through the home, room by room; what happens is told as it happens'),
  yes: walking('yes', 'of a walk: every word was understood'),
  no: walking('no', 'of a walk: it was not'),
  skip: walking('skip', 'of a walk: pass this step over; then the home is not ready'),
  stop: walking('stop', 'of a walk: no further'),
  log: {
    takes: '[LINES]',
    summary: `the last lines of the log, at most ${LOG_LINES_MAX}`,
    meant: (rest) => {
      const lines = rest === '' ? LOG_LINES_MAX : Number(rest);
      const isCount = Number.isInteger(lines) && lines >= 1 && lines <= LOG_LINES_MAX;
      return isCount ? ask({ do: 'log', lines }) : null;
    },
  },
  'factory-reset': {
    takes: 'HUB',
    summary: 'wipe keys and data; HUB is its name, so that no other is wiped',
    meant: (rest) => (rest === '' ? null : ask({ do: 'factory-reset', confirm: rest })),
  },
  bye: plain({ do: 'bye' }, 'forget what waits, and the claim'),
};

/** Longer words are no mistyped ones. */
const SHOWN_CHARS_MAX = 40;

export function isKnownWord(line: string): boolean {
  return Object.hasOwn(WORDS, split(line).name);
}

export function meantBy(line: string): Meant {
  const { name, rest } = split(line);
  if (name === '') return { type: 'nothing' };
  if (!Object.hasOwn(WORDS, name)) {
    const meant = nearest(name, Object.keys(WORDS));
    const hint = meant === null ? '' : ` Did you mean ${meant}?`;
    return say([`There is no word "${name.slice(0, SHOWN_CHARS_MAX)}".${hint} All words: help`]);
  }
  const word = WORDS[name];
  return word?.meant(rest) ?? say([`Write it so: ${name} ${word?.takes ?? ''}`.trimEnd()]);
}

function split(line: string): { name: string; rest: string } {
  const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/su.exec(line) ?? [];
  return { name: name.toLowerCase(), rest };
}

function say(lines: readonly string[]): Meant {
  return { type: 'say', lines };
}

function helpLines(): string[] {
  return Object.entries(WORDS).map(
    ([name, { takes, summary }]) => `${`${name} ${takes}`.padEnd(26)}${summary}`,
  );
}

export const NOT_THAT: Answer = refusal(
  'setting-refused',
  'That cannot be it: it is too long, too short, or has other letters than it may. Begin anew with the word.',
);

/** The lines of an answer to a person: what it is, then what to do. */
export function answerLines(answer: Answer): readonly string[] {
  if ('ok' in answer) return answer.lines ?? ['ok'];
  const { code, hint, problems = [] } = answer.error;
  return [...problems.map((problem) => `- ${problem}`), `no: ${code}. ${hint}`];
}
