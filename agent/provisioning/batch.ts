/**
 * What a depot has planned for one evening: a list of homes, and once what is the same for all of them. Read from a batch
 * and from `depot.yaml` beside it.
 *
 * Owns how a home's plan is put together (its own lines before the batch's, these before the depot's), and finds all
 * mistakes of all homes at once, each in the file and at the line where it was written. Pure.
 */
import { type Finding, valueAt, wrong } from '../config/findings.ts';
import { placedProblems } from '../config/placed.ts';
import type { KeyPath, Problem } from '../config/problems.ts';
import { type Tree, readTree } from '../config/tree.ts';
import { CODES_MAX } from './console/claim.ts';
import { type Plan, nodesOf, planOf } from './plan.ts';
import type { PlanSurroundings } from './plan-check.ts';

export interface NamedText {
  /** As it was named, for the problems. */
  readonly file: string;
  readonly text: string;
}
export interface Kit {
  readonly plan: Plan;
  /** What the plan was read from, as plain values: goes with the kit. */
  readonly written: unknown;
  /** Codes for the console of its hub that the depot makes, for labels. */
  readonly codes: number;
}

/** Ten kits are an evening for one, three people have one bench. */
const HOMES_MAX = 32;
/** Every node that has a key is asked for by it, in 23 bytes: 7 kB, under two seconds of the line, in each five. */
const NODES_MAX = 300;
/** A folder is called so, also on a stick that a laptop formatted. */
const FOLDER = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u;

type Values = Readonly<Record<string, unknown>>;
interface Placed {
  readonly of: 'batch' | 'depot';
  readonly finding: Finding;
}

export function readBatch(
  batch: NamedText,
  depot: NamedText | null,
  surroundings: PlanSurroundings,
): { readonly kits: readonly Kit[] } | { readonly problems: readonly Problem[] } {
  const trees = { batch: readTree(batch.text), depot: readTree(depot?.text ?? '{}') };
  const isBroken = trees.batch.broken.length > 0 || trees.depot.broken.length > 0;
  const { kits, found } = isBroken ? { kits: [], found: [] } : kitsOf(trees, surroundings);
  const problems = [
    ...placed(depot?.file ?? '', trees.depot, found, 'depot'),
    ...placed(batch.file, trees.batch, found, 'batch'),
  ];
  return problems.length > 0 ? { problems } : { kits };
}

function placed(file: string, tree: Tree, found: readonly Placed[], of: Placed['of']): readonly Problem[] {
  const findings = found.filter((each) => each.of === of).map(({ finding }) => finding);
  // What all homes share is wrong once, not once for each.
  const once = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return placedProblems(file, tree, [...once.values()]);
}

type Trees = Readonly<Record<Placed['of'], Tree>>;
function kitsOf(trees: Trees, surroundings: PlanSurroundings) {
  const { homes, codes, ...shared } = valuesOf(trees.batch.value);
  const sources: Sources = { shared, depot: valuesOf(trees.depot.value), codes };
  const list: readonly unknown[] = Array.isArray(homes) ? homes : [];
  const found: Placed[] = [];
  const kits: Kit[] = [];
  if (list.length === 0 || list.length > HOMES_MAX) found.push(inBatch(noHomes(homes)));
  for (const [at, home] of list.slice(0, HOMES_MAX).entries()) {
    const read = kitOf(valuesOf(home), at, sources, surroundings);
    if ('kit' in read) kits.push(read.kit);
    else found.push(...read.found);
  }
  found.push(...twice(list).map(inBatch));
  const nodes = kits.reduce((sum, { plan }) => sum + nodesOf(plan).length, 0);
  if (nodes > NODES_MAX) {
    const hint = 'Make two batches of it, each with a folder of its own.';
    found.push(inBatch(wrong(['homes'], nodes, `homes with at most ${NODES_MAX} nodes in all`, hint)));
  }
  return { kits, found };
}

const inBatch = (finding: Finding): Placed => ({ of: 'batch', finding });

function noHomes(homes: unknown): Finding {
  const hint = 'Write homes: and below it one line for each kit: - { home: flat-7, template: two-room }';
  return wrong(['homes'], homes, `a list of 1 to ${HOMES_MAX} homes`, hint);
}

interface Sources {
  readonly shared: Values;
  readonly depot: Values;
  readonly codes: unknown;
}
/** A home's own lines before those of the batch, these before those of the depot; `uplink` line by line. */
function kitOf(
  { hub, codes: ownCodes, ...own }: Values,
  at: number,
  sources: Sources,
  surroundings: PlanSurroundings,
): { readonly kit: Kit } | { readonly found: readonly Placed[] } {
  const { shared, depot } = sources;
  const whatStands = 'devices' in own || 'template' in own ? ['devices', 'template'] : [];
  const without = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([key]) => !whatStands.includes(key)));
  const uplinks = [depot['uplink'], shared['uplink'], own['uplink']];
  // A hub's name is its own: what stands in the lines of all is nobody's.
  const hubName = hub ?? valueAt(own, ['uplink', 'hub']) ?? own['home'];
  const lines = uplinks.flatMap((each) => Object.entries(valuesOf(each)));
  const uplink = { ...Object.fromEntries(lines), hub: hubName };
  const isWritten = uplinks.some((each) => each !== undefined);
  const written = { ...without(depot), ...without(shared), ...own, ...(isWritten ? { uplink } : {}) };
  const read = planOf(written, surroundings);
  const codes = ownCodes ?? sources.codes ?? 0;
  const misnamed = folderFindings(own['home'], at);
  const isMisnamed = misnamed.length > 0 || typeof own['home'] !== 'string';
  // A hub that is called as its home is not told of besides.
  const isTold = ({ path }: Finding): boolean => isMisnamed && hubName === own['home'] && path[1] === 'hub';
  const wrongs = 'plan' in read ? [] : read.findings.filter((each) => !isTold(each));
  const found = [
    ...wrongs.map((each) => whereWritten(withOwnKeys(each), at, { hub, own }, sources)),
    ...misnamed.map(inBatch),
    ...codesFindings(codes, ownCodes === undefined ? ['codes'] : ['homes', at, 'codes']).map(inBatch),
  ];
  if (!('plan' in read) || found.length > 0) return { found };
  return { kit: { plan: read.plan, written, codes: Number(codes) } };
}

/** What may stand here besides a plan's own keys. */
function withOwnKeys(finding: Finding): Finding {
  const isTop = finding.key && finding.path.length === 1;
  return isTop ? { ...finding, expected: `${finding.expected}, hub, codes` } : finding;
}

/** Where the value stands that is wrong; what is missing is missing in the home, but for an uplink: that is everybody's. */
function whereWritten(
  finding: Finding,
  at: number,
  { hub, own }: { readonly hub: unknown; readonly own: Values },
  { shared, depot }: Sources,
): Placed {
  const { path } = finding;
  const [key, below] = path;
  if (key === 'uplink' && below === 'hub') {
    const isOwn = valueAt(own, ['uplink', 'hub']) !== undefined;
    const rest: KeyPath = hub !== undefined ? ['hub'] : isOwn ? path : ['home'];
    return inBatch({ ...finding, path: ['homes', at, ...rest] });
  }
  const depth = key === 'uplink' ? 2 : 1;
  const stands = (values: Values): boolean => valueAt(values, path.slice(0, depth)) !== undefined;
  if (stands(own)) return inBatch({ ...finding, path: ['homes', at, ...path] });
  if (stands(shared)) return inBatch(finding);
  if (stands(depot)) return { of: 'depot', finding };
  return inBatch(key === 'uplink' ? finding : { ...finding, path: ['homes', at, ...path] });
}

function folderFindings(home: unknown, at: number): Finding[] {
  if (typeof home !== 'string' || home === '' || FOLDER.test(home)) return [];
  const hint = 'The folder of its kit is called so: for example flat-7.';
  return [wrong(['homes', at, 'home'], home, 'letters, digits, dashes, dots and underscores', hint)];
}
function codesFindings(codes: unknown, path: KeyPath): Finding[] {
  const isCount = typeof codes === 'number' && Number.isInteger(codes) && codes >= 0 && codes <= CODES_MAX;
  const hint = 'Codes for the console of each hub, one for a visit, to be printed with the labels.';
  return isCount ? [] : [wrong(path, codes, `a whole number from 0 to ${CODES_MAX}`, hint)];
}

/** Two kits in one folder, or two hubs that a broker takes for one. */
function twice(homes: readonly unknown[]): Finding[] {
  const [names, hubs] = [new Set<string>(), new Set<string>()];
  return homes.flatMap((home, at): Finding[] => {
    const name = valueAt(home, ['home']);
    const path = [['hub'], ['uplink', 'hub']].find((each) => valueAt(home, each) !== undefined) ?? ['home'];
    const hub = valueAt(home, path);
    if (isAgain(names, name)) {
      const hint = 'The folder of its kit is called so: give each home a name of its own.';
      return [wrong(['homes', at, 'home'], name, 'a name that no other home has', hint)];
    }
    if (!isAgain(hubs, hub)) return [];
    const hint = 'A broker would take the two for one: give each hub a name of its own (hub:).';
    return [wrong(['homes', at, ...path], hub, 'a name that no other hub has', hint)];
  });
}
function isAgain(seen: Set<string>, name: unknown): boolean {
  if (typeof name !== 'string') return false;
  // Some file systems do not tell `Flat-7` from `flat-7`.
  const isThere = seen.has(name.toLowerCase());
  seen.add(name.toLowerCase());
  return isThere;
}

function valuesOf(value: unknown): Values {
  const isSection = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isSection ? Object.fromEntries(Object.entries(value)) : {};
}
