/**
 * Counts vitest's results for the gate's closing line, and keeps the reason of every skipped test.
 *
 * Writes one JSON file (path in ANBU_TEST_COUNTS) at the end of a run. It must count what never became a
 * test too: a file that fails to import, or an error thrown outside any test, is one failure each.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export type Counts = {
  readonly passed: number;
  readonly failed: number;
  /** One line each: file, test. */
  readonly failures: readonly string[];
  /** One line each: file, test, reason. */
  readonly skipped: readonly string[];
};

export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const path = process.env['ANBU_TEST_COUNTS'];
    if (path !== undefined) writeFileSync(path, JSON.stringify(count(modules, unhandledErrors.length)));
  }
}

function count(modules: readonly TestModule[], strayErrors: number): Counts {
  let passed = 0;
  const failures: string[] = [];
  const skipped: string[] = [];
  for (const module of modules) {
    const file = module.relativeModuleId;
    for (const _ of module.errors()) failures.push(`${file}: the file itself`);
    for (const suite of module.children.allSuites()) {
      for (const _ of suite.errors()) failures.push(`${file}: ${suite.fullName}`);
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'failed') failures.push(`${file}: ${test.fullName}`);
      else {
        const reason = result.state === 'skipped' ? (result.note ?? 'no reason given') : 'never ran';
        skipped.push(`${file}: ${test.fullName}: ${reason}`);
      }
    }
  }
  for (let stray = 0; stray < strayErrors; stray += 1) failures.push('an error outside any test: see above');
  return { passed, failed: failures.length, failures, skipped };
}
