/**
 * The hub's file that lies in a visit's folder already: whose home it is of, and what becomes of it by this visit.
 *
 * Owns the choice. One that is as a visit wrote it is written anew from the plan; of one that somebody has changed since only
 * the lines of the visit's own devices are changed, and of these only what the visit has to say. Must never take the file
 * of another home, or one that cannot be read, for this home's.
 */
import { createHash } from 'node:crypto';
import { edited } from '../../config/edit.ts';
import { named, valueAt } from '../../config/findings.ts';
import { readTree } from '../../config/tree.ts';
import { AnbuError } from '../../errors.ts';
import { type LinesById, lineEdits, linesThere } from '../../provisioning/device-lines.ts';
import { deviceIdOf, deviceLinesOf, hubFileOf } from '../../provisioning/hub-file.ts';
import { type Plan, nodesOf } from '../../provisioning/plan.ts';
import type { VisitMemory } from '../../provisioning/visit-memory.ts';

export interface FileThere {
  readonly path: string;
  readonly text: string;
  /** Its values. */
  readonly value: unknown;
}
export interface FileAfter {
  /** What lies there now; null: none. */
  readonly before: string | null;
  readonly text: string;
  /** Written anew from the plan; else only some of its lines are. */
  readonly isWhole: boolean;
  /** The lines of the plan's devices as they are put there, and of those that are left there. */
  readonly lines: LinesById;
  readonly takenOut: readonly string[];
  readonly left: LinesById;
}
/** Where the nodes were found, and the files of their keys, by the id of the device. */
export interface Found {
  readonly ports: ReadonlyMap<string, string>;
  readonly keyOf: (id: string) => string;
}

/** Null: none is there, or it is as a visit wrote it. Throws `visit-elsewhere`. */
export function changedSince(path: string, text: string | null, memory: VisitMemory): FileThere | null {
  if (text === null || memory.hubFiles.includes(hashOf(text))) return null;
  const { value, broken } = readTree(text);
  const [first] = broken;
  if (first !== undefined)
    throw elsewhere(
      `${path} was changed since, and cannot be read: line ${first.line}: ${first.met}`,
      `Nothing was changed. Mend it (each mistake: anbu run --check-config --config ${path}), or put back the one before it, and run this again.`,
    );
  const home = valueAt(value, ['home', 'home']);
  if (home !== memory.home)
    throw elsewhere(
      `${path} is of ${typeof home === 'string' ? `the home ${home}` : 'no home'}, and this is ${memory.home}`,
    );
  return { path, text, value };
}

/** Of one that is not there yet, or that a visit wrote. */
export function wholeFile(before: string | null, plan: Plan, { ports, keyOf }: Found): FileAfter {
  const lines = deviceLinesOf(plan, ports, keyOf);
  return { before, text: hubFileOf(plan, ports, keyOf), isWhole: true, lines, takenOut: [], left: {} };
}

/** Of one that was changed since. Throws `visit-elsewhere` when there is no place in it. */
export function editedFile(
  there: FileThere,
  plan: Plan,
  { ports, keyOf }: Found,
  before: LinesById,
): FileAfter {
  const lines = deviceLinesOf(plan, ports, keyOf);
  const { edits, takenOut, left } = lineEdits(there.value, before, lines);
  const result = edits.length === 0 ? { text: there.text } : edited(there.text, edits);
  if ('nowhere' in result)
    throw elsewhere(
      `${there.path} was changed since, and has no place for ${result.nowhere.join('.')}`,
      'Nothing was changed. See that home.sensors and devices are lists, each item with its id, and run this again.',
    );
  const known = { ...left, ...lines };
  return { before: there.text, text: result.text, isWhole: false, lines: known, takenOut, left };
}

/** Throws `visit-elsewhere` when a node is to be replaced that somebody took out of the file. */
export function refuseTakenOut({ path, value }: FileThere, id: string): void {
  const device = deviceIdOf(id);
  if (deviceIn(value, device) !== undefined) return;
  throw elsewhere(
    `${path} was changed since, and has no device ${device} that could be replaced`,
    `Nothing was changed. If it has another name there, call it ${device} again; if it was taken out, give the new one a name of its own in the plan, at the end of its devices, and leave --replace out.`,
  );
}

/**
 * What was put there last, for a memory that does not say it: the plan as it is now, of the devices that are there.
 * `ports`: as they were remembered before this visit.
 */
export function linesBefore(
  there: FileThere,
  plan: Plan,
  { lines, nodes }: Pick<VisitMemory, 'lines' | 'nodes'>,
): LinesById {
  const ports = new Map(Object.entries(nodes).map(([id, { port }]) => [id, port]));
  return { ...linesThere(there.value, deviceLinesOf(plan, ports)), ...lines };
}

/** Throws `usage` when a node that is set up would get another address in the hub's file alone: it would not be heard. */
export function refuseReaddressed(
  plan: Plan,
  { lines }: Pick<VisitMemory, 'lines'>,
  replaced: string | null,
): void {
  for (const { id, address } of nodesOf(plan)) {
    const has = valueAt(lines[id], ['device', 'options', 'address']);
    if (typeof has !== 'number' || has === address || id === replaced) continue;
    throw new AnbuError(
      'usage',
      `${id} was set up with the address ${has}, and the plan gives it ${address}`,
      {
        hint: `Nothing was changed. Put new devices at the end of the plan, or write address: ${has} for ${id}; to give it another address, replace it: --replace ${id}`,
      },
    );
  }
}

/** The name of the file of a device's key, where this file names one. */
export function keyFileIn(there: FileThere | null, device: string): string | null {
  const key = valueAt(deviceIn(there?.value, device), ['key']);
  return typeof key === 'string' && key !== '' ? key : null;
}

function deviceIn(file: unknown, device: string): unknown {
  return named(file, ['devices']).find(({ id }) => id === device)?.item;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
export function elsewhere(message: string, hint?: string): AnbuError {
  return new AnbuError('visit-elsewhere', message, hint === undefined ? {} : { hint });
}
