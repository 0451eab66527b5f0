/**
 * Local wall-clock times as people type them at a command: `2011-07-01`, `2011-07-01T03:12`, with seconds if wanted.
 *
 * Never asks for a zone: what is local is said by the home the command is about.
 */
import { AnbuError } from '../errors.ts';
import type { Arguments } from './verb.ts';

const LOCAL_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$/;

/** The flag's time as if UTC, ms; null when it was not given. Throws `usage` for anything else. */
export function localTimeFlag(args: Arguments, flag: string): number | null {
  const text = args.text(flag);
  if (text === null) return null;
  const full = text.length === 10 ? `${text}T00:00` : text;
  const ms = LOCAL_TIME.test(text) ? Date.parse(`${full}Z`) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new AnbuError('usage', `--${flag} takes a local time like 2011-07-01T03:12, not "${text}"`);
}
