/**
 * The sound of a message: made once, found again, bounded, and told when it cannot be made.
 * With a stand-in for espeak-ng.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderMessage } from '../../agent/companion/render-message.ts';
import { makeWav } from './make-wav.ts';

const realPath = process.env['PATH'] ?? '';
let work = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'anbu-message-'));
  mkdirSync(join(work, 'bin'));
  writeFileSync(join(work, 'sound.wav'), makeWav());
  // Writes the sound to what follows -w, and notes that it was called, with what voice.
  standIn(`echo "$4" >> "${work}/calls"; cp "${work}/sound.wav" "$8"`);
});
afterEach(() => {
  process.env['PATH'] = realPath;
  rmSync(work, { recursive: true, force: true });
});
function standIn(script: string): void {
  const path = join(work, 'bin', 'espeak-ng');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  process.env['PATH'] = `${join(work, 'bin')}${delimiter}${realPath}`;
}
const folder = (): string => join(work, 'messages');
const sounds = (): string[] => readdirSync(folder());

test('is made once, in the voice of its language, and found again', async () => {
  const first = await renderMessage(folder(), 'The meal comes.', 2);
  expect(await renderMessage(folder(), 'The meal comes.', 2)).toEqual(first);
  await renderMessage(folder(), '식사가 갑니다.', 2);
  expect(sounds()).toHaveLength(2);
});

test('the oldest go: a card is not filled by what was said', async () => {
  for (let n = 0; n < 12; n += 1) await renderMessage(folder(), `Message ${'a'.repeat(n + 1)}.`, 1);
  expect(sounds()).toHaveLength(8);
});

test.each([
  ['that fails', 'exit 1'],
  ['that makes no sound', 'true'],
  ['that makes noise', 'echo noise > "$8"'],
])('a program %s leaves nothing, and is told', async (_name, script) => {
  standIn(script);
  const made = await renderMessage(folder(), 'The meal comes.', 2);
  expect(made).toHaveProperty('failed');
  expect(sounds()).toEqual([]);
});
