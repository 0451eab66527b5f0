/**
 * What whoever has set up a home types next, word for word: commands that work where they stand, as they are called here.
 *
 * Owns these few lines. Where the file is not the installed hub's, nothing of that hub is named.
 */
import { dirname, resolve } from 'node:path';
import { CONFIG } from '../places.ts';

export interface Standing {
  /** How this program is called here. */
  readonly called: string;
  /** In front of what only root may do; '' for root without sudo. */
  readonly sudo: string;
}

export function standingHere(called: string): Standing {
  const isRoot = process.getuid?.() === 0 && process.env['SUDO_USER'] === undefined;
  return { called, sudo: isRoot ? '' : 'sudo ' };
}

export function nextSteps(hubFile: string, { called, sudo }: Standing): string {
  const config = resolve(hubFile);
  const folder = dirname(config);
  if (config === CONFIG)
    return commands([
      `${sudo}systemctl restart anbu`,
      `${sudo}${called} walk-test --out ${folder}/walk-test.json`,
    ]);
  const data = `${folder}-data`;
  const places = [
    ['--config', config],
    ['--data', data],
    ['--socket', `${data}/hub.sock`],
  ];
  const words = places.map(([flag = '', path = '']) => `${flag} ${quoted(path)}`).join(' ');
  const here = commands([
    `mkdir -p ${quoted(data)}`,
    `${called} run ${words}`,
    `${called} walk-test ${words}`,
  ]);
  return `${here}\nAn installed hub reads ${CONFIG}: copy ${folder} there first, as a kit.`;
}

function commands(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}
/** For a POSIX shell. */
function quoted(path: string): string {
  return /^[\w/.,:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
