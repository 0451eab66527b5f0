/**
 * Rules about the shape of the house: what lies where, how long, under which name, opened by which words,
 * sorted where it says so, and free of anything that belongs to one machine.
 */
import { EMPTY_NAMES, FILE_LINES_MAX, FUNCTION_LINES_MAX, LONG_TABLES, PLANTED, TOP_LEVEL } from './house.ts';
import { eachFile, matches, type Rule } from './rule.ts';
import { isNode, nameOf, type Comment, type Node, type Source } from './source.ts';

const isCode = (path: string) => /\.[cm]?ts$/.test(path);
const isWritten = (path: string) => /\.([cm]?ts|c|h)$/.test(path) || /^\.ci\/[^.]+$/.test(path);
const isPlanted = (path: string) => PLANTED.some((pattern) => matches(pattern, path));

const topLevel: Rule = {
  id: 'top-level',
  why: 'the top level is what a newcomer sees first, and it is fixed',
  remedy: 'put code into agent/, boards/, sim/ or tests/, scripts into .ci/',
  find: (house) => {
    const entries = new Map(house.map(({ path }) => [path.split('/')[0] ?? '', path]));
    return [...entries]
      .filter(([entry]) => !entry.startsWith('.') && !TOP_LEVEL.has(entry))
      .map(([entry, path]) => ({ path, line: 1, what: `${entry} stands at the top level` }));
  },
};

const fileLength: Rule = {
  id: 'file-length',
  why: `a file of more than ${FILE_LINES_MAX} lines holds two things`,
  remedy: 'cut it where the nouns part; a pure table may be listed in LONG_TABLES with its reason',
  find: eachFile(
    (path) => isWritten(path) && !LONG_TABLES.some(({ match }) => matches(match, path)),
    ({ text }) => {
      const length = text.trimEnd().split('\n').length;
      return length > FILE_LINES_MAX ? [{ line: FILE_LINES_MAX + 1, what: `has ${length} lines` }] : [];
    },
  ),
};

const functionLength: Rule = {
  id: 'function-length',
  why: `a function of more than ${FUNCTION_LINES_MAX} lines cannot be held in the head`,
  remedy: 'give its parts names; only what groups tests (describe, or a suite of a contract) may be longer',
  find: eachFile(isCode, (source) =>
    source.nodes.flatMap((placed) => {
      const { node } = placed;
      if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return [];
      if (placed.key === 'arguments' && calls(placed.parent?.node, /^describe$/)) return [];
      if (source.path.startsWith('tests/') && isSuite(node)) return [];
      const line = source.lineOf(node.start);
      const length = source.lineOf(node.end) - line + 1;
      return length > FUNCTION_LINES_MAX ? [{ line, what: `a function of ${length} lines` }] : [];
    }),
  ),
};

/** Whether a node calls such a function: `describe(…)`, `describe.each(…)(…)`. */
function calls(node: Node | undefined, name: RegExp): boolean {
  const callee = node?.type === 'CallExpression' ? node['callee'] : undefined;
  if (!isNode(callee)) return false;
  const inner = isNode(callee['callee']) ? callee['callee'] : callee;
  return name.test(nameOf(inner) ?? nameOf(inner['object']) ?? '');
}

/** A function whose own statements register tests: a part of a contract suite. */
function isSuite(node: Node): boolean {
  const body = isNode(node['body']) ? node['body']['body'] : undefined;
  const statements = Array.isArray(body) ? (body as unknown[]).filter(isNode) : [];
  return statements.some(({ expression }) => isNode(expression) && calls(expression, /^(describe|test|it)$/));
}

const header: Rule = {
  id: 'header',
  why: 'a file opens with what it owns, what it must never do and the standard it follows; then it can be judged',
  remedy: 'open it with a comment of at least two lines that says so',
  find: eachFile(isWritten, ({ path, text }) => {
    const body = text.replace(/^#!.*\n/, '').trimStart();
    const comment = /\.\w+$/.test(path) ? /^(\/\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/ : /^(?:#.*\n)+/;
    const opening = comment.exec(body)?.[0] ?? '';
    const said = opening.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line)).length;
    return said >= 2 ? [] : [{ line: 1, what: `opens with ${said} lines of comment` }];
  }),
};

const kebabName: Rule = {
  id: 'kebab-name',
  why: 'one way of writing names means one way of finding them, on disks that ignore case too',
  remedy: 'rename it: small letters and digits, words joined by -',
  find: eachFile(
    (path) => /^(agent|sim|tests|boards|\.ci)\//.test(path) && !path.endsWith('.md'),
    ({ path }) =>
      path
        .split('/')
        .filter((part) => !/^\.?[a-z0-9]+([-.][a-z0-9]+)*$/.test(part) && part !== 'Makefile')
        .map((part) => ({ line: 1, what: `is called ${part}` })),
  ),
};

const emptyName: Rule = {
  id: 'empty-name',
  why: 'utils, helpers, manager, service and common name a place for anything',
  remedy: 'name the file by the noun inside it',
  find: eachFile(
    (path) => /^(agent|sim|tests|boards|\.ci)\//.test(path),
    ({ path }) =>
      // The last extension is not a name: anbu.service is a systemd unit.
      path
        .replace(/\.[a-z]+$/, '')
        .split(/[/.\-_]/)
        .filter((word) => EMPTY_NAMES.has(word.toLowerCase()))
        .map((word) => ({ line: 1, what: `is called "${word}"` })),
  ),
};

const sortedList: Rule = {
  id: 'sorted-list',
  why: 'a list that says it is sorted is searched as if it were, and merges without conflict',
  remedy: 'sort it by code unit (as `LC_ALL=C sort` does), or take the mark away',
  find: eachFile(isCode, (source) =>
    source.comments.filter(({ text }) => text.trim() === 'sorted').flatMap((mark) => judgeMark(source, mark)),
  ),
};

function judgeMark(source: Source, mark: Comment): { line: number; what: string }[] {
  const items = listAfter(source, mark);
  if (items === undefined) return [{ line: mark.line, what: '`// sorted` marks no list' }];
  const wrong = items.findIndex((item, index) => index > 0 && item <= (items[index - 1] ?? ''));
  return wrong === -1
    ? []
    : [{ line: mark.line, what: `${items[wrong]} stands after ${items[wrong - 1]} in a list marked sorted` }];
}

/** Items of the innermost list around the mark, or else of the first list that opens within two lines of it. */
function listAfter(source: Source, mark: Comment): string[] | undefined {
  const lists = source.nodes.map(({ node }) => node).filter((node) => childrenOf(node) !== undefined);
  const around = lists.filter((node) => node.start < mark.start && node.end > mark.end).at(-1);
  const opening =
    around ?? lists.find((node) => node.start > mark.end && source.lineOf(node.start) <= mark.line + 2);
  const children = opening === undefined ? undefined : childrenOf(opening);
  return children?.filter((child) => child.start > mark.end).map((child) => keyText(source, child));
}

function childrenOf(node: Node): Node[] | undefined {
  const keys: Readonly<Record<string, string>> = {
    ArrayExpression: 'elements',
    ObjectExpression: 'properties',
    TSInterfaceBody: 'body',
    TSTypeLiteral: 'members',
    TSUnionType: 'types',
  };
  const children = node[keys[node.type] ?? ''];
  return Array.isArray(children) ? (children as unknown[]).filter(isNode) : undefined;
}

/** What a member is sorted by: its key, the first value of an object in a list, or its own text. */
function keyText(source: Source, node: Node): string {
  const key = nameOf(node['key']) ?? nameOf(node['literal']) ?? nameOf(node);
  if (key !== undefined) return key;
  const [first] = node.type === 'ObjectExpression' ? (childrenOf(node) ?? []) : [];
  if (first !== undefined && isNode(first['value'])) return keyText(source, first['value']);
  return source.text.slice(node.start, node.end);
}

const MACHINE_PATH = /(?<![\w./*-])\/(work|home|Users|root)\//;
const REGISTRY = /registry\.[a-z0-9-]+\.(org|com|dev|io)|"resolved"\s*:|^\s*@?[\w-]*:?registry\s*=/;

const oneMachine: Rule = {
  id: 'one-machine',
  why: 'a path or a registry of one machine breaks, and tells about, every other',
  remedy:
    'build the path from import.meta.url, a temporary folder or an argument; leave the registry to the user',
  find: eachFile(
    (path) => !isPlanted(path),
    ({ lines }) =>
      lines.flatMap((text, index) => {
        const path = MACHINE_PATH.exec(text)?.[0];
        if (path !== undefined) return [{ line: index + 1, what: `names the machine's path ${path}` }];
        return REGISTRY.test(text) ? [{ line: index + 1, what: 'names a package registry' }] : [];
      }),
  ),
};

const noRecordedHomes: Rule = {
  id: 'no-recorded-homes',
  why: 'recorded homes are the lives of real people: they stay outside the repository',
  remedy: 'read them from a folder given as an argument, and let a generated home stand in when it is absent',
  find: eachFile(
    (path) => /(\.events\.csv|\.csv\.gz|\.parquet|\.arff)$/.test(path),
    () => [{ line: 1, what: 'is a recorded log' }],
  ),
};

export const SHAPE_RULES: readonly Rule[] = [
  topLevel,
  fileLength,
  functionLength,
  header,
  kebabName,
  emptyName,
  sortedList,
  oneMachine,
  noRecordedHomes,
];
