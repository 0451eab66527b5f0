/**
 * How the hub of this machine is: from itself while it lives, else from a copy of its journal.
 *
 * Owns the order in which they are asked, and that a hub which hangs costs two seconds. Changes nothing.
 */
import { connect } from 'node:net';
import { AnbuError } from '../../errors.ts';
import { journalStatus } from '../journal-status.ts';
import type { StatusReport } from '../status-report.ts';

const ANSWER_MS_MAX = 2_000;
/** Every condition of a home, each with its words. */
const ANSWER_CHARS_MAX = 262_144;

export interface Known {
  /** `journal`: as of its last record. `nothing`: this hub never ran, or its journal cannot be read. */
  readonly source: 'hub' | 'journal' | 'nothing';
  readonly report: StatusReport | null;
  /** Why there is no more; null: there is. */
  readonly why: string | null;
}

export async function howIsIt(socket: string, data: string): Promise<Known> {
  const living = await askHub(socket);
  if (living !== null) return { source: 'hub', report: living, why: null };
  try {
    const report = await journalStatus(data, false);
    return { source: 'journal', report, why: 'the hub does not answer: this is its last word' };
  } catch (error) {
    const why = error instanceof AnbuError ? error.message : String(error);
    return { source: 'nothing', report: null, why };
  }
}

/** Null: nobody answers there, or not in time, or not what a hub says. */
export async function askHub(socket: string): Promise<StatusReport | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const client = connect(socket);
  let text = '';
  client.setEncoding('utf8').setTimeout(ANSWER_MS_MAX, () => resolve(null));
  client.on('connect', () => client.write('{"ask":"status"}\n'));
  client.on('data', (piece: string) => {
    text += piece;
    if (text.length > ANSWER_CHARS_MAX) resolve(null);
  });
  client.on('end', () => resolve(text));
  client.on('error', () => resolve(null));
  const answer = await promise;
  client.destroy();
  try {
    const value: unknown = JSON.parse(answer ?? '');
    return isStatus(value) ? value : null;
  } catch {
    return null;
  }
}

function isStatus(value: unknown): value is StatusReport {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'status';
}
