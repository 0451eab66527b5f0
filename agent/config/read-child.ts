/**
 * Reads a hub's file in a process of its own and prints the result as one JSON line, for `read-apart.ts`.
 *
 * Owns this short-lived process and nothing else.
 */
import { AnbuError } from '../errors.ts';
import type { SettingValues } from '../record.ts';
import { loadConfig } from './load.ts';

const [path = '', beside = path, set = '{}'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await result())}\n`);

async function result(): Promise<unknown> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by read-apart.ts
    const over = JSON.parse(set) as SettingValues;
    const loaded = await loadConfig(path, beside, over);
    if ('problems' in loaded) return loaded;
    const { config, board, warnings } = loaded;
    return { config, board, warnings };
  } catch (error) {
    if (error instanceof AnbuError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}
