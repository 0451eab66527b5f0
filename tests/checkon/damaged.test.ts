/**
 * What a hub says of its open alerts when its journal was found damaged: anew, and later than all it may have said.
 *
 * What the receiver does with it is `tests/sim/desk-cases.test.ts` and a seed of the swarm.
 */
import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

test('after a damaged journal each open alert is told again at once, at a revision nobody has heard', () => {
  const bench = new Bench();
  bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  bench.desk('help', 'arrived');
  const at = { version: 'bench', codeHash: 'bench', originMs: bench.ms, offMs: 0 };
  const previous = { boot: 'before', lastSeq: { alert: 0, notice: 0, need: 0, state: 0, history: 0 } };
  const told = (trouble: readonly 'journal-quarantined'[]): unknown[] =>
    bench
      .give({ kind: 'boot', ...at, previous, trouble })
      .flatMap((body) => (body.kind === 'alert' ? [[body.stage, body.why, body.revision]] : []));
  expect(told([])).toEqual([]);
  expect(told(['journal-quarantined'])).toEqual([['arrived', 'reminder', 2_002]]);
  expect(told([])).toEqual([]);
});
