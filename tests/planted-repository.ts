/**
 * A small repository in a temporary folder: the shipped gate, rule files and scripts, with planted files.
 *
 * For tests of the gate and of the set-up, which must never plant a fault in the house itself. What is
 * planted is removed when the test ends.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const SHIPPED = ['.ci', '.oxlintrc.json', '.oxfmtrc.json', 'tsconfig.json', 'package.json'];

/** Write pages from the tables of the agent, which is not there. */
const OF_THE_HOUSE = ['pages.ts', 'schemas.ts'];

/** A repository with the shipped gate and the given files. `installed: false` leaves out node_modules. */
export function plantRepository(
  files: Readonly<Record<string, string>>,
  { installed } = { installed: true },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-planted-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of SHIPPED) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of OF_THE_HOUSE) rmSync(join(folder, '.ci', name));
  if (installed) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export type Outcome = { readonly out: string; readonly stdout: string; readonly code: number };

/** Output and exit code of a program, started as npm would start it. `ci` is the value of CI. */
export async function outcome(folder: string, command: readonly string[], ci = ''): Promise<Outcome> {
  const { ANBU_TEST_COUNTS: _counts, ...env } = process.env;
  const path = `${join(root, 'node_modules/.bin')}:${env['PATH'] ?? ''}`;
  const options = { cwd: folder, env: { ...env, PATH: path, CI: ci, NO_COLOR: '1' } };
  const [program = '', ...args] = command;
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, options);
    return { out: stdout + stderr, stdout, code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { out: stdout + stderr, stdout, code };
  }
}
