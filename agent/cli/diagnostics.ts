/**
 * `anbu diagnostics --out FILE`: everything that helps to mend a hub, in one file that holds no secret.
 *
 * Owns the words only; what is taken along is `diagnostics/bundle.ts`, what is left out `provisioning/redact.ts`. Works
 * beside a running hub, one that dies at each start, and one that was never set up.
 */
import { existsSync } from 'node:fs';
import { AnbuError } from '../errors.ts';
import { type Bundled, collect, writeBundle } from './diagnostics/bundle.ts';
import { secretsOf } from './diagnostics/secrets.ts';
import { CONFIG, DATA } from './places.ts';
import type { Verb } from './verb.ts';

const LINES = 500;
const LINES_MAX = 10_000;

export const verb: Verb = {
  name: 'diagnostics',
  summary: 'everything that helps to mend this hub, in one file without secrets or names',
  usage: ['--out FILE [--config FILE] [--data DIR] [--lines N] [--json]'],
  flags: [
    { name: 'out', value: 'FILE', summary: 'the file to write (tar.gz); it must not exist' },
    { name: 'config', value: 'FILE', summary: `the configuration of this hub (${CONFIG}, if it is there)` },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    { name: 'lines', value: 'N', summary: `how much of the system's log of this hub (${LINES} lines)` },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const out = args.text('out');
    if (out === null) throw new AnbuError('usage', 'diagnostics needs --out FILE');
    if (existsSync(out)) throw new AnbuError('usage', `${out} is there already; name a file that is not`);
    const config = args.text('config') ?? (existsSync(CONFIG) ? CONFIG : null);
    // One that is there and broken is looked at; a path that was mistyped says nothing of any hub.
    if (config !== null && !existsSync(config))
      throw new AnbuError('file-not-found', `there is no ${config}: the bundle would be of no hub`);
    const lines = args.whole('lines', 0, LINES_MAX) ?? LINES;
    const secrets = secretsOf(config);
    const parts = await collect({ config, data: args.text('data') ?? DATA, lines });
    const bundled = writeBundle(out, parts, secrets);
    if (args.on('json')) io.line(JSON.stringify({ kind: 'diagnostics', out, ...bundled }));
    else io.line(bundledText(out, bundled));
    return 0;
  },
};

function bundledText(out: string, { parts, leftOut }: Bundled): string {
  const left = Object.entries(leftOut).map(([what, count]) => `${what} ${count} times`);
  return [
    ...parts.map(({ name, bytes }) => `${name.padEnd(14)} ${bytes} bytes`),
    `left out: ${left.length === 0 ? 'nothing was found that had to be' : left.join(', ')}`,
    'never in it: records of the journal, what was said, whether somebody is in, keys, sound',
    `${out} may be sent to whoever mends this hub.`,
  ].join('\n');
}
