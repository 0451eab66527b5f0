/**
 * The example configuration in boards/ is what a newcomer copies first: it must be usable as it stands.
 * Read as the verb reads it, with nothing else beside it.
 */
import { expect, test } from 'vitest';
import { loadConfig } from '../../agent/config/load.ts';

test('boards/example.yaml can be used', async () => {
  expect(await loadConfig('boards/example.yaml')).toMatchObject({ config: { home: { home: 'flat-12' } } });
});
