/**
 * Home descriptions: the same schema as `home:` in a hub's file, with one typed error for all mistakes.
 * The real homes are read too where they are at hand; elsewhere that is said.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadHome } from '../../agent/config/load.ts';
import { written } from './hub-file.ts';

/** Real homes lie beside the checkout, and only on some machines. */
const HOMES = fileURLToPath(new URL('../../../shared/homes/', import.meta.url));

const HOME = {
  home: 'flat',
  timezone: 'Europe/Madrid',
  start: '2011-11-28T02:27:59.000',
  end: '2011-12-12T07:22:21.000',
  fidelity: 'full',
  sensors: [{ id: 'Bathroom/Basin', room: 'bathroom', class: 'motion' }],
};

test.each([
  ['blanks', JSON.stringify(HOME, null, 1)],
  ['tabs', JSON.stringify(HOME, null, '\t')],
  ['one line', JSON.stringify(HOME)],
])('is read from JSON with %s', async (_how, text) => {
  expect(await loadHome(written(text, 'flat.home.json'))).toEqual({
    home: 'flat',
    timezone: 'Europe/Madrid',
    sensors: [{ id: 'Bathroom/Basin', room: 'bathroom', class: 'motion' }],
  });
});

test('names every mistake with its key path', async () => {
  const text = JSON.stringify({
    ...HOME,
    timezone: 'CEST?',
    sensors: [{ id: 'a', room: 'b', class: 'pir' }],
    extra: 1,
  });
  const failing = loadHome(written(text, 'flat.home.json'));
  await expect(failing).rejects.toMatchObject({ code: 'home-invalid' });
  for (const path of ['timezone:', 'sensors[0].class:', 'extra:'])
    await expect(failing).rejects.toThrow(path);
});

test('is not there', async () => {
  await expect(loadHome('/nowhere/x.home.json')).rejects.toMatchObject({ code: 'file-not-found' });
});

test('every real home can be read', async (context) => {
  if (!existsSync(HOMES)) return context.skip('needs ../shared: the recorded homes');
  const files = readdirSync(HOMES).filter((name) => name.endsWith('.home.json'));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files)
    expect((await loadHome(join(HOMES, name))).sensors.length, name).toBeGreaterThan(0);
});
