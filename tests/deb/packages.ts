/**
 * The package of this checkout, and that of a version to come: the same with another number and one more migration.
 *
 * So an upgrade migrates the journal for real, and a downgrade meets one that is newer than it knows.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const NEXT_VERSION = '99.0';

/** Name of the file in `folder`; `given`: one that was made before. */
export function packageOfToday(folder: string, arch: string, given: string | null): string {
  if (given !== null) {
    copyFileSync(given, join(folder, basename(given)));
    return basename(given);
  }
  const words = ['.ci/package-deb', '--arch', arch, '--out', folder];
  const made = execFileSync('bash', words, { encoding: 'utf8' }).trim();
  return made.slice(made.lastIndexOf('/') + 1);
}

/** Made out of that of today; name of the file in `folder`. */
export function packageOfTomorrow(folder: string, today: string): string {
  const work = mkdtempSync(join(tmpdir(), 'anbu-tomorrow-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root);
    execFileSync('dpkg-deb', ['-R', join(folder, today), root]);
    change(join(root, 'DEBIAN/control'), /^Version: .*$/m, `Version: ${NEXT_VERSION}`);
    change(join(root, 'usr/lib/anbu/package.json'), /"version": "[^"]*"/, `"version": "${NEXT_VERSION}"`);
    const schema = join(root, 'usr/lib/anbu/agent/journal/sqlite-schema.ts');
    change(schema, /('-- kinds 59 to 61',)/, `$1\n  'CREATE TABLE tomorrow (n INTEGER);',`);
    const name = today.replace(/_[^_]+_/, `_${NEXT_VERSION}_`);
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, join(folder, name)]);
    return name;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function change(path: string, what: RegExp, into: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(what, into);
  if (after === before) throw new Error(`${path} has nothing like ${what}`);
  writeFileSync(path, after);
}
