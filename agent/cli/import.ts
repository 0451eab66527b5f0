/**
 * `anbu import FILE`: this hub goes on where another one stopped.
 *
 * Owns the words only; the steps are in `handover/`. Never touches a folder that has a journal, nor a file that
 * says something else.
 */
import { AnbuError } from '../errors.ts';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { configIn, handedOverText } from './export.ts';
import { importJournal } from './handover/handover.ts';
import { passphraseFrom } from './handover/passphrase.ts';
import { CONFIG, DATA } from './places.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = {
  name: 'import',
  summary: 'take over what another hub exported, and go on from there',
  usage: ['FILE [--config FILE | --no-config] [--data DIR] [--passphrase-file FILE] [--json]'],
  flags: [
    {
      name: 'config',
      value: 'FILE',
      summary: `where the configuration is to lie, what it names beside it (${CONFIG}); nothing else may`,
    },
    { name: 'no-config', value: null, summary: 'leave the configuration in the export' },
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
    const config = configIn(args);
    const known = await importJournal(file, folder, passphrase, { config });
    if (args.on('json')) io.line(JSON.stringify({ kind: 'import', folder, config, ...known }));
    else io.line([handedOverText(known), ...nextLines(known.files, config, folder)].join('\n'));
    return 0;
  },
};

function nextLines(files: readonly string[], config: string | null, folder: string): string[] {
  const put = config === null ? [] : [`in place at ${dirname(config)}: ${files.join(', ') || 'nothing'}`];
  return [
    ...put,
    `${folder} goes on from there: anbu run --config ${config ?? 'FILE'} --data ${folder}`,
    'what is to be walked again: anbu status',
  ];
}
