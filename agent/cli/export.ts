/**
 * `anbu export`: what this hub is and knows, in one closed file, for the hub that takes its place.
 *
 * Owns the words only; the steps are in `handover/`. Afterwards this hub refuses to run: two of one name are a fault.
 */
import { AnbuError } from '../errors.ts';
import { type Gathered, gather } from './handover/carried-files.ts';
import { type HandedOver, exportJournal } from './handover/handover.ts';
import { takeMarkBack } from './handover/mark.ts';
import { passphraseFrom } from './handover/passphrase.ts';
import { CONFIG, DATA } from './places.ts';
import type { Arguments, Verb } from './verb.ts';

/** A journal without its configuration. */
const ALONE: Gathered = { files: [], keys: [], left: [], walkAgain: [] };

export const verb: Verb = {
  name: 'export',
  summary:
    'hand this hub over: all that it is and knows, in one closed file for the hub that takes its place',
  usage: [
    '--out FILE [--config FILE | --no-config] [--data DIR] [--passphrase-file FILE] [--json]',
    '--take-back [--data DIR]',
  ],
  flags: [
    { name: 'out', value: 'FILE', summary: 'the file to write; it must not exist' },
    {
      name: 'config',
      value: 'FILE',
      summary: `the configuration of this hub (${CONFIG}); what it names goes along`,
    },
    { name: 'no-config', value: null, summary: 'the journal alone' },
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
    const config = configIn(args);
    const gathered = config === null ? null : await gather({ config, data: folder });
    const { files, left, walkAgain } = gathered ?? ALONE;
    const known = await exportJournal(folder, out, { passphrase, at: new Date(), files });
    if (args.on('json')) io.line(JSON.stringify({ kind: 'export', out, ...known, left, walkAgain }));
    else io.line([handedOverText(known), ...insideLines(out, known.files, gathered)].join('\n'));
    return 0;
  },
};

/** Null: the journal alone. */
export function configIn(args: Arguments): string | null {
  if (!args.on('no-config')) return args.text('config') ?? CONFIG;
  if (args.text('config') !== null) throw new AnbuError('usage', '--config or --no-config, not both');
  return null;
}

/** What whoever finds the file would have, and what is still to be done. */
function insideLines(out: string, files: readonly string[], gathered: Gathered | null): string[] {
  const { keys, left, walkAgain } = gathered ?? ALONE;
  const secret =
    keys.length === 0 ? 'no private key among them' : `private keys among them: ${keys.join(', ')}`;
  const others = files.filter((name) => !keys.includes(name)).join(', ');
  const inside =
    files.length === 0
      ? 'the journal alone'
      : `the journal and ${files.length} files, ${secret}; besides ${others}`;
  return [
    `${out} holds ${inside}. This hub refuses to run from now on (--take-back).`,
    ...left.map((path) => `not inside, for it lies elsewhere: ${path}`),
    ...(walkAgain.length === 0
      ? []
      : [`to be walked again at the other hub, for they have no key of their own: ${walkAgain.join(', ')}`]),
  ];
}

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
