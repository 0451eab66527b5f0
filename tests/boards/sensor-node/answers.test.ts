/**
 * The firmware's cipher, stuffing, checksum and frames against vectors.json, compiled for this machine.
 *
 * The same sources run on the chip in node.test.ts; the hub's codec reads the same file in its own tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encode } from '../../../agent/sensors/drivers/sensor-node/cobs.ts';
import { ROOT } from './rig.ts';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const { ascon, cobs, cobsBad, crc, frames, bad, nodeKey } = z
  .object({
    nodeKey: hex,
    ascon: z.array(
      z.object({
        about: z.string(),
        key: hex,
        nonce: hex,
        associated: hex,
        plain: hex,
        cipher: hex,
        tag: hex,
      }),
    ),
    cobs: z.array(z.object({ decoded: hex, line: hex })),
    cobsBad: z.array(z.object({ encoded: hex })),
    crc: z.array(z.object({ bytes: hex, line: hex })),
    frames: z.array(z.object({ name: z.string(), key: hex, body: hex, frame: hex, line: hex })),
    bad: z.array(z.object({ name: z.string(), receiver: z.string(), why: z.string(), line: hex })),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, 'boards/sensor-node/vectors.json'), 'utf8')));

const hasCompiler = spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'anbu-answers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  if (!hasCompiler) return;
  const sources = ['ascon', 'cobs', 'frame'].map((name) => `boards/sensor-node/${name}.c`);
  const flags = [
    '-std=gnu11',
    '-O1',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-fsanitize=undefined',
    '-Iboards/sensor-node',
  ];
  const all = [...flags, '-o', join(folder, 'answers'), 'tests/boards/sensor-node/answers.c', ...sources];
  const built = spawnSync('gcc', all, { cwd: ROOT, encoding: 'utf8' });
  expect(built.stderr).toBe('');
});
beforeEach((context) => {
  if (!hasCompiler) context.skip('gcc is missing: the C sources are not asked');
});

/** Asks the C sources; `-` stands for no bytes. */
function ask(questions: readonly (readonly string[])[]): string[][] {
  const input = questions.map((words) => words.map((word) => word || '-').join(' ')).join('\n');
  const { stdout, status, stderr } = spawnSync(join(folder, 'answers'), {
    input: `${input}\n`,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) =>
      line
        .trimEnd()
        .split(' ')
        .map((word) => (word === '-' ? '' : word)),
    );
}

describe('known answers', () => {
  test('Ascon-AEAD128, both ways', () => {
    expect(ascon.length).toBeGreaterThan(5);
    const sealed = ask(
      ascon.map(({ key, nonce, associated, plain }) => ['seal', key, nonce, associated, plain]),
    );
    expect(sealed).toEqual(ascon.map(({ cipher, tag }) => [cipher, tag]));
    const opened = ask(
      ascon.map(({ key, nonce, associated, cipher }) => ['open', key, nonce, associated, cipher]),
    );
    expect(opened).toEqual(ascon.map(({ plain, tag }) => [plain, tag]));
  });

  test('byte stuffing, both ways', () => {
    const inner = (line: string) => line.slice(2, -2);
    expect(ask(cobs.map(({ decoded }) => ['stuff', decoded]))).toEqual(cobs.map(({ line }) => [inner(line)]));
    expect(ask(cobs.map(({ line }) => ['unstuff', line]))).toEqual(cobs.map(({ decoded }) => [decoded]));
    expect(ask(cobsBad.map(({ encoded }) => ['unstuff', `00${encoded}00`]))).toEqual(cobsBad.map(() => ['']));
  });

  test('checksum', () => {
    expect(ask(crc.map(({ bytes }) => ['crc', bytes]))).toEqual(crc.map(({ line }) => [line]));
  });

  test.each(frames)('frame: $name', ({ key, body, frame, line }) => {
    const header = frame.slice(0, 22);
    expect(ask([['frame', key, header, body]])).toEqual([[frame]]);
    expect(
      ask([
        ['stuff', frame],
        ['unstuff', line],
        ['read', key, frame],
      ]),
    ).toEqual([[line.slice(2, -2)], [frame], [body]]);
  });

  test.each(bad.filter(({ why }) => why === 'noise' || why === 'forged'))('$why: $name', ({ why, line }) => {
    const [[frame = '']] = ask([['unstuff', line]]) as [string[]];
    const verdict = frame === '' ? 'noise' : ask([['read', nodeKey, frame]])[0]![0];
    expect(verdict).toBe(why);
  });
});

test('any frame comes through any garbage before it', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.uint8Array({ maxLength: 100 }), bytes), { minLength: 1, maxLength: 20 }),
      (all) => {
        const answers = ask(
          all.map(([garbage, decoded]) => [
            'unstuff',
            Buffer.from([...garbage, ...encode(decoded)]).toString('hex'),
          ]),
        );
        const expected = all.map(([, decoded]) => Buffer.from(decoded).toString('hex'));
        expect(answers.map((found) => found.at(-1))).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});
