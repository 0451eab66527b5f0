/**
 * Mistakes in a plan that no single value shows: names and addresses twice, two words for one wire, a part that nobody knows.
 *
 * Works on the raw tree as `config/crosscheck.ts` does, so that these are found together with all others. What can only
 * be said of the hub's file is said there: it is checked before it is put in its place.
 */
import { type Finding, type Named, named, valueAt, wrong } from '../config/findings.ts';
import { nearest } from '../config/problems.ts';
import { DRIVERS } from '../sensors/drivers/index.ts';

export interface PlanSurroundings {
  readonly isTimezone: (name: string) => boolean;
  readonly boards: readonly string[];
}

export function checkPlan(tree: unknown, { isTimezone, boards }: PlanSurroundings): Finding[] {
  const devices = named(tree, ['devices']);
  return [
    ...checkThere(tree),
    ...checkTimezone(tree, isTimezone),
    ...checkBoard(tree, boards),
    ...checkTwice(devices, 'id', 'device'),
    ...checkTwice(devices, 'address', 'node'),
    ...devices.flatMap(checkDevice),
  ];
}

/** Something has to stand in the home. */
function checkThere(tree: unknown): Finding[] {
  const [template, devices] = [valueAt(tree, ['template']), valueAt(tree, ['devices'])];
  if (template !== undefined || (Array.isArray(devices) && devices.length > 0)) return [];
  if (devices !== undefined && !Array.isArray(devices)) return [];
  const hint =
    'Write template: one-room (or officetel, two-room), or list what stands in the home under devices.';
  return [wrong(['devices'], devices, 'a template, or devices', hint)];
}

function checkTimezone(tree: unknown, isTimezone: (name: string) => boolean): Finding[] {
  const name = valueAt(tree, ['timezone']);
  if (typeof name !== 'string' || name === '' || isTimezone(name)) return [];
  return [
    wrong(['timezone'], name, 'a time zone that this machine knows', 'Write a name such as Asia/Seoul.'),
  ];
}
function checkBoard(tree: unknown, boards: readonly string[]): Finding[] {
  const name = valueAt(tree, ['board']);
  if (typeof name !== 'string' || boards.includes(name)) return [];
  return [wrong(['board'], name, 'a board that is known here', `There are ${boards.join(', ')}.`)];
}

function checkTwice(devices: readonly Named[], key: 'id' | 'address', what: string): Finding[] {
  const seen = new Set<unknown>();
  return devices.flatMap(({ item, path }) => {
    const value = valueAt(item, [key]) ?? null;
    const isTwice = value !== null && seen.has(value);
    seen.add(value);
    const hint = `Give each ${what} one of its own.`;
    return isTwice ? [wrong([...path, key], value, `an ${key} that no other ${what} has`, hint)] : [];
  });
}

/** Words that stand for the same wire of a node. */
const WIRES = [['door', 'entrance', 'item'], ['button', 'pull-cord'], ['motion']] as const;

function checkDevice({ item, path }: Named): Finding[] {
  const watches: unknown = valueAt(item, ['watches']);
  const words: unknown[] = Array.isArray(watches) ? watches : [];
  const part = valueAt(item, ['part']) ?? 'sensor-node';
  const at = [...path, 'watches'];
  if (part !== 'sensor-node') return typeof part === 'string' ? checkWired(part, words, { item, path }) : [];
  return WIRES.flatMap((wire): Finding[] => {
    const both = words.filter((word) => wire.some((each) => each === word));
    if (both.length < 2) return [];
    const hint = 'A node has one wire for it: leave one out, or take a second node.';
    return [wrong(at, both, `only one of ${wire.join(', ')}`, hint)];
  });
}

/** What is no node needs no setting up: it is only entered in the hub's file. */
function checkWired(
  part: string,
  words: readonly unknown[],
  { item, path }: Pick<Named, 'item' | 'path'>,
): Finding[] {
  const names = DRIVERS.map((each) => each.part);
  const findings: Finding[] = [];
  if (!names.includes(part)) {
    const meant = nearest(part, names);
    const hint = meant === null ? `There are ${names.join(', ')}.` : `Did you mean \`${meant}\`?`;
    findings.push(wrong([...path, 'part'], part, 'a part that can be driven', hint));
  }
  const port = valueAt(item, ['port']) ?? 'ask';
  if (port === 'ask') {
    const hint = 'Only a sensor node can be looked for: name the connector, for example gpio4.';
    findings.push(wrong([...path, 'port'], port, 'a connector of the board', hint));
  }
  if (words.length > 1) {
    const hint = 'Write one device for each, or take a sensor node.';
    findings.push(wrong([...path, 'watches'], words, 'one word', hint));
  }
  return findings;
}
