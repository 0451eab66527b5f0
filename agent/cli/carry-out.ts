/**
 * `anbu carry-out`: what no network has taken, as one signed file that a technician carries to the desk.
 *
 * Reads a copy, so it works beside a running hub and takes nothing from it: only the desk's signed word that it keeps
 * the records frees the journal. The form of the file is `uplink/carry-out.ts`.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { printProblems } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { syncFolder } from '../journal/disk-folder.ts';
import { CARD_FACTS, LANES } from '../record.ts';
import {
  type CarriedCounts,
  type CarryOutAlg,
  type CarryOutParts,
  carryOutLines,
  noneCarried,
} from '../uplink/carry-out.ts';
import { rfc3339 } from '../uplink/rfc3339.ts';
import { withSnapshot } from './journal-snapshot.ts';
import { DATA } from './places.ts';
import type { Verb } from './verb.ts';

const ALG_OF: Readonly<Partial<Record<string, CarryOutAlg>>> = {
  ed25519: 'ed25519',
  ec: 'ecdsa-sha256',
  rsa: 'rsa-sha256',
};

export const verb: Verb = {
  name: 'carry-out',
  summary: 'write what the centre has not kept into one signed file, to be carried there by hand',
  usage: ['--config FILE --out FILE [--data DIR] [--json]'],
  flags: [
    {
      name: 'config',
      value: 'FILE',
      summary: 'the configuration of this hub: its name, and the key that signs',
    },
    { name: 'out', value: 'FILE', summary: 'the file to write; it must not exist' },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const [file, out] = [args.text('config'), args.text('out')];
    if (file === null || out === null)
      throw new AnbuError('usage', 'carry-out needs --config FILE and --out FILE');
    const loaded = await loadConfig(file);
    if ('problems' in loaded) {
      printProblems(file, loaded.problems, io, args.on('json'));
      return 2;
    }
    const { uplink, consent } = loaded.config;
    if (uplink.clientKey === null)
      throw new AnbuError('usage', `carry-out needs uplink.clientKey in ${file}: with it the file is signed`);
    const signer = signerOf(uplink.clientKey);
    const counts = await withSnapshot(args.text('data') ?? DATA, ({ store }) =>
      writeOut(out, {
        identity: uplink,
        time: rfc3339(Date.now(), 0),
        consented: CARD_FACTS.filter((fact) => consent[fact]),
        readLane: (lane, after, limit) => store.readLane(lane, after, limit),
        sign: signer,
      }),
    );
    if (args.on('json')) io.line(JSON.stringify({ kind: 'carry-out', out, ...counts }));
    else
      io.line(
        `${countsText(counts)}\n${out} is to go to the desk. The hub keeps all of it until the desk says that it does.`,
      );
    return 0;
  },
};

/** Whole on the medium, or not there. */
function writeOut(out: string, parts: CarryOutParts): CarriedCounts {
  const counts = noneCarried();
  let file: number;
  try {
    file = openSync(out, 'wx', 0o600);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${out} cannot be made: ${String(error)}`, { cause: error });
  }
  try {
    for (const line of carryOutLines(parts, counts)) writeFileSync(file, `${line}\n`);
    fsyncSync(file);
    syncFolder(dirname(out));
    return counts;
  } catch (error) {
    rmSync(out, { force: true });
    throw error instanceof AnbuError
      ? error
      : new AnbuError('file-unwritable', `${out} cannot be written: ${String(error)}`, { cause: error });
  } finally {
    closeSync(file);
  }
}

function signerOf(path: string): CarryOutParts['sign'] {
  try {
    const key = createPrivateKey(readFileSync(path));
    const alg = ALG_OF[key.asymmetricKeyType ?? ''];
    if (alg === undefined)
      throw new Error(`a key of kind ${key.asymmetricKeyType ?? 'unknown'} cannot sign this`);
    return (text) => ({
      alg,
      signature: sign(alg === 'ed25519' ? null : 'sha256', Buffer.from(text, 'utf8'), key).toString('base64'),
    });
  } catch (error) {
    throw new AnbuError('file-not-found', `${path} cannot be used as a key: ${String(error)}`, {
      cause: error,
    });
  }
}

function countsText({ packets, records }: CarriedCounts): string {
  const lanes = LANES.map((lane) => `${lane} ${records[lane]}`).join(', ');
  return `${packets} packets; records: ${lanes}`;
}
