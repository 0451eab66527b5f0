/**
 * One question to the running hub of this machine, and its answer.
 *
 * Owns how long a hub that hangs is waited for, and how long an answer may be. What an answer means, its reader knows.
 */
import { connect } from 'node:net';
import { type TestAlertAnswer, readTestAlert } from '../provisioning/hub-words.ts';

const ANSWER_MS_MAX = 2_000;
/** Every condition of a home, each with its words. */
const ANSWER_CHARS_MAX = 262_144;

/** A hub is there, and says nothing, or too late, or nothing that can be read: it hangs, or has no place for one more. */
export const SILENT = Symbol('a hub that does not answer');

/** JSON of a hub, unchecked, or `SILENT`; null: there is none. */
export async function askSocket(socket: string, ask: 'status' | 'test-alert'): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const client = connect(socket);
  let text = '';
  let isThere = false;
  client.setEncoding('utf8').setTimeout(ANSWER_MS_MAX, () => resolve(null));
  client.on('connect', () => {
    isThere = true;
    client.write(`{"ask":"${ask}"}\n`);
  });
  client.on('data', (piece: string) => {
    text += piece;
    if (text.length > ANSWER_CHARS_MAX) resolve(null);
  });
  client.on('end', () => resolve(text));
  client.on('error', () => resolve(null));
  const answer = await promise;
  client.destroy();
  try {
    return JSON.parse(answer ?? '');
  } catch {
    return isThere ? SILENT : null;
  }
}

/** Raises a test alert now, or says why not; null: no hub answers there. */
export async function askTestAlert(socket: string): Promise<TestAlertAnswer | null> {
  return readTestAlert(await askSocket(socket, 'test-alert'));
}
