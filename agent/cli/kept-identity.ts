/**
 * Which new certificate the broker has let in, kept beside the journal: known again at the next start, and to
 * `anbu identity`, which may not ask the running hub.
 *
 * Owns that file. A disk that refuses costs a certificate one more trial, never the link.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSynced } from '../journal/disk-file.ts';
import type { Log } from '../ports.ts';
import { type IdentityMemory, NOTHING_KNOWN } from '../uplink/identity-choice.ts';
import type { KeptIdentity } from '../uplink/mqtt-identity.ts';

const FILE = 'identity.json';

export function keptIdentity(folder: string, log: Log): KeptIdentity {
  return {
    memory: readIdentityMemory(folder),
    remember: ({ proven, refused }) => {
      try {
        writeSynced(join(folder, FILE), `${JSON.stringify({ proven, refused })}\n`);
      } catch (error) {
        log.write('warning', `cannot keep which certificate was let in: ${String(error)}`);
      }
    },
  };
}

/** What cannot be read was never proven. */
export function readIdentityMemory(folder: string): IdentityMemory {
  try {
    const text = readFileSync(join(folder, FILE), 'utf8');
    const found = /^\{"proven":(?:null|"([0-9a-f]{64})"),"refused":(?:null|"([0-9a-f]{64})")\}\s*$/.exec(
      text,
    );
    return { proven: found?.[1] ?? null, refused: found?.[2] ?? null };
  } catch {
    return NOTHING_KNOWN;
  }
}
