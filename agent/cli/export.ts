/**
 * `anbu export`: what this hub knows, in one closed file, for the hub that takes its place.
 *
 * Owns the words only; the steps are in `handover/`. Afterwards this hub refuses to run: two of one name are a fault.
 */
import { AnbuError } from '../errors.ts';
import { type HandedOver, exportJournal } from './handover/handover.ts';
import { takeMarkBack } from './handover/mark.ts';
import { passphraseFrom } from './handover/passphrase.ts';
import { DATA } from './places.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = {
  name: 'export',
  summary: 'hand this hub over: everything it knows, in one closed file for the hub that takes its place',
  usage: ['--out FILE [--data DIR] [--passphrase-file FILE] [--json]', '--take-back [--data DIR]'],
  flags: [
    { name: 'out', value: 'FILE', summary: 'the file to write; it must not exist' },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    {
      name: 'passphrase-file',
      value: 'FILE',
      summary: 'its first line closes the export (else it is asked for)',
    },
    { name: 'take-back', value: null, summary: 'the new hub never ran: this one may run again' },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const folder = args.text('data') ?? DATA;
    if (args.on('take-back')) {
      const wasMarked = takeMarkBack(folder);
      io.line(
        wasMarked
          ? `${folder} may be run again. See that the other hub never is.`
          : `${folder} was not handed over`,
      );
      return wasMarked ? 0 : 1;
    }
    const out = args.text('out');
    if (out === null) throw new AnbuError('usage', 'export needs --out FILE');
    const passphrase = await passphraseFrom(args.text('passphrase-file'), io, true);
    const known = await exportJournal(folder, out, { passphrase, at: new Date() });
    if (args.on('json')) io.line(JSON.stringify({ kind: 'export', out, ...known }));
    else io.line(`${handedOverText(known)}\n${out} holds it all; this hub will not run again (--take-back).`);
    return 0;
  },
};

/** What goes along, on a few lines. */
export function handedOverText(known: HandedOver): string {
  const { records, learnedDays, openAlerts, isAsking, waiting, deskKeys, devices } = known;
  const open = openAlerts.length === 0 ? 'no open alert' : `open alerts: ${openAlerts.join(', ')}`;
  return [
    `${records} records, ${learnedDays} days learned`,
    `${open}; ${isAsking ? 'the resident is being asked' : 'nobody is being asked'}`,
    `${waiting} records that nobody has kept; counters of ${deskKeys} keys of the centre and ${devices} devices`,
  ].join('\n');
}
