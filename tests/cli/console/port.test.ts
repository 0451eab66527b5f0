/**
 * A port that is not there: whoever sits at a terminal is told at once; a service waits for the cable.
 * Runs the verb in this process, with a shell that is or is not a terminal; no port is ever opened.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readArguments } from '../../../agent/cli/arguments.ts';
import { verb } from '../../../agent/cli/console.ts';
import type { Io } from '../../../agent/cli/verb.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-port-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Told to stop as soon as it asks: it has begun to wait by then. */
function shell(columns: number | null): Io {
  return { line() {}, note() {}, status() {}, columns, interrupted: () => AbortSignal.abort() };
}
const run = async (tty: string, columns: number | null): Promise<number> =>
  verb.run(readArguments(verb, ['--tty', tty, '--state', join(folder, 'state')]), shell(columns));

test('at a terminal it says at once that there is none, and where to look', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  await expect(run('/dev/ttyNONE7', 80)).rejects.toMatchObject({
    code: 'file-not-found',
    message: 'there is no /dev/ttyNONE7',
    hint: 'Plug the cable in and see what its port is called: ls /dev/serial/by-id /dev/ttyGS* /dev/ttyUSB* /dev/ttyACM*',
  });
  await expect(run(file, 80)).rejects.toThrow(`${file} is no serial port`);
});

test('as a service it waits until it is told to stop', async () => {
  expect(await run('/dev/ttyNONE7', null)).toBe(0);
});
