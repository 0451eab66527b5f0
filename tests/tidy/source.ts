/**
 * One file as the house rules see it: text, lines, comments, imports and a flat list of syntax nodes.
 *
 * Owns parsing (oxc-parser, because TypeScript 7's package has no API). Knows no rule and reads no disk,
 * so that a rule can be proved on planted text.
 */
import { parseSync } from 'oxc-parser';

export type File = { readonly path: string; readonly text: string };

/** A syntax node of the ESTree shape, children reached by key. */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [key: string]: unknown;
};

/** A node where it stands. `key` is the parent's property that holds it. */
export type Placed = { readonly node: Node; readonly parent: Placed | undefined; readonly key: string };

export type Import = {
  readonly specifier: string;
  /** Names taken at run time; `*` for a namespace or a re-export of everything. */
  readonly names: readonly string[];
  readonly kind: 'static' | 'dynamic' | 'type';
  readonly line: number;
};

export type Comment = {
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

export type Source = File & {
  readonly lines: readonly string[];
  /** Empty for what is not TypeScript. */
  readonly nodes: readonly Placed[];
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  /** Names that the file itself declares, at any depth. */
  readonly declared: ReadonlySet<string>;
  /** 1-based line of an offset. */
  readonly lineOf: (offset: number) => number;
};

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The node's own name, for identifiers and string literals. */
export function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (typeof value['name'] === 'string') return value['name'];
  return value.type === 'Literal' && typeof value['value'] === 'string' ? value['value'] : undefined;
}

/** Parses a file. Throws when TypeScript text does not parse, naming the file. */
export function readSource(file: File): Source {
  const lineStarts = [0];
  for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1))
    lineStarts.push(at + 1);
  const lineOf = (offset: number) => lineStarts.filter((start) => start <= offset).length;
  const bare = { ...file, lines: file.text.split('\n'), lineOf };
  if (!/\.[cm]?ts$/.test(file.path)) {
    return { ...bare, nodes: [], comments: [], imports: [], declared: new Set() };
  }
  const parsed = parseSync(file.path, file.text, { astType: 'ts', lang: 'ts', sourceType: 'module' });
  const [fault] = parsed.errors;
  if (fault !== undefined) throw new Error(`${file.path} does not parse: ${fault.message}`);
  const root: unknown = parsed.program;
  const nodes = isNode(root) ? flatten(root) : [];
  const comments = parsed.comments.map((comment) => ({
    text: comment.value,
    line: lineOf(comment.start),
    start: comment.start,
    end: comment.end,
  }));
  return { ...bare, nodes, comments, imports: importsIn(nodes, lineOf), declared: declaredIn(nodes) };
}

function flatten(root: Node): Placed[] {
  const placed: Placed[] = [{ node: root, parent: undefined, key: '' }];
  // The list grows while it is walked: breadth first, no recursion to overflow on deep tables.
  for (const here of placed) {
    for (const [key, value] of Object.entries(here.node)) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (isNode(child)) placed.push({ node: child, parent: here, key });
      }
    }
  }
  return placed;
}

function importsIn(nodes: readonly Placed[], lineOf: (offset: number) => number): Import[] {
  const found: Import[] = [];
  for (const { node } of nodes) {
    const specifier = nameOf(node['source']);
    if (specifier === undefined) continue;
    const line = lineOf(node.start);
    if (node.type === 'ImportExpression') found.push({ specifier, names: ['*'], kind: 'dynamic', line });
    else if (node.type === 'TSImportType') found.push({ specifier, names: [], kind: 'type', line });
    else if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) {
      const names = runtimeNames(node);
      found.push({ specifier, names: names ?? [], kind: names === undefined ? 'type' : 'static', line });
    }
  }
  return found;
}

/** Names that an import or re-export takes at run time; undefined when it takes only types. */
function runtimeNames(node: Node): string[] | undefined {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return undefined;
  const specifiers = ((node['specifiers'] ?? []) as unknown[]).filter(isNode);
  if (specifiers.length === 0) return ['*'];
  const names = specifiers
    .filter((one) => one['importKind'] !== 'type' && one['exportKind'] !== 'type')
    .map((one) => {
      if (one.type === 'ImportSpecifier') return nameOf(one['imported']) ?? '*';
      if (one.type === 'ExportSpecifier') return nameOf(one['local']) ?? '*';
      return one.type === 'ImportDefaultSpecifier' ? 'default' : '*';
    });
  return names.length === 0 ? undefined : names;
}

const PATTERN = /^(ArrayPattern|ObjectPattern|AssignmentPattern|RestElement|Property)$/;

/** Names bound by variables, parameters, functions, classes and imports. */
function declaredIn(nodes: readonly Placed[]): Set<string> {
  const names = new Set<string>();
  for (const placed of nodes) {
    const name = placed.node.type === 'Identifier' ? nameOf(placed.node) : undefined;
    if (name !== undefined && binds(placed)) names.add(name);
  }
  return names;
}

function binds({ parent, key }: Placed): boolean {
  if (parent === undefined) return false;
  if (key === 'params' || key === 'local') return true;
  if (key === 'id') return /^(VariableDeclarator|Function|Class)/.test(parent.node.type);
  if (!PATTERN.test(parent.node.type) || (parent.node.type === 'Property' && key === 'key')) return false;
  if (key === 'right') return false;
  return parent.node.type === 'Property' ? insidePattern(parent) : binds(parent);
}

function insidePattern({ parent }: Placed): boolean {
  return parent !== undefined && parent.node.type === 'ObjectPattern' && binds(parent);
}
