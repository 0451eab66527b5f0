/**
 * The scripts a developer meets first: set-up, demo, and a verb before any set-up.
 *
 * Must never install anything: where a script would, the planted repository stands in for its set-up.
 */
import { expect, test } from 'vitest';
import { outcome, plantRepository } from './planted-repository.ts';

const here = new URL('..', import.meta.url).pathname;
/** A tenth of this was measured; the rest is for a loaded build machine. */
const SETUP_MS_MAX = 300;

test('set-up with nothing missing is quick and leaves standard output alone', async () => {
  await outcome(here, ['bash', '.ci/setup']);
  const took: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const started = performance.now();
    const { stdout, code } = await outcome(here, ['bash', '.ci/setup']);
    expect([stdout, code]).toEqual(['', 0]);
    took.push(performance.now() - started);
  }
  expect(Math.min(...took)).toBeLessThan(SETUP_MS_MAX);
});

const ECHO = 'console.log(JSON.stringify([process.argv.slice(2), process.versions.node.split(".")[0]]));\n';
const NOISY_SETUP = 'echo "anbu set-up: installing" >&2\n';

test('the demo runs on Node 24 with its arguments, and only its own words on standard output', async () => {
  const folder = plantRepository({ 'agent/main.ts': ECHO, '.ci/setup': NOISY_SETUP });
  const { stdout } = await outcome(folder, ['npm', 'run', '-s', 'demo', '--', '--json', '--story', 'a b']);
  expect(stdout).toBe('[["demo","--json","--story","a b"],"24"]\n');
});

test('the demo does not start when set-up failed', async () => {
  const folder = plantRepository({ 'agent/main.ts': ECHO, '.ci/setup': 'exit 1\n' });
  const { stdout, code } = await outcome(folder, ['npm', 'run', '-s', 'demo']);
  expect([stdout, code]).toEqual(['', 1]);
});

test('a verb gets its arguments and its exit code through npm', async () => {
  const folder = plantRepository({ 'agent/main.ts': `${ECHO}process.exitCode = 2;\n` });
  const { stdout, code } = await outcome(folder, [
    'npm',
    'run',
    '-s',
    'anbu',
    '--',
    'replay',
    'x y',
    '--json',
  ]);
  expect([stdout, code]).toEqual(['[["replay","x y","--json"],"24"]\n', 2]);
});

test('a verb before any set-up says what to do', async () => {
  const folder = plantRepository({ 'agent/main.ts': ECHO }, { installed: false });
  const { out, stdout, code } = await outcome(folder, ['npm', 'run', '-s', 'anbu', '--', 'status']);
  expect([stdout, code]).toEqual(['', 1]);
  expect(out).toContain('npm run setup');
});

test('the gate reaches its closing line when set-up fails', async () => {
  const folder = plantRepository({ '.ci/setup': 'exit 1\n' });
  const { stdout, code } = await outcome(folder, ['npm', 'run', '-s', 'test']);
  expect([stdout.trimEnd().split('\n').at(-1), code]).toEqual(['0 passed, 1 failed', 1]);
});
