/**
 * `anbu import FILE`: this hub goes on where another one stopped.
 *
 * Owns the words only; the steps are in `handover/`. Never touches a folder that has a journal.
 */
import { AnbuError } from '../errors.ts';
import { existsSync } from 'node:fs';
import { handedOverText } from './export.ts';
import { importJournal } from './handover/handover.ts';
import { passphraseFrom } from './handover/passphrase.ts';
import { DATA } from './places.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = {
  name: 'import',
  summary: 'take over what another hub exported, and go on from there',
  usage: ['FILE [--data DIR] [--passphrase-file FILE] [--json]'],
  flags: [
    { name: 'data', value: 'DIR', summary: `where the journal is to live (${DATA}); it must have none` },
    {
      name: 'passphrase-file',
      value: 'FILE',
      summary: 'its first line opens the export (else it is asked for)',
    },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 1, max: 1 },
  run: async (args, io) => {
    const [file = ''] = args.operands;
    const folder = args.text('data') ?? DATA;
    if (!existsSync(file)) throw new AnbuError('file-not-found', `there is no file ${file}`);
    const passphrase = await passphraseFrom(args.text('passphrase-file'), io, false);
    const known = await importJournal(file, folder, passphrase);
    if (args.on('json')) io.line(JSON.stringify({ kind: 'import', folder, ...known }));
    else
      io.line(
        `${handedOverText(known)}\n${folder} goes on from there: anbu run --config FILE --data ${folder}`,
      );
    return 0;
  },
};
