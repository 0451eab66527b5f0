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

/** JSON of a hub, unchecked; null: nobody answers there, or not in time, or not in JSON. */
export async function askSocket(socket: string, ask: 'status' | 'test-alert'): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const client = connect(socket);
  let text = '';
  client.setEncoding('utf8').setTimeout(ANSWER_MS_MAX, () => resolve(null));
  client.on('connect', () => client.write(`{"ask":"${ask}"}\n`));
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
    return null;
  }
}

/** Raises a test alert now, or says why not; null: no hub answers there. */
export async function askTestAlert(socket: string): Promise<TestAlertAnswer | null> {
  return readTestAlert(await askSocket(socket, 'test-alert'));
}
