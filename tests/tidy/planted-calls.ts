/**
 * Planted violations for call-rules.ts: what code must not say, and beside it what only looks like it.
 * Texts only: nothing here is ever run.
 */
import type { Plant } from './rule.ts';

export const CALLS: readonly Plant[] = [
  {
    rule: 'ambient',
    why: 'every way to reach clock, chance and process; a shell may, and so may a name of our own',
    files: {
      'agent/decide.ts': [
        'const a = Date.now();',
        'const b = new Date();',
        'const c = Math.random();',
        'setTimeout(f, 1);',
        "const d = process.env['X'];",
        'const e = performance.now();',
        'const f = globalThis;',
        'const clock = { now: Date };',
        'const g = new Date(5).getUTCHours(); const h = Date.UTC(2026, 1);',
        'type T = { process: number }; const i = x.process; const j = { process: 1 };',
        "console.log('x');",
      ].join('\n'),
      'agent/provisioning/walk.ts': 'setInterval(f, 1);\n',
      'agent/hub.ts': 'function process(x: number) { return x; }\nprocess(1);\n',
      'agent/host.ts': 'Date.now();\n',
      'agent/sensors/buses/gpio.ts': 'setTimeout(f, 1);\n',
    },
    finds: [
      'agent/decide.ts:1 uses Date.now',
      'agent/decide.ts:2 uses new Date()',
      'agent/decide.ts:3 uses Math.random',
      'agent/decide.ts:4 uses setTimeout',
      'agent/decide.ts:5 uses process',
      'agent/decide.ts:6 uses performance',
      'agent/decide.ts:7 uses globalThis',
      'agent/decide.ts:8 passes Date on',
      'agent/decide.ts:11 uses console',
      'agent/provisioning/walk.ts:1 uses setInterval',
    ],
  },
  {
    rule: 'ambient-import',
    why: 'the clock by import',
    files: { 'agent/provisioning/walk.ts': "import { setTimeout } from 'node:timers/promises';\n" },
    finds: ['agent/provisioning/walk.ts:1 imports node:timers/promises'],
  },
  {
    rule: 'portable-math',
    why: 'last bits that differ between machines; square roots and literal powers do not',
    files: {
      'agent/detector/hazard.ts': [
        'const a = Math.exp(x);',
        'const b = x ** 2;',
        'const { log } = Math;',
        'const c = Math.sqrt(x) + 2 ** 32 + Math.max(1, Math.PI);',
        "const d = Math['pow'](x, 2);",
      ].join('\n'),
      'agent/host.ts': 'Math.exp(1);\n',
    },
    finds: [
      'agent/detector/hazard.ts:1 uses Math.exp',
      'agent/detector/hazard.ts:2 uses **',
      'agent/detector/hazard.ts:3 passes Math on',
      'agent/detector/hazard.ts:5 uses Math.pow',
    ],
  },
  {
    rule: 'no-locale',
    why: "the machine's time zone and language",
    files: {
      'agent/checkon/hours.ts': [
        'const a = new Intl.DateTimeFormat();',
        'const b = new Date(x).getHours();',
        'const c = new Date(2026, 1, 1);',
        'names.sort((p, q) => p.localeCompare(q));',
        'const d = new Date(x).getUTCHours();',
      ].join('\n'),
    },
    finds: [
      'agent/checkon/hours.ts:1 uses Intl',
      'agent/checkon/hours.ts:2 uses getHours',
      'agent/checkon/hours.ts:3 builds a Date from local parts',
      'agent/checkon/hours.ts:4 uses localeCompare',
    ],
  },
  {
    rule: 'no-any',
    why: 'any as a type, as a cast and inside another; the word in text is fine',
    files: {
      'agent/hub.ts': "let a: any;\nconst b = x as any;\nlet c: Array<any>;\n// any\nconst d = 'any';\n",
      'tests/a.test.ts': 'let a: any;\n',
    },
    finds: [
      'agent/hub.ts:1 says any',
      'agent/hub.ts:2 says any',
      'agent/hub.ts:3 says any',
      'tests/a.test.ts:1 says any',
    ],
  },
  {
    rule: 'no-double-cast',
    why: 'any by another name',
    files: { 'sim/desk.ts': 'const a = x as unknown as Desk;\nconst b = x as Desk;\n' },
    finds: ['sim/desk.ts:1 casts twice'],
  },
  {
    rule: 'erasable',
    why: 'code that type stripping cannot erase; the declaration of a foreign module it can',
    files: {
      'agent/record.ts': 'enum Stage { raised }\nnamespace Stages { export const a = 1; }\n',
      'agent/wav.d.ts': "declare module 'node-wav-player' { const x: number; export = x; }\n",
    },
    finds: ['agent/record.ts:1 declares an enum', 'agent/record.ts:2 declares a namespace'],
  },
  {
    rule: 'no-silencing',
    why: 'both checkers silenced; a disabled lint rule with its reason is fine',
    files: {
      'agent/hub.ts': [
        '// @ts-expect-error wrong',
        '/* @ts-ignore */',
        '// oxlint-disable-next-line no-shadow',
        '// oxlint-disable-next-line no-shadow -- the inner name is the standard one',
      ].join('\n'),
    },
    finds: [
      'agent/hub.ts:1 silences the type checker',
      'agent/hub.ts:2 silences the type checker',
      'agent/hub.ts:3 disables a lint rule without a reason',
    ],
  },
  {
    rule: 'no-skipped-test',
    why: 'skipped, focused, promised, or skipped in silence',
    files: {
      'tests/a.test.ts': [
        "test.skip('a', f);",
        "describe.only('b', f);",
        "it.todo('c');",
        "test('d', (ctx) => ctx.skip());",
        "test('e', (ctx) => ctx.skip('no broker here: apt-get install mosquitto'));",
      ].join('\n'),
    },
    finds: [
      'tests/a.test.ts:1 uses test.skip',
      'tests/a.test.ts:2 uses describe.only',
      'tests/a.test.ts:3 uses it.todo',
      'tests/a.test.ts:4 skips without a reason',
    ],
  },
  {
    rule: 'no-mocks',
    why: 'our own module replaced, and the clock of the whole process',
    files: {
      'tests/a.test.ts':
        "vi.mock('../agent/hub.ts');\nvi.useFakeTimers();\nFakeTimers.install();\nvi.fn();\n",
    },
    finds: [
      'tests/a.test.ts:1 uses vi.mock',
      'tests/a.test.ts:2 uses vi.useFakeTimers',
      'tests/a.test.ts:3 uses FakeTimers.install',
    ],
  },
];
