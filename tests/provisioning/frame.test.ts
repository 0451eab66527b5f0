/**
 * Frames on the cable: the known answers, and that nothing between, before or inside them is taken for one.
 *
 * boards/hub-console/PROTOCOL.md §2, with its vectors.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRAME_BYTES_MAX, ID_MAX, encodeFrame, readLine } from '../../agent/provisioning/console/frame.ts';
import { ConsoleRig, frame, framesIn, hello } from './console-rig.ts';

interface Vectors {
  readonly good: readonly { readonly id: number; readonly body: unknown; readonly line: string }[];
  readonly bad: readonly { readonly line: string; readonly is: string }[];
}
const VECTORS = JSON.parse(
  readFileSync(new URL('../../boards/hub-console/vectors.json', import.meta.url), 'utf8'),
) as Vectors;

const id = fc.integer({ min: 1, max: ID_MAX });
const body = fc.jsonValue({ maxDepth: 3 });
/** Anything but the beginning of a frame: what a boot loader or another program says on the port. */
const garbage = fc
  .uint8Array({ maxLength: 300 })
  .filter((bytes) => !Buffer.from(bytes).toString('latin1').includes('#anbu'));

describe('known answers', () => {
  test.each(VECTORS.good)('$line', ({ id: number, body: said, line }) => {
    expect(encodeFrame(number, said)).toBe(`\n${line}\n`);
    expect(readLine(line)).toMatchObject({ type: 'frame', id: number, body: said });
  });
  test.each(VECTORS.bad)('$line is $is', ({ line, is }) => {
    const read = readLine(line);
    expect(read.type === 'fault' ? read.fault : read.type).toBe(is);
  });
});

test('what is written is read back, in printable ASCII and within its bound', () => {
  fc.assert(
    fc.property(id, body, (number, said) => {
      const text = encodeFrame(number, said);
      if (text === null) return;
      expect(text).toMatch(/^\n#anbu1 [ -~]+\n$/);
      expect(text.length - 1).toBeLessThanOrEqual(FRAME_BYTES_MAX);
      expect(readLine(text.trim())).toMatchObject({ type: 'frame', id: number });
      expect(framesIn(text)).toEqual([{ id: number, body: JSON.parse(JSON.stringify(said)) as unknown }]);
    }),
  );
});

test('the longest frame is one; a byte more is none', () => {
  const room = FRAME_BYTES_MAX - '#anbu1 1 00000000 ""\n'.length;
  expect(encodeFrame(1, 'x'.repeat(room))).not.toBeNull();
  expect(encodeFrame(1, 'x'.repeat(room + 1))).toBeNull();
});

test('one byte that is another is found', () => {
  const whole = frame(7, { do: 'status' }).trim();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0x20, max: 0x7e }), (at, code) => {
      const other = String.fromCharCode(code);
      fc.pre(other !== whole[at]);
      expect(readLine(whole.slice(0, at) + other + whole.slice(at + 1)).type).not.toBe('frame');
    }),
  );
});

describe('a console', () => {
  test('answers each frame once, whatever stands between them', () => {
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 6 }), (between) => {
        const rig = new ConsoleRig();
        rig.ask(hello());
        const asked = between.map((_, at) => frame(at + 2, { do: 'status' }));
        const bytes = Buffer.concat(
          asked.flatMap((one, at) => [between[at] ?? '', Buffer.from(one)].map((x) => Buffer.from(x))),
        );
        const answers = framesIn(rig.hear(bytes)).filter((one) => one.id !== 0);
        expect(answers.map((one) => one.id)).toEqual(asked.map((_, at) => at + 2));
        expect(rig.deeds).toHaveLength(between.length);
      }),
    );
  });

  test('hears the same however the bytes are cut', () => {
    const text = hello() + frame(2, { do: 'status' }) + frame(3, { do: 'staged' });
    const whole = new ConsoleRig().hear(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
        const rig = new ConsoleRig();
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, at) => rig.hear(text.slice(places[at], end)));
        expect(pieces.join('')).toBe(whole);
      }),
    );
  });

  test('a frame cut at any byte does nothing, and the next one is heard', () => {
    const cut = frame(2, { do: 'set', path: 'language', value: 'en' });
    for (let at = 0; at < cut.length - 1; at += 1) {
      const rig = new ConsoleRig().claimed();
      const answers = rig.ask(cut.slice(0, at), frame(3, { do: 'staged' })).filter((one) => one.id !== 0);
      expect(answers, `cut at ${at}`).toEqual([{ id: 3, body: { ok: { staged: [] } } }]);
    }
  });

  test('what is damaged is refused under id 0, so that a script can ask again at once', () => {
    const rig = new ConsoleRig();
    const [answer] = rig.ask(hello().replace('s1', 's2'));
    expect(answer).toMatchObject({ id: 0, body: { error: { code: 'frame-damaged' } } });
    const [long] = rig.ask(`\n#anbu1 1 00000000 ${'x'.repeat(10_000)}\n`);
    expect(long).toMatchObject({ id: 0, body: { error: { code: 'frame-too-long' } } });
    const [newer] = rig.ask('\n#anbu2 1 00000000 {}\n');
    expect(newer).toMatchObject({ id: 0, body: { error: { code: 'version-unsupported' } } });
    expect(rig.deeds).toEqual([]);
  });
});
