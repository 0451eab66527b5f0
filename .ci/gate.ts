/**
 * The one gate: types, lint and format, then every test, then one closing line `N passed, N failed`.
 *
 * Each of types, lint and format is one check in that count. On a build machine (CI set) a skipped test is
 * a failure, because nobody reads its warning; on a desk it is said loudly and counted apart. One excuse
 * holds everywhere: recorded homes are not in the repository, so a clone without them is whole.
 * Must always reach its closing line: whatever a tool does, its failure is a number, never a crash here. Interrupted, it
 * says so there, and nothing of it stays behind.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Counts } from './reporter.ts';
import { Workplace } from './workplace.ts';

const BIN = 'node_modules/.bin';
const STATIC_CHECKS = [
  { title: 'types (tsc)', command: [`${BIN}/tsc`, '--pretty', 'false'] },
  { title: 'lint (oxlint, type-aware)', command: [`${BIN}/oxlint`, '--type-aware', '--deny-warnings', '.'] },
  { title: 'format (oxfmt --check)', command: [`${BIN}/oxfmt`, '--check', '.'] },
] as const;

const workplace = new Workplace();

type Ended = { readonly ok: boolean; readonly output: string; readonly seconds: number };

/** Runs a command. `output` is empty when its output went straight to the terminal (`live`). */
function run(
  command: readonly string[],
  options: { live: boolean; env?: Record<string, string> },
): Promise<Ended> {
  const started = performance.now();
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      // Live errors go to standard output too, so that no reader can put them after the closing line.
      stdio: options.live ? ['ignore', 1, 1] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...workplace.env, ...options.env },
    });
    let output = '';
    const end = (ok: boolean) => resolve({ ok, output, seconds: (performance.now() - started) / 1000 });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => {
      output += `${program}: ${error.message}\n`;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

function heading(title: string): void {
  console.log(`\n== ${title}`);
}

/** Runs the three at once (they do not touch each other) and prints them in order. */
async function staticChecks(): Promise<Counts> {
  const failures: string[] = [];
  const running = STATIC_CHECKS.map((check) => ({ check, ended: run(check.command, { live: false }) }));
  for (const { check, ended } of running) {
    heading(check.title);
    const { ok, output, seconds } = await ended;
    if (!ok) {
      failures.push(check.title);
      console.log(output.trimEnd());
    }
    console.log(`-- ${ok ? 'ok' : 'FAILED'}, ${seconds.toFixed(1)} s`);
  }
  const failed = failures.length;
  return { passed: STATIC_CHECKS.length - failed, failed, failures, skipped: [] };
}

async function tests(filters: readonly string[]): Promise<Counts> {
  heading('tests (vitest), the house law among them');
  const countsPath = join(workplace.folder, 'counts.json');
  const ended = await run(
    [
      process.execPath,
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      '.ci/vitest.config.ts',
      ...filters,
    ],
    { live: true, env: { ANBU_TEST_COUNTS: countsPath } },
  );
  const counts = readCounts(countsPath);
  console.log(`-- ${ended.ok ? 'ok' : 'FAILED'}, ${ended.seconds.toFixed(1)} s`);
  // vitest can fail for a reason no test carries (no test found, a worker died): never let that count as zero.
  const unsaid = { ...counts, failed: 1, failures: ['vitest itself: see above'] };
  return !ended.ok && counts.failed === 0 ? unsaid : counts;
}

function readCounts(path: string): Counts {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts;
  } catch {
    console.log('vitest ended without counting its tests');
    return { passed: 0, failed: 1, failures: ['vitest itself: see above'], skipped: [] };
  }
}

/** What a test says in `ctx.skip(…)` when only the recorded homes beside the checkout are missing. */
const EXCUSE = /: needs \.\.\/shared\b/;

function report(lines: readonly string[], title: string): void {
  if (lines.length === 0) return;
  heading(title);
  for (const line of lines) console.log(`   ${line}`);
}

/** More would push the first ones off the screen. */
const FAILURES_SHOWN_MAX = 20;

function reportFailures(lines: readonly string[]): void {
  const more = lines.length - FAILURES_SHOWN_MAX;
  report(more > 0 ? [...lines.slice(0, FAILURES_SHOWN_MAX), `… and ${more} more`] : lines, 'FAILED');
}

/** Everything is done here and now: nothing that was under way says another word after the closing line. */
function endInterrupted(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): never {
  workplace.clear();
  const { passed, failed } = sum(parts);
  console.log(`\ninterrupted (${signal}): what was under way is not counted, and is one failure`);
  console.log(`\n${passed} passed, ${failed + 1} failed`);
  process.exit(128 + constants.signals[signal]);
}

function sum(counted: readonly Counts[]): { readonly passed: number; readonly failed: number } {
  const of = (key: 'passed' | 'failed') => counted.reduce((total, part) => total + part[key], 0);
  return { passed: of('passed'), failed: of('failed') };
}

const parts: Counts[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endInterrupted);

const args = process.argv.slice(2);
const onlyStatic = args.includes('--static');
const onBuildMachine = !['', '0', 'false'].includes(process.env['CI'] ?? '');

parts.push(await staticChecks());
if (!onlyStatic) parts.push(await tests(args));
workplace.clear();

const notRun = parts.flatMap((part) => part.skipped);
const excused = notRun.filter((line) => EXCUSE.test(line));
const skipped = notRun.filter((line) => !EXCUSE.test(line));
report(excused, 'NOT RUN, because the recorded homes are not beside this checkout');
report(
  skipped,
  onBuildMachine ? 'SKIPPED, which is a failure on a build machine' : 'SKIPPED: this was NOT checked',
);
reportFailures(parts.flatMap((part) => part.failures));
const { passed, failed: failedTests } = sum(parts);
const failed = failedTests + (onBuildMachine ? skipped.length : 0);
const apart = !onBuildMachine && skipped.length > 0 ? `, ${skipped.length} skipped` : '';
console.log(`\n${passed} passed, ${failed} failed${apart}`);
process.exitCode = failed === 0 ? 0 : 1;
