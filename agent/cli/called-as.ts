/**
 * How this command is called where it was started: `anbu` when installed, through npm or Node in a checkout.
 *
 * Owns that one question, so that a hint can be pasted and works. Messages themselves always say `anbu`.
 */
import { basename, relative } from 'node:path';

export interface Started {
  /** The file that was started, absolute: a link called `anbu` when installed. */
  readonly script: string;
  readonly folder: string;
  /** Whether npm started it. */
  readonly byNpm: boolean;
}

export function calledAs({ script, folder, byNpm }: Started): string {
  if (basename(script) === 'anbu') return 'anbu';
  return byNpm ? 'npm run -s anbu --' : `node ${relative(folder, script)}`;
}

/** As this process was started. */
export function calledHere(): string {
  return calledAs({
    script: process.argv[1] ?? 'anbu',
    folder: process.cwd(),
    byNpm: process.env['npm_lifecycle_event'] !== undefined,
  });
}

/** The same words with every command in them as it is called here: `run: anbu inspect …` */
export function asCalled(text: string, called: string): string {
  return text.replaceAll(/(?<=: |\| |\n {4})anbu (?=\S)/g, () => `${called} `);
}
