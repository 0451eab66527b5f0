/**
 * What a technician carried to the desk: judged whole before one packet of it is believed (RECEIVER.md §12).
 *
 * Owns the verdict. The hub's key is known at the desk already, from the certificate that the district gave it: nothing
 * in the file is asked who it is from. Never takes a part of a file.
 */
import { type KeyObject, createPublicKey, verify } from 'node:crypto';
import { LANES } from '../agent/record.ts';
import {
  CARRY_OUT,
  CARRY_OUT_ALGS,
  CARRY_OUT_VERSION,
  type CarryOutAlg,
  carryOutText,
  chainOn,
  chainStart,
} from '../agent/uplink/carry-out.ts';
import { isCount, parseObject } from '../agent/uplink/envelope.ts';
import { type Identity, topicOf } from '../agent/uplink/wire.ts';
import type { DeskMessage } from './desk-core.ts';
import { readUp } from './desk-wire.ts';

type Records = Extract<DeskMessage, { kind: 'records' }>;
export type CarryInWhy = 'cut' | 'other-hub' | 'newer' | 'tampered' | 'wrong-key';
export type CarriedIn =
  | { readonly ok: true; readonly messages: readonly Records[] }
  | { readonly ok: false; readonly why: CarryInWhy };

/** Characters: 30 busy days are below 20 million. */
const FILE_CHARS_MAX = 256 * 1024 * 1024;

/** Judges a file from `identity`, whose certificate or public key (PEM) is `hubKey`. */
export function readCarryOut(text: string, identity: Identity, hubKey: string): CarriedIn {
  if (text.length > FILE_CHARS_MAX) return refuse('tampered');
  // A file that was written to its end has one, and it is the last line.
  const lines = text.split('\n');
  if (lines.pop() !== '') return refuse('cut');
  const [first = '', ...rest] = lines;
  const head = parseObject(first);
  const end = parseObject(rest.pop() ?? '');
  if (head?.['kind'] !== CARRY_OUT) return refuse('tampered');
  if (head['version'] !== CARRY_OUT_VERSION) return refuse('newer');
  if (head['site'] !== identity.site || head['hub'] !== identity.hub) return refuse('other-hub');
  if (end?.['kind'] !== 'end') return refuse('cut');
  const read = readPackets(rest, first, identity);
  if (typeof read === 'string') return refuse(read);
  if (end['packets'] !== read.messages.length || end['chain'] !== read.chain) return refuse('tampered');
  if (!isSigned(end, carryOutText(identity, read.messages.length, read.chain), hubKey))
    return refuse('wrong-key');
  return { ok: true, messages: read.messages };
}

function readPackets(
  lines: readonly string[],
  head: string,
  identity: Identity,
): { messages: Records[]; chain: string } | CarryInWhy {
  const topics = new Set(LANES.map((lane) => topicOf(identity, lane)));
  const messages: Records[] = [];
  let chain = chainStart(head);
  for (const line of lines) {
    const fields = parseObject(line);
    const { topic, payload } = fields ?? {};
    if (fields?.['kind'] !== 'packet' || typeof topic !== 'string' || typeof payload !== 'string')
      return 'tampered';
    chain = chainOn(chain, topic, payload);
    if (fields['chain'] !== chain) return 'tampered';
    if (!topics.has(topic)) return 'other-hub';
    const message = readUp(topic, payload);
    if (message?.kind !== 'records') return 'tampered';
    messages.push({ ...message, byHand: true });
  }
  return { messages, chain };
}

function isSigned(end: Readonly<Partial<Record<string, unknown>>>, text: string, hubKey: string): boolean {
  const { alg, signature, packets } = end;
  const key = createPublicKey(hubKey);
  if (typeof signature !== 'string' || !isCount(packets) || alg !== algOf(key)) return false;
  const digest = alg === 'ed25519' ? null : 'sha256';
  return verify(digest, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
}

/** The one way in which this key signs; null: in none that we take. */
function algOf({ asymmetricKeyType }: KeyObject): CarryOutAlg | null {
  const named = { ed25519: 'ed25519', ec: 'ecdsa-sha256', rsa: 'rsa-sha256' } as const;
  const known = Object.entries(named).find(([type]) => type === asymmetricKeyType)?.[1];
  return CARRY_OUT_ALGS.find((alg) => alg === known) ?? null;
}

function refuse(why: CarryInWhy): CarriedIn {
  return { ok: false, why };
}
