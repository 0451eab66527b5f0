/**
 * Rules about who may import whom: one direction, pure files among themselves, one owner per package,
 * no dead file. Reads the tables of house.ts; must never name a single file itself.
 */
import { KINDS, PACKAGES, PURE_BUILTINS, STOREYS, type Kind, type PackageRow } from './house.ts';
import { eachFile, matches, type Hit, type Rule } from './rule.ts';
import { nameOf, type Import, type Source } from './source.ts';

const isCode = (path: string) => /\.[cm]?ts$/.test(path);
const inProduct = (path: string) => /^(agent|sim)\//.test(path) && isCode(path);

export function kindOf(path: string): Kind {
  return KINDS.find((row) => matches(row.match, path))?.kind ?? 'plain';
}

/** The path a relative specifier points to; undefined for packages and built-ins. */
export function resolvePath(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

/** `@scope/name` or `name` of a package specifier; undefined for relative and built-in ones. */
function packageOf(specifier: string): string | undefined {
  if (/^(\.|node:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function eachImport(
  wanted: (path: string) => boolean,
  judge: (source: Source, one: Import) => string | undefined,
): Rule['find'] {
  return eachFile(wanted, (source) =>
    source.imports.flatMap((one) => {
      const what = judge(source, one);
      return what === undefined ? [] : [{ line: one.line, what }];
    }),
  );
}

const direction: Rule = {
  id: 'direction',
  why: 'the product must be readable, shippable and testable without its simulator and its tests',
  remedy: 'move what both need into agent/, or let a verb in agent/cli/ load the simulator with import()',
  find: eachImport(inProduct, (source, one) => {
    const target = resolvePath(source.path, one.specifier);
    const side = target?.split('/')[0];
    if (side === 'tests' || side === '.ci') return `imports ${target}`;
    if (side !== 'sim' || !source.path.startsWith('agent/')) return undefined;
    const lazyVerb = one.kind === 'dynamic' && source.path.startsWith('agent/cli/');
    return lazyVerb || one.kind === 'type' ? undefined : `imports ${target}`;
  }),
};

const verbsOnTop: Rule = {
  id: 'verbs-on-top',
  why: 'nothing calls back up: the verbs use the hub, the hub knows no verb',
  remedy: 'move the shared part out of agent/cli/, or pass it in',
  find: eachImport(
    (path) => path.startsWith('agent/') && isCode(path) && !/^agent\/(cli\/|main\.ts$)/.test(path),
    (source, one) => {
      const target = resolvePath(source.path, one.specifier);
      return target !== undefined && /^agent\/(cli\/|main\.ts$)/.test(target)
        ? `imports ${target}`
        : undefined;
    },
  ),
};

/** The storey of a file of the agent; −1 for any other. */
function storeyOf(path: string): number {
  return STOREYS.findIndex(({ match }) => match.some((pattern) => matches(pattern, path)));
}

const storeys: Rule = {
  id: 'storeys',
  why: 'no module calls back up: what stands below must be read, changed and trusted without what stands on it',
  remedy:
    'move what both need below both (shapes and their arithmetic into agent/record/), or hand it down as data in the state',
  find: eachImport(
    (path) => path.startsWith('agent/') && isCode(path),
    (source, one) => {
      const target = one.kind === 'type' ? undefined : resolvePath(source.path, one.specifier);
      return target !== undefined && storeyOf(target) > storeyOf(source.path)
        ? `imports ${target}, which stands above it`
        : undefined;
    },
  ),
};

const pureImports: Rule = {
  id: 'pure-imports',
  why: 'a pure file gives the same bytes on any machine, which only holds if everything below it does',
  remedy: 'take it through a port of agent/ports.ts, or import only its type',
  find: eachImport(
    (path) => isCode(path) && kindOf(path) === 'pure',
    (source, one) => {
      if (one.kind === 'type') return undefined;
      if (one.kind === 'dynamic') return `loads ${one.specifier} with import(), which is the disk`;
      if (one.specifier.startsWith('node:')) return impureBuiltin(one);
      const target = resolvePath(source.path, one.specifier);
      // A table in JSON is data: it cannot ask the machine anything.
      if (target?.endsWith('.json') === true) return undefined;
      if (target !== undefined) {
        return kindOf(target) === 'pure' ? undefined : `imports ${target}, which is ${kindOf(target)}`;
      }
      const row = PACKAGES.find(({ name }) => name === packageOf(one.specifier));
      return row?.pure === true ? undefined : `imports the package ${one.specifier}`;
    },
  ),
};

function impureBuiltin(one: Import): string | undefined {
  const allowed = PURE_BUILTINS[one.specifier] ?? [];
  const foreign = one.names.filter((name) => !allowed.includes(name));
  return foreign.length === 0 ? undefined : `takes ${foreign.join(', ')} from ${one.specifier}`;
}

const packageOwner: Rule = {
  id: 'package-owner',
  why: 'each package is wrapped once, so that replacing it, or living without it, touches one file',
  remedy: 'use the file that wraps it; a new package needs its row, with a reason, in tests/tidy/house.ts',
  find: (house) => {
    const importers = new Map<string, Set<string>>();
    const strangers = eachImport(inProduct, (source, one) => {
      const name = packageOf(one.specifier);
      if (name === undefined) return undefined;
      const row = PACKAGES.find((candidate) => candidate.name === name);
      if (row === undefined) return `imports ${name}, which is not in the table of packages`;
      if (row.measured?.some((bench) => matches(bench, source.path)) === true) return undefined;
      if (one.kind !== 'type') importers.set(name, (importers.get(name) ?? new Set()).add(source.path));
      return row.owners.some((owner) => matches(owner, source.path))
        ? undefined
        : `imports ${name}, which belongs to ${row.owners.join(' or ')}`;
    })(house);
    return [...strangers, ...PACKAGES.flatMap((row) => crowd(row, [...(importers.get(row.name) ?? [])]))];
  },
};

function crowd(row: PackageRow, paths: readonly string[]): Hit[] {
  if (!row.alone || paths.length < 2) return [];
  return paths.map((path) => ({
    path,
    line: 1,
    what: `one of ${paths.length} files that import ${row.name}`,
  }));
}

const packageLazy: Rule = {
  id: 'package-lazy',
  why: 'a native or network package that is missing or does not load must cost its own bus, not the hub',
  remedy:
    'load it with `await import()` where it is first needed, and report the bus unavailable when that throws',
  find: eachImport(inProduct, (_source, one) => {
    if (one.kind !== 'static') return undefined;
    const row = PACKAGES.find(({ name }) => name === packageOf(one.specifier));
    return row?.lazy === true ? `imports ${row.name} at start` : undefined;
  }),
};

const deadFile: Rule = {
  id: 'dead-file',
  why: 'a file nobody reaches is read, kept and trusted for nothing',
  remedy:
    'delete it, or use it from where it belongs; a file started by path counts when its path stands in a string',
  find: (house) => {
    const paths = new Set(house.map(({ path }) => path));
    const isRoot = (path: string) =>
      path === 'agent/main.ts' || /^(tests\/.*\.test\.ts|\.ci\/.*|package\.json)$/.test(path);
    const reached = new Set(house.map(({ path }) => path).filter(isRoot));
    const byPath = new Map(house.map((source) => [source.path, source]));
    for (const path of reached) {
      const source = byPath.get(path);
      if (source !== undefined) for (const next of edges(source, paths)) reached.add(next);
    }
    return house
      .filter(({ path }) => inProduct(path) && !path.endsWith('.d.ts') && !reached.has(path))
      .map(({ path }) => ({
        path,
        line: 1,
        what: 'nothing reaches it from agent/main.ts, a script or a test',
      }));
  },
};

/** Files that a file leads to: every string in it (any import, or a path to start) that names one. */
function edges(source: Source, paths: ReadonlySet<string>): string[] {
  if (source.nodes.length === 0)
    return [...paths].filter((path) => inProduct(path) && source.text.includes(path));
  return source.nodes.flatMap(({ node, parent }) => {
    if (node.type === 'TemplateLiteral' && parent?.node.type === 'ImportExpression') {
      return below(source, node, paths);
    }
    const text = node.type === 'Literal' ? nameOf(node) : undefined;
    if (text === undefined || !/\.[cm]?ts$/.test(text)) return [];
    const candidates = [resolvePath(source.path, text), resolvePath(source.path, `./${text}`), text];
    return candidates.filter((path) => path !== undefined && paths.has(path)) as string[];
  });
}

/** `import(`./prompts/${language}/index.ts`)` leads to every file below ./prompts/. */
function below(source: Source, template: { [key: string]: unknown }, paths: ReadonlySet<string>): string[] {
  const [first] = template['quasis'] as { value: { raw: string } }[];
  const stem = first?.value.raw ?? '';
  const folder = resolvePath(source.path, stem.slice(0, stem.lastIndexOf('/')));
  return folder === undefined ? [] : [...paths].filter((path) => path.startsWith(`${folder}/`));
}

export const IMPORT_RULES: readonly Rule[] = [
  direction,
  verbsOnTop,
  pureImports,
  packageOwner,
  packageLazy,
  deadFile,
  storeys,
];
