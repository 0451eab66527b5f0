/**
 * The gate itself: that lint and types really fire, and that the closing line tells the truth.
 *
 * Each test plants faults in a small repository and runs the shipped gate and the shipped rule files there.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outcome, plantRepository } from './planted-repository.ts';

/** Lint rule and a text that breaks it. */
const LINT_FAULTS: Readonly<Record<string, string>> = {
  'import/no-cycle': "import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n",
  'import/no-default-export': 'export default 1;\n',
  'typescript/no-confusing-void-expression': 'declare const f: () => void;\nexport const a = [f()];\n',
  'typescript/no-explicit-any': 'export const a = (x: any): number => Number(x);\n',
  'typescript/no-floating-promises': 'export async function a(): Promise<void> {}\na();\n',
  'typescript/no-misused-promises':
    'export const a = (f: () => Promise<boolean>): number => {\n  if (f()) return 1;\n  return 2;\n};\n',
  'typescript/no-non-null-assertion': 'export const a = (x?: number): number => x!;\n',
  'typescript/no-unsafe-assignment': "export const a: number = JSON.parse('1');\n",
  'typescript/no-unsafe-type-assertion': 'export const a = (x: unknown): string => x as string;\n',
  'typescript/only-throw-error': "export function a(): never {\n  throw 'text';\n}\n",
  'typescript/restrict-template-expressions': 'export const a = (x: object): string => `${x}`;\n',
  'typescript/return-await':
    'export async function a(f: () => Promise<number>): Promise<number> {\n  try {\n    return f();\n  } catch {\n    return 0;\n  }\n}\n',
  'typescript/switch-exhaustiveness-check':
    "export function a(x: 'p' | 'q'): number {\n  let n = 0;\n  switch (x) {\n    case 'p':\n      n = 1;\n      break;\n  }\n  return n;\n}\n",
  'eslint/eqeqeq': 'export const a = (x: number): boolean => x == 1;\n',
  'eslint/no-shadow': 'export const a = (x: number): number[] => [1].map((x) => x);\n',
  'eslint/no-unused-vars': 'export function a(): number {\n  const unused = 1;\n  return 2;\n}\n',
  'eslint/preserve-caught-error':
    "export function a(f: () => void): void {\n  try {\n    f();\n  } catch (error) {\n    throw new Error('lost');\n  }\n}\n",
};

test('the linter finds each planted fault, with types', async () => {
  const rules = Object.keys(LINT_FAULTS);
  const files = Object.fromEntries(
    rules.map((rule, index) => [`agent/f${index}.ts`, LINT_FAULTS[rule] ?? '']),
  );
  const cycle = rules.indexOf('import/no-cycle');
  files['agent/cycle-b.ts'] = `import { a } from './f${cycle}.ts';\nexport const b = (): number => a();\n`;
  const folder = plantRepository(files);
  const { out, code } = await outcome(folder, [
    'node_modules/.bin/oxlint',
    '--type-aware',
    '--format=unix',
    '.',
  ]);
  expect(code).toBe(1);
  const missed = rules.filter((rule, index) => {
    const [plugin, name] = rule.split('/');
    const said = new RegExp(`agent/f${index}\\.ts:.*${plugin}[(/]${name}`);
    return !said.test(out);
  });
  expect(missed, out).toEqual([]);
});

/** What each strict flag of tsconfig.json must refuse. */
const TYPE_FAULTS: Readonly<Record<string, string>> = {
  TS1294: 'export enum A {\n  b,\n}\n',
  TS1484: "import { B } from './t1.ts';\nexport const a: B = 1;\n",
  TS2322: 'const list: number[] = [];\nexport const a: number = list[0];\n',
  TS2375: 'const x: { y?: number } = { y: undefined };\nexport const a = x;\n',
  TS4111: 'const x: Record<string, number> = {};\nexport const a = x.y;\n',
  TS4114: 'class B {\n  f(): void {}\n}\nexport class A extends B {\n  f(): void {}\n}\n',
  TS7029:
    'export function a(x: number): number {\n  let n = 0;\n  switch (x) {\n    case 1:\n      n = 1;\n    default:\n      n = 2;\n  }\n  return n;\n}\n',
};

test('the type checker finds each planted fault', async () => {
  const codes = Object.keys(TYPE_FAULTS);
  const files = Object.fromEntries(
    codes.map((code, index) => [`agent/t${index}.ts`, TYPE_FAULTS[code] ?? '']),
  );
  files['agent/t1.ts'] = "import { B } from './b.ts';\nexport const a: B = 1;\n";
  files['agent/b.ts'] = 'export type B = number;\n';
  const { out } = await outcome(plantRepository(files), ['node_modules/.bin/tsc', '--pretty', 'false']);
  expect(
    codes.filter((code, index) => !new RegExp(`agent/t${index}\\.ts.*${code}`).test(out)),
    out,
  ).toEqual([]);
});

const PASSING = "import { expect, test } from 'vitest';\n\ntest('passes', () => expect(1).toBe(1));\n";
const SKIPPING =
  "import { test } from 'vitest';\n\ntest('needs a broker', (ctx) => ctx.skip('no broker here'));\n";

const lastLine = (out: string) => out.trimEnd().split('\n').at(-1);
const GATE = ['node', '.ci/gate.ts'];

test('all well: the closing line counts types, lint and format among the checks', async () => {
  const { out, code } = await outcome(plantRepository({ 'tests/a.test.ts': PASSING }), GATE);
  expect([lastLine(out), code], out).toEqual(['4 passed, 0 failed', 0]);
});

test('a failing test, an import that fails and an unformatted file each count', async () => {
  const files = {
    'tests/a.test.ts': PASSING.replace('toBe(1)', 'toBe(2)'),
    'tests/b.test.ts': "throw new Error('does not load');\n",
    'agent/c.ts': 'export const c   = 1\n',
  };
  const { out, code } = await outcome(plantRepository(files), GATE);
  expect([lastLine(out), code], out).toEqual(['2 passed, 3 failed', 1]);
  expect(out.trimEnd().split('\n').slice(-6), out).toEqual([
    '== FAILED',
    '   format (oxfmt --check)',
    '   tests/a.test.ts: passes',
    '   tests/b.test.ts: the file itself',
    '',
    '2 passed, 3 failed',
  ]);
});

test('of many failures the first twenty are named above the closing line', async () => {
  const many =
    "import { expect, test } from 'vitest';\n\nfor (let n = 1; n <= 22; n += 1) test(`no ${n}`, () => expect(n).toBe(0));\n";
  const { out } = await outcome(plantRepository({ 'tests/a.test.ts': many }), GATE);
  const lines = out.trimEnd().split('\n');
  expect(lines.slice(-4), out).toEqual([
    '   tests/a.test.ts: no 20',
    '   … and 2 more',
    '',
    '3 passed, 22 failed',
  ]);
  expect(lines.at(-24)).toBe('== FAILED');
});

test('a skipped test is loud on a desk and a failure on a build machine, with its reason', async () => {
  const folder = plantRepository({ 'tests/a.test.ts': PASSING, 'tests/b.test.ts': SKIPPING });
  const desk = await outcome(folder, GATE);
  expect([lastLine(desk.out), desk.code], desk.out).toEqual(['4 passed, 0 failed, 1 skipped', 0]);
  expect(desk.out).toContain('needs a broker: no broker here');
  const buildMachine = await outcome(folder, GATE, 'true');
  expect([lastLine(buildMachine.out), buildMachine.code], buildMachine.out).toEqual([
    '4 passed, 1 failed',
    1,
  ]);
  expect(buildMachine.out).toContain('needs a broker: no broker here');
});

test('recorded homes that are not there are said, and are no failure', async () => {
  const excused = SKIPPING.replace('no broker here', 'needs ../shared: recorded homes');
  const folder = plantRepository({ 'tests/a.test.ts': PASSING, 'tests/b.test.ts': excused });
  const { out, code } = await outcome(folder, GATE, 'true');
  expect([lastLine(out), code], out).toEqual(['4 passed, 0 failed', 0]);
  expect(out).toContain('needs ../shared: recorded homes');
});

test('no test at all is a failure', async () => {
  const { out, code } = await outcome(plantRepository({ 'agent/a.ts': 'export const a = 1;\n' }), GATE);
  expect([lastLine(out), code], out).toEqual(['3 passed, 1 failed', 1]);
});

/** Leaves a file in each place and a process that would outlive it; then waits for ever. */
const ENDLESS = `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';

test('does not end', async () => {
  mkdtempSync(join(tmpdir(), 'keys-'));
  mkdtempSync(join(process.env['ANBU_TEST_MEMORY'] ?? '', 'keys-'));
  const left = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  console.log(\`at work: \${process.env['ANBU_TEST_MEMORY']} \${left.pid}\`);
  await once(left, 'exit');
});
`;

/** Of one that was killed and that nobody waits for, the kernel keeps the number alone. */
function isAtWork(pid: string | undefined): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8') !== '';
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('interrupted by %s it says so and leaves nothing behind', async (signal, code) => {
  const folder = plantRepository({ 'tests/a.test.ts': ENDLESS, 'tmp/.keep': '' });
  const gate = spawn(process.execPath, ['.ci/gate.ts'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: join(folder, 'tmp'), CI: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  const atWork = new Promise<RegExpExecArray>((resolve) => {
    gate.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const said = /at work: (\S+) (\d+)/.exec(out);
      if (said !== null) resolve(said);
    });
  });
  const [, memory = '', left] = await atWork;
  gate.kill(signal);
  await once(gate, 'close');
  expect([lastLine(out), gate.exitCode], out).toEqual(['3 passed, 1 failed', code]);
  expect(out).toContain(`interrupted (${signal})`);
  expect(readdirSync(join(folder, 'tmp'))).toEqual(['.keep']);
  expect(existsSync(memory), memory).toBe(false);
  expect(isAtWork(left)).toBe(false);
});

test('whatever a test forgot is gone when the gate is over', async () => {
  const forgetful = ENDLESS.replace("await once(left, 'exit')", "await once(left, 'spawn')");
  const folder = plantRepository({ 'tests/a.test.ts': forgetful });
  const { out, code } = await outcome(folder, GATE);
  const [, memory = '', left] = /at work: (\S+) (\d+)/.exec(out) ?? [];
  expect([lastLine(out), code, existsSync(memory)], out).toEqual(['4 passed, 0 failed', 0, false]);
  expect(isAtWork(left)).toBe(false);
});

test('interrupted during set-up the gate says so, too', async () => {
  const folder = plantRepository({ '.ci/setup': 'kill -INT $PPID\nkill -INT $$\n' });
  const { out, code } = await outcome(folder, ['bash', '.ci/test']);
  expect([lastLine(out), code], out).toEqual(['0 passed, 1 failed', 130]);
  expect(out).toContain('interrupted during set-up');
});
