/**
 * What may be asked of the hub's console: a closed list, checked where it comes in.
 *
 * Owns the shape and the bounds of each request (boards/hub-console/PROTOCOL.md §3) and of what is answered. Carries
 * nothing out.
 */
import { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';
import { LTE, STAGED_CHARS_MAX, type TextPath, WIFI, isTextPath } from './staged.ts';

/** A screen; the oldest of them are left out where they do not fit into a frame. */
export const LOG_LINES_MAX = 20;
/** A nonce of the laptop's: another one is another visit. */
const SESSION = /^[A-Za-z0-9_-]{1,32}$/;
/** As long as a code that somebody wrote with blanks between its letters. */
const CODE_CHARS_MAX = 64;
const NAME_CHARS_MAX = 64;
const VERSIONS_MAX = 16;

const set = z.literal('set');
const append = z.boolean().default(false);
const textSetting = z.strictObject({
  do: set,
  path: z.custom<TextPath>((path) => typeof path === 'string' && isTextPath(path)),
  value: z.string().max(STAGED_CHARS_MAX),
  append,
});
const wifiSetting = z.strictObject({ do: set, path: z.literal('wifi'), value: WIFI, append });
const lteSetting = z.strictObject({ do: set, path: z.literal('lte'), value: LTE, append });

/** `next`: what has happened since; `yes`, `no`, `skip`: what is said to the step under way. */
export const WALK_STEPS = ['start', 'next', 'yes', 'no', 'skip', 'stop'] as const;
export type WalkStepName = (typeof WALK_STEPS)[number];

const request = z.union([
  z.strictObject({
    do: z.literal('hello'),
    versions: z.array(z.int().min(1).max(255)).min(1).max(VERSIONS_MAX),
    session: z.string().regex(SESSION),
  }),
  z.strictObject({ do: z.literal('status') }),
  z.strictObject({ do: z.literal('claim'), code: z.string().max(CODE_CHARS_MAX) }),
  textSetting,
  wifiSetting,
  lteSetting,
  z.strictObject({ do: z.literal('staged') }),
  z.strictObject({ do: z.literal('commit') }),
  z.strictObject({ do: z.literal('abort') }),
  z.strictObject({ do: z.literal('restart'), now: z.boolean().default(false) }),
  z.strictObject({ do: z.literal('walk-test'), step: z.enum(WALK_STEPS) }),
  z.strictObject({ do: z.literal('log'), lines: z.int().min(1).max(LOG_LINES_MAX).default(LOG_LINES_MAX) }),
  z.strictObject({ do: z.literal('factory-reset'), confirm: z.string().min(1).max(NAME_CHARS_MAX) }),
  z.strictObject({ do: z.literal('bye') }),
]);
export type Request = z.infer<typeof request>;
export type RequestName = Request['do'];
export const REQUEST_NAMES = [
  'hello',
  'status',
  'claim',
  'set',
  'staged',
  'commit',
  'abort',
  'restart',
  'walk-test',
  'log',
  'factory-reset',
  'bye',
] as const satisfies readonly RequestName[];

/** Why a request is not done; each code's remedy goes with it. Codes of the hub's own errors come as they are. */
export type ConsoleCode =
  | ErrorCode
  // sorted
  | 'answer-too-long'
  | 'busy'
  | 'claim-first'
  | 'code-locked'
  | 'code-malformed'
  | 'code-none'
  | 'code-wrong'
  | 'frame-damaged'
  | 'frame-too-long'
  | 'hello-first'
  | 'id-reused'
  | 'log-unavailable'
  | 'network-not-up'
  | 'network-unavailable'
  | 'no-walk'
  | 'not-now'
  | 'nothing-staged'
  | 'request-unknown'
  | 'restart-failed'
  | 'setting-refused'
  | 'staged-too-much'
  | 'version-unsupported';

export interface Refusal {
  readonly code: ConsoleCode;
  /** What to do about it. */
  readonly hint: string;
  readonly problems?: readonly string[];
}
export type Answer =
  | {
      readonly ok: Readonly<Record<string, unknown>>;
      /** The same for a person at a terminal; absent: `ok` is enough. */
      readonly lines?: readonly string[];
    }
  | { readonly error: Refusal };

export function refusal(code: ConsoleCode, hint: string, problems?: readonly string[]): Answer {
  return { error: { code, hint, ...(problems === undefined ? {} : { problems }) } };
}

/** The request, or what is wrong with it in words. */
export function readRequest(body: unknown): Request | { readonly wrong: string } {
  const read = request.safeParse(body);
  if (read.success) return read.data;
  const name = typeof body === 'object' && body !== null && 'do' in body ? body.do : undefined;
  const known = REQUEST_NAMES.find((each) => each === name);
  if (known === undefined) return { wrong: `Ask for one of: ${REQUEST_NAMES.join(', ')}.` };
  return { wrong: `These are not the fields of ${known}: see §3 of the protocol, and send it again.` };
}
