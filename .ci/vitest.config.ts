/**
 * How the test suite is run: every *.test.ts below tests/, in four worker processes.
 *
 * Processes, not threads: native modules (better-sqlite3, serialport) and fake brokers must not share an
 * address space with another test file. The smallest CI machine has two cores; four workers, because a third of
 * the time is spent waiting for a real process or a real second, as a node that answers once in ten. Focused tests are
 * refused everywhere, so a forgotten one cannot shrink the suite.
 */
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    // A third of the files start programs of ours, hundreds of times: each is read and compiled once. A file that
    // changed is compiled anew by Node itself; one entry per file, so the folder grows no further.
    env: { NODE_COMPILE_CACHE: new URL('../node_modules/.cache/compiled', import.meta.url).pathname },
    setupFiles: ['property-seed.ts', 'no-endless-test.ts'].map(
      (file) => new URL(file, import.meta.url).pathname,
    ),
    pool: 'forks',
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Never a limit on how fast: four workers on two cores, beside whatever else the machine does.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    allowOnly: false,
    passWithNoTests: false,
    reporters: ['default', new URL('reporter.ts', import.meta.url).pathname],
  },
});
