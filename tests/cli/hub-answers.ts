/**
 * A hub at its socket that says of itself what a test wants it to say. Whatever else it is asked it refuses, or has not:
 * nothing is granted that a test has not named.
 */
import type { Answers } from '../../agent/cli/hub-socket.ts';

export function answersOf(said: Partial<Answers>): Answers {
  return {
    status: () => ({ kind: 'status', conditions: [] }),
    testAlert: () => ({ error: 'nobody asked for it' }),
    expectPress: () => ({ kind: 'press-test', expected: null, why: 'asking' }),
    expectNoPress: () => undefined,
    begin: () => ({ kind: 'begin', bootMs: 0 }),
    ...said,
  };
}
