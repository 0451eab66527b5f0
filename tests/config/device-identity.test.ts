/**
 * Who a device is, by its configuration: a Bluetooth address where there is one, a key where something rests on it.
 *
 * The checks alone, on a raw tree; the messages of a whole file are tested in `load.test.ts`.
 */
import { expect, test } from 'vitest';
import { checkIdentities } from '../../agent/config/device-place.ts';
import { bthome } from '../../agent/sensors/drivers/bthome/driver.ts';
import { pir } from '../../agent/sensors/drivers/pir/driver.ts';

const MAC = 'A4:C1:38:8D:18:B2';
const KEY = '231d39c1d7cc1ab1aee224cd096db932';

function found(item: Record<string, unknown>): string[] {
  const device = { id: 'it', item, path: ['devices', 0] };
  const readText = (path: string): string | null =>
    ({ 'it.key': KEY, 'bad.key': 'x', 'zero.key': `${'0'.repeat(32)}\n` })[path] ?? null;
  return checkIdentities([device], [bthome, pir], readText).map(
    ({ path, hint }) => `${path.join('.')}: ${hint}`,
  );
}

test.each([
  [{ part: 'bthome', mac: MAC, key: 'it.key' }],
  [{ part: 'bthome', mac: MAC, feeds: {} }],
  [{ part: 'pir' }],
])('%j is right', (item) => {
  expect(found(item)).toEqual([]);
});
test.each([
  [{ part: 'bthome', key: 'it.key' }, /devices\.0\.mac: .*printed/],
  [{ part: 'bthome', mac: MAC }, /devices\.0\.key: .*stranger.*feeds: \{\}/],
  [{ part: 'bthome', mac: MAC, feeds: { window: 'front-door' } }, /devices\.0\.key: .*stranger/],
  [{ part: 'bthome', mac: MAC, key: 'no.key' }, /devices\.0\.key: Check the path/],
  [{ part: 'bthome', mac: MAC, key: 'bad.key' }, /devices\.0\.key: It holds something else/],
  [{ part: 'bthome', mac: MAC, key: 'zero.key' }, /devices\.0\.key: .*all zeros, as from the factory/],
  [{ part: 'pir', mac: MAC }, /devices\.0\.mac: .*remove it/],
  [{ part: 'pir', key: 'it.key' }, /devices\.0\.key: .*remove it/],
])('%j is wrong', (item, said) => {
  const findings = found(item);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatch(said);
});
