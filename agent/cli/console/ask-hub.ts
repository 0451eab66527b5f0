/**
 * How the hub of this machine is: from itself while it lives, else from a copy of its journal.
 *
 * Owns the order in which they are asked, and that a hub which hangs costs two seconds. Changes nothing.
 */
import { AnbuError } from '../../errors.ts';
import { askSocket } from '../ask-socket.ts';
import { journalStatus } from '../journal-status.ts';
import type { StatusReport } from '../status-report.ts';

/** Where the hub of this machine keeps things. */
export interface HubPlaces {
  readonly config: string;
  readonly data: string;
  readonly socket: string;
}
export interface Known {
  /** `journal`: as of its last record. `nothing`: this hub never ran, or its journal cannot be read. */
  readonly source: 'hub' | 'journal' | 'nothing';
  readonly report: StatusReport | null;
  /** Why there is no more; null: there is. */
  readonly why: string | null;
}

export async function howIsIt({ socket, data, config }: HubPlaces): Promise<Known> {
  const living = await askHub(socket);
  if (living !== null) return { source: 'hub', report: living, why: null };
  try {
    const report = await journalStatus(data, false, config);
    return { source: 'journal', report, why: 'the hub does not answer: this is its last word' };
  } catch (error) {
    const why = error instanceof AnbuError ? error.message : String(error);
    return { source: 'nothing', report: null, why };
  }
}

/** Null: nobody answers there, or not in time, or not what a hub says. */
export async function askHub(socket: string): Promise<StatusReport | null> {
  const value = await askSocket(socket, 'status');
  return isStatus(value) ? value : null;
}

function isStatus(value: unknown): value is StatusReport {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'status';
}
