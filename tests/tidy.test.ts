/**
 * The house law (placeholder while the rules are being written): proves that the gate runs tests at all.
 * Must never stay empty: the rules live in tests/tidy/.
 */
import { expect, test } from 'vitest';

test('the gate runs on Node 24', () => {
  expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
});
