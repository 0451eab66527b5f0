/**
 * A page of labels says the same in words and in its QR codes, read by a decoder that is not the one who wrote them; and it
 * holds no key in any form and asks no network.
 */
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsqr from 'jsqr';
import { afterAll, expect, test } from 'vitest';
import { HubCodes } from '../../agent/cli/provision/hub-codes.ts';
import { hubLabel, labelPage, nodeLabel } from '../../agent/provisioning/label-page.ts';
import { checkCodeOf } from '../../agent/provisioning/labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-labels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = Uint8Array.from({ length: 16 }, (_, at) => 0xf0 - at * 11);
const NODE = { id: 'kitchen', room: 'kitchen', address: 2, serial: '414e425500000002', key: KEY };
const CODE = '0123-4567-89AB-CDEF';

/** What each picture of a page says, drawn square by square. */
function decoded(page: string): readonly (string | null)[] {
  return (page.match(/<svg.*?<\/svg>/gs) ?? []).map((svg) => {
    const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    const squares = [...svg.matchAll(/M(\d+),(\d+)h(\d+)v\3h-\3z/g)];
    expect(svg.match(/M\d/g)).toHaveLength(squares.length);
    for (const [left = 0, top = 0, width = 0] of squares.map((square) => square.slice(1).map(Number)))
      for (let row = top; row < top + width; row += 1)
        for (let at = left; at < left + width; at += 1)
          pixels.fill(0, (row * side + at) * 4, (row * side + at) * 4 + 3);
    return jsqr.default(pixels, side, side)?.data ?? null;
  });
}

test('each code is read back: home, node, number, serial and check code; the code of a hub', () => {
  const page = labelPage([nodeLabel('flat-9', NODE), hubLabel('flat-9', 'hub-9', CODE)]);
  expect(decoded(page)).toEqual([
    `anbu:node?home=flat-9&node=kitchen&address=2&serial=414e425500000002&check=${checkCodeOf(KEY)}`,
    'anbu:hub?home=flat-9&hub=hub-9&code=0123-4567-89AB-CDEF',
  ]);
  for (const words of ['<b>flat-9</b><br>kitchen<br>node 2', 'hub hub-9', '0123-4567-<br>89AB-CDEF'])
    expect(page).toContain(words);
});

test('a name of other letters and signs is whole in the code, and no markup on the page', () => {
  const home = '은평 <3> & "12"';
  const page = labelPage([nodeLabel(home, { ...NODE, room: '부엌' })]);
  const [content] = decoded(page);
  expect(new URLSearchParams(content?.split('?')[1]).get('home')).toBe(home);
  expect(page).toContain('<b>은평 &lt;3&gt; &amp; &quot;12&quot;</b><br>kitchen (부엌)');
});

test('no key in any form, and nothing is fetched', () => {
  const label = nodeLabel('flat-9', NODE);
  const page = labelPage([label]);
  const bytes = Buffer.from(KEY);
  for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const)
    for (const text of [page, label.content, ...label.lines])
      expect(text.toLowerCase()).not.toContain(bytes.toString(encoding).toLowerCase());
  expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
    /https?:|src=|href=|url\(|@import/,
  );
});

test('codes are made once; those that were printed and thrown away are not made anew', () => {
  const first = new HubCodes(folder).issue('flat-9', folder, 2);
  expect(first).toHaveLength(2);
  expect(new Set(first).size).toBe(2);
  const hashes = (): string => {
    const names = readdirSync(join(folder, 'console')).sort();
    return names.map((name) => readFileSync(join(folder, 'console', name), 'utf8')).join('');
  };
  const claims = hashes();
  expect(claims.match(/[0-9a-f]{64}/g)?.length).toBeGreaterThanOrEqual(2);
  for (const code of first) expect(claims).not.toContain(code);
  expect(new HubCodes(folder).issue('flat-9', folder, 2)).toEqual(first);
  // A cut between the codes and their hashes.
  renameSync(join(folder, 'console'), join(folder, 'console.new'));
  expect(new HubCodes(folder).issue('flat-9', folder, 2)).toEqual(first);
  expect(hashes()).toBe(claims);
  rmSync(join(folder, 'hub-codes.json'));
  expect(new HubCodes(folder).issue('flat-9', folder, 2)).toEqual([]);
  expect(hashes()).toBe(claims);
});
