/**
 * Rules about what code may say: ports instead of the machine, portable arithmetic in pure files, honest
 * types, honest tests. One syntax node at a time; must never follow data flow (an alias is caught by
 * forbidding the bare name).
 */
import { kindOf } from './import-rules.ts';
import { eachFile, type Rule } from './rule.ts';
import { isNode, nameOf, type Placed, type Source } from './source.ts';

const isCode = (path: string) => /\.[cm]?ts$/.test(path);
const inProduct = (path: string) => /^(agent|sim)\//.test(path) && isCode(path);
const isTest = (path: string) => path.startsWith('tests/') && isCode(path);

function eachNode(
  wanted: (path: string) => boolean,
  judge: (placed: Placed, source: Source) => string | undefined,
): Rule['find'] {
  return eachFile(wanted, (source) =>
    source.nodes.flatMap((placed) => {
      const what = judge(placed, source);
      return what === undefined ? [] : [{ line: source.lineOf(placed.node.start), what }];
    }),
  );
}

/** `Date.now` of the node `Date.now`, also when written `Date['now']`. */
function memberPath({ node }: Placed): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const object = nameOf(node['object']);
  const property = nameOf(node['property']);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

/** The name of an identifier that stands for a value of its own: not a property, a type or a declaration. */
function globalName({ node, parent, key }: Placed, source: Source): string | undefined {
  if (node.type !== 'Identifier' || parent === undefined) return undefined;
  const name = nameOf(node) ?? '';
  if (source.declared.has(name) || parent.node.type.startsWith('TS')) return undefined;
  if (key === 'property' && parent.node['computed'] !== true) return undefined;
  if (key === 'key' && parent.node['computed'] !== true) return undefined;
  return /^(Import|Export|Labeled|Break|Continue)/.test(parent.node.type) ? undefined : name;
}

const AMBIENT = new Set([
  // sorted
  'Atomics',
  'XMLHttpRequest',
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

const ambient: Rule = {
  id: 'ambient',
  why: 'time, chance and surroundings come through ports, or no run can be repeated and no test can drive it',
  remedy: 'take Clock, Random or Log from agent/ports.ts; a new shell needs its row in tests/tidy/house.ts',
  find: eachNode(
    (path) => isCode(path) && kindOf(path) !== 'shell',
    (placed, source) => {
      const path = memberPath(placed);
      if (path === 'Date.now' || path === 'Math.random') return `uses ${path}`;
      const { node, parent } = placed;
      const isDate = nameOf(node['callee']) === 'Date' && !source.declared.has('Date');
      if (isDate && node.type === 'CallExpression') return 'uses Date(), which is now';
      const noArguments = Array.isArray(node['arguments']) && node['arguments'].length === 0;
      if (isDate && node.type === 'NewExpression' && noArguments) return 'uses new Date(), which is now';
      if (node.type === 'Identifier' && nameOf(node) === 'Date' && globalName(placed, source) !== undefined) {
        return /^(MemberExpression|NewExpression|CallExpression|BinaryExpression)$/.test(
          parent?.node.type ?? '',
        )
          ? undefined
          : 'passes Date on, which is the clock';
      }
      const name = globalName(placed, source);
      return name !== undefined && AMBIENT.has(name) ? `uses ${name}` : undefined;
    },
  ),
};

const ambientImport: Rule = {
  id: 'ambient-import',
  why: 'the same clock and process are as ambient when they are imported',
  remedy: 'take a port of agent/ports.ts instead',
  find: eachFile(
    (path) => isCode(path) && kindOf(path) !== 'shell',
    (source) =>
      source.imports
        .filter((one) => one.kind !== 'type')
        .filter((one) =>
          /^(node:)?(timers|timers\/promises|process|perf_hooks|child_process)$/.test(one.specifier),
        )
        .map((one) => ({ line: one.line, what: `imports ${one.specifier}` })),
  ),
};

const PORTABLE_MATH = new Set([
  // sorted
  'E',
  'LN10',
  'LN2',
  'LOG10E',
  'LOG2E',
  'PI',
  'SQRT1_2',
  'SQRT2',
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'random', // said by the rule `ambient`
  'round',
  'sign',
  'sqrt',
  'trunc',
]);

const portableMath: Rule = {
  id: 'portable-math',
  why: "V8's exp, log, pow and friends differ in the last bit between x64 and arm64, and decisions are compared byte for byte",
  remedy:
    "use the detector's own exp, integer steps, or a closed form with + - * / and Math.sqrt, which are exact",
  find: eachNode(
    (path) => isCode(path) && kindOf(path) === 'pure',
    (placed, source) => {
      const { node, parent, key } = placed;
      if (node.type === 'BinaryExpression' && node['operator'] === '**' && !literalPower(node))
        return 'uses **';
      if (globalName(placed, source) !== 'Math') return undefined;
      const property = key === 'object' ? nameOf(parent?.node['property']) : undefined;
      if (property === undefined) return 'passes Math on';
      return PORTABLE_MATH.has(property) ? undefined : `uses Math.${property}`;
    },
  ),
};

/** 2 ** 32 is exact everywhere. */
function literalPower(node: { readonly [key: string]: unknown }): boolean {
  return [node['left'], node['right']].every((side) => isNode(side) && side.type === 'Literal');
}

const LOCAL_TIME =
  /^(get(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds|TimezoneOffset|Year)|set(FullYear|Month|Date|Hours|Minutes|Seconds|Milliseconds)|toLocale(Date|Time)?String|toLocale(Upper|Lower)Case|localeCompare|toDateString|toTimeString)$/;

const noLocale: Rule = {
  id: 'no-locale',
  why: "pure code never asks for a time zone or a language: the machine's answer changes with its settings and its ICU",
  remedy: "use the record's utcOffsetMin with the UTC getters, and compare text with < and >",
  find: eachNode(
    (path) => isCode(path) && kindOf(path) === 'pure',
    (placed, source) => {
      if (globalName(placed, source) === 'Intl') return 'uses Intl';
      const { node } = placed;
      const property = node.type === 'MemberExpression' ? nameOf(node['property']) : undefined;
      if (property !== undefined && LOCAL_TIME.test(property)) return `uses ${property}`;
      const parts =
        node.type === 'NewExpression' && nameOf(node['callee']) === 'Date' ? node['arguments'] : [];
      return Array.isArray(parts) && parts.length > 1 ? 'builds a Date from local parts' : undefined;
    },
  ),
};

const noAny: Rule = {
  id: 'no-any',
  why: 'any switches the checker off for everything it touches',
  remedy: 'write unknown and narrow it, or parse it once at the boundary',
  find: eachNode(isCode, ({ node }) => (node.type === 'TSAnyKeyword' ? 'says any' : undefined)),
};

const noDoubleCast: Rule = {
  id: 'no-double-cast',
  why: '`as unknown as T` is any by another name; a cast is for a parse boundary only',
  remedy: 'narrow with a check, or give the value its right type where it is made',
  find: eachNode(inProduct, ({ node }) => {
    const inner = node.type === 'TSAsExpression' ? node['expression'] : undefined;
    return isNode(inner) && inner.type === 'TSAsExpression' ? 'casts twice' : undefined;
  }),
};

const erasable: Rule = {
  id: 'erasable',
  why: 'Node runs these files by erasing types; an enum or a namespace is code',
  remedy: 'use a union of string literals, or a module',
  find: eachNode(isCode, ({ node }) => {
    if (node.type === 'TSEnumDeclaration') return 'declares an enum';
    const ambientModule = isNode(node['id']) && node['id'].type === 'Literal';
    return node.type === 'TSModuleDeclaration' && !ambientModule ? 'declares a namespace' : undefined;
  }),
};

const noSilencing: Rule = {
  id: 'no-silencing',
  why: 'a silenced checker or linter keeps silent about the next fault on that line too',
  remedy: 'repair the type; a lint rule may be disabled for one line with ` -- ` and the reason after it',
  find: eachFile(isCode, (source) =>
    source.comments.flatMap(({ text, line }) => {
      if (/^\s*\/?\s*@ts-(ignore|expect-error|nocheck)/.test(text))
        return [{ line, what: 'silences the type checker' }];
      const disables = /^\s*(oxlint|eslint)-disable/.test(text);
      return disables && !/ -- \S+/.test(text)
        ? [{ line, what: 'disables a lint rule without a reason' }]
        : [];
    }),
  ),
};

const noSkippedTest: Rule = {
  id: 'no-skipped-test',
  why: 'a skipped, focused or promised test looks like a passing suite',
  remedy:
    "delete it or repair it; what this machine lacks is said by ctx.skip('what is missing, how to get it'); when that is the recorded homes, ctx.skip('needs ../shared: …')",
  find: eachNode(isTest, (placed) => {
    const { node } = placed;
    const path = memberPath(placed) ?? '';
    if (/^(test|it|describe|suite|bench)\.(skip|only|todo|fails|skipIf|runIf)$/.test(path))
      return `uses ${path}`;
    if (node.type !== 'CallExpression' || !isNode(node['callee'])) return undefined;
    const silent = Array.isArray(node['arguments']) && node['arguments'].length === 0;
    return silent && nameOf(node['callee']['property']) === 'skip' ? 'skips without a reason' : undefined;
  }),
};

const noMocks: Rule = {
  id: 'no-mocks',
  why: 'a test that replaces our own module tests the replacement; the ports are there to be simulated',
  remedy: 'pass a simulated port, with a clock made by createClock() of @sinonjs/fake-timers',
  find: eachNode(isCode, (placed) => {
    const path = memberPath(placed) ?? '';
    const replaces =
      /^(vi|vitest|jest)\.(mock|doMock|unmock|useFakeTimers|setSystemTime|stubGlobal|importMock)$/;
    if (replaces.test(path)) return `uses ${path}`;
    return /^(FakeTimers|fakeTimers)\.install$/.test(path) ? `uses ${path}, a global install` : undefined;
  }),
};

export const CALL_RULES: readonly Rule[] = [
  ambient,
  ambientImport,
  portableMath,
  noLocale,
  noAny,
  noDoubleCast,
  erasable,
  noSilencing,
  noSkippedTest,
  noMocks,
];
