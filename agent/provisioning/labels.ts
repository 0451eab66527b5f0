/**
 * What is stuck on each node of a home: whose it is, and a code by which it can be checked without its key.
 *
 * Owns the text. Must never hold a key, nor so much of one that it helps to guess it.
 */
import { createHash } from 'node:crypto';

export interface Labelled {
  readonly id: string;
  readonly room: string;
  readonly address: number;
  readonly serial: string;
  /** 16 bytes. */
  readonly key: Uint8Array;
}

/** 16 bits of the hash of 128 random ones: tells two nodes of a van apart, and nothing of the key. */
const CHECK_CHARS = 4;

export function checkCodeOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, CHECK_CHARS).toUpperCase();
}
/** Three lines for each, and an empty one. */
export function labelsText(home: string, nodes: readonly Labelled[]): string {
  return nodes
    .map(({ id, room, address, serial, key }) => {
      const where = room === id ? id : `${id} (${room})`;
      return `${home} · ${where}\nnode ${address} · ${serial}\ncheck ${checkCodeOf(key)}\n`;
    })
    .join('\n');
}
