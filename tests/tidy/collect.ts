/**
 * Reads the house from disk: every file that is, or could be, committed.
 *
 * Asks git, so that what .gitignore leaves out is left out here as well; walks the folders when this is not
 * a git checkout (a release archive). Binary files are listed with empty text: their names are judged too.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { File } from './source.ts';

const NOT_OURS = /^(node_modules|\.git)(\/|$)/;
const IS_BINARY = /\.(wav|png|jpg|gz|sqlite|db|parquet)$/;

export function collectHouse(root: string): File[] {
  return list(root)
    .filter((path) => !NOT_OURS.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, text: IS_BINARY.test(path) ? '' : readFileSync(join(root, path), 'utf8') }));
}

function list(root: string): string[] {
  if (existsSync(join(root, '.git'))) {
    const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    try {
      const out = execFileSync('git', args, {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return [...new Set(out.split('\0').filter((path) => path !== ''))];
    } catch {
      // No git on this machine, or not its checkout: the walk below sees the same files and a few more.
    }
  }
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replace(/^\//, ''));
}
