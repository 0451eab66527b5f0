/**
 * `anbu decommission --yes-wipe HUB`: the end of a hub in a home: keys and data gone, and a signed receipt of it.
 *
 * Owns the words and the refusals; the deleting is `decommission/wipe.ts`. Never while an alert is open, the resident is
 * asked, or the hub runs; never without its name.
 */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AnbuError } from '../errors.ts';
import { writeSynced } from '../journal/disk-file.ts';
import { type WipeMark, wipedCounts } from '../provisioning/decommission.ts';
import type { SignedReceipt } from '../provisioning/receipt.ts';
import { newMark, refuseNameless, refuseWrongName } from './decommission/begin.ts';
import { discardFree, leftBeside, readMark, wipe } from './decommission/wipe.ts';
import { nameIn } from './identity/own-identity.ts';
import { whoIsHere } from './identity/receipts.ts';
import { CLAIMS, CONFIG, DATA, SOCKET } from './places.ts';
import type { Arguments, Verb } from './verb.ts';

export const verb: Verb = {
  name: 'decommission',
  summary: 'take this hub out of its home for good: keys and data wiped, and a signed receipt of it',
  usage: [
    '--yes-wipe HUB --receipt FILE [--config FILE] [--data DIR] [--claims DIR] [--socket FILE] [--by NAME] [--no-discard] [--json]',
  ],
  flags: [
    { name: 'yes-wipe', value: 'HUB', summary: 'the name of this hub: yes, this one' },
    {
      name: 'receipt',
      value: 'FILE',
      summary: 'where the receipt is written: on the stick that the technician takes along',
    },
    { name: 'config', value: 'FILE', summary: `the configuration of this hub (${CONFIG})` },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    { name: 'claims', value: 'DIR', summary: `where its console keeps its codes (${CLAIMS})` },
    { name: 'socket', value: 'FILE', summary: `where the running hub answers (${SOCKET}; with --data none)` },
    { name: 'by', value: 'NAME', summary: 'who does it, for the receipt (the user of this session)' },
    { name: 'no-discard', value: null, summary: 'do not tell the disk what holds nothing any more (fstrim)' },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const [config, data] = [args.text('config') ?? CONFIG, args.text('data') ?? DATA];
    const begun = readMark(data);
    if (begun === null && !existsSync(config)) {
      refuseNameless({ config, data, claims: args.text('claims') ?? CLAIMS });
      io.line(
        args.on('json')
          ? JSON.stringify({ kind: 'decommissioned', wiped: 0 })
          : `There is no ${config}: nothing here is a hub's any more.`,
      );
      return 0;
    }
    const out = receiptFile(args, data);
    const hub = begun?.hub ?? nameIn(config).hub;
    refuseWrongName(args.text('yes-wipe'), hub, 'anbu decommission --yes-wipe HUB --receipt FILE');
    // Of another folder than the installed hub's, that hub says nothing.
    const socket = args.text('socket') ?? (args.text('data') === null ? SOCKET : null);
    const places = { config, data, claims: args.text('claims') ?? CLAIMS, socket };
    const mark = begun ?? (await newMark(places, { by: whoIsHere(args.text('by')), isShort: false }));
    wipe(mark, data, {
      keep: ({ receipt }) => writeReceipt(out, receipt),
      deleted: ({ what, path }) => io.status(`wiped ${what}: ${path}`),
    });
    const isDiscarded = !args.on('no-discard') && discardFree(data);
    const left = leftBeside(config);
    if (args.on('json'))
      io.line(
        JSON.stringify({
          kind: 'decommissioned',
          hub: mark.hub,
          wiped: mark.steps.length,
          isDiscarded,
          left,
          receipt: mark.receipt,
        }),
      );
    else io.line(endText(mark, { out, isDiscarded, left }));
    return 0;
  },
};

function receiptFile(args: Arguments, data: string): string {
  const out = args.text('receipt');
  if (out === null) throw new AnbuError('usage', 'decommission needs --receipt FILE');
  const folder = dirname(resolve(out));
  if (`${folder}/`.startsWith(`${resolve(data)}/`))
    throw new AnbuError('usage', `${out} would be wiped along; name a file elsewhere`);
  if (!existsSync(folder)) throw new AnbuError('file-not-found', `there is no folder ${folder}`);
  return out;
}

function writeReceipt(out: string, receipt: SignedReceipt): void {
  try {
    writeSynced(out, `${JSON.stringify(receipt)}\n`);
  } catch (error) {
    throw new AnbuError('file-unwritable', `the receipt cannot be written to ${out}: ${String(error)}`, {
      hint: 'Everything else is done. Run it again with --receipt in a folder that can be written.',
      cause: error,
    });
  }
}

function endText(
  { hub, steps, receipt }: WipeMark,
  {
    out,
    isDiscarded,
    left,
  }: { readonly out: string; readonly isDiscarded: boolean; readonly left: readonly string[] },
): string {
  const { key, codes, network, certificate, configuration, data } = wipedCounts(steps);
  return [
    `hub ${hub} is none any more: ${key} keys, ${certificate} certificates, ${network} networks, ${configuration} files of its configuration and ${data} of its data are gone${codes === 0 ? '' : ', and the codes of its console'}.`,
    isDiscarded
      ? 'The disk was asked to let go of what they held; whether it did, it does not say.'
      : 'The disk was not asked to let go of what they held (fstrim).',
    'Overwriting reaches nothing on flash, so nothing was overwritten: whoever must be sure destroys the card.',
    ...(left.length === 0 ? [] : [`left for you to look at: ${left.join(', ')}`]),
    `${out} is the receipt${receipt.signature === null ? ', not signed: there was no key' : ', signed by the key that is gone'}. The centre takes the hub off its brokers by it.`,
    'Sensor nodes keep their keys until they are reset to the factory. A new life begins with: anbu identity request',
  ].join('\n');
}
