/**
 * `anbu inspect`: looks at what is there and changes nothing.
 */
import { AnbuError } from '../errors.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = {
  name: 'inspect',
  summary: 'show the journal, the configuration in force, or one incident on one page',
  usage: [
    'journal [--data DIR] [--last N] [--json]',
    'config FILE [--json]',
    'incident [ID] [--data DIR] [--json]',
  ],
  flags: [{ name: 'json', value: null, summary: 'for programs' }],
  operands: { min: 1, max: 2 },
  run: async () => {
    throw new AnbuError('usage', 'inspect shows a journal, a config or an incident');
  },
};
