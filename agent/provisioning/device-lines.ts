/**
 * The lines of a hub's file that belong to one device of a plan, and how what a visit has changed of them comes into a file
 * that somebody has changed since.
 *
 * Owns the three-way comparison: what was put there last, what is to be put now, what stands there. Only what differs between
 * the first two is touched; whatever somebody set or took out since stays as it is. Pure.
 */
import { z } from 'zod';
import type { Edit } from '../config/edit.ts';
import { valueAt } from '../config/findings.ts';

const named = z.looseObject({ id: z.string() });
export const deviceLines = z.object({
  /** Its item under `devices`. */
  device: named,
  /** Its items under `home.sensors`. */
  sensors: z.array(named).readonly(),
});
type Item = Readonly<z.infer<typeof named>>;
export interface DeviceLines {
  readonly device: Item;
  readonly sensors: readonly Item[];
}
/** By the id of the device in the plan. */
export type LinesById = Readonly<Record<string, DeviceLines>>;

export interface LineEdits {
  readonly edits: readonly Edit[];
  /** Devices, as the hub's file calls them, that somebody took out since: they stay out. */
  readonly takenOut: readonly string[];
  /** In the plan no more, and changed by somebody since: they stay, for whoever did that to take out. */
  readonly left: LinesById;
}

const DEVICES = ['devices'] as const;
const SENSORS = ['home', 'sensors'] as const;

/** `there`: the values of the file. `before`: no lines of a device that was never put there. */
export function lineEdits(there: unknown, before: LinesById, now: LinesById): LineEdits {
  const edits: Edit[] = [];
  const takenOut: string[] = [];
  const [devices, sensors] = [new List(there, DEVICES), new List(there, SENSORS)];
  const left: Record<string, DeviceLines> = {};
  const kept = Object.values(now).flatMap((each) => each.sensors);
  for (const [id, last] of Object.entries(before)) {
    if (Object.hasOwn(now, id) || !devices.has(last.device.id)) continue;
    if (
      devices.isAs(last.device) &&
      last.sensors.every((each) => !sensors.has(each.id) || sensors.isAs(each))
    ) {
      const own = last.sensors.filter((each) => !kept.some((other) => other.id === each.id));
      edits.push(...devices.edits([last.device], []), ...sensors.edits(own, []));
    } else left[id] = last;
  }
  for (const [id, { device, sensors: own }] of Object.entries(now)) {
    const last = before[id];
    if (last !== undefined && !devices.has(device.id)) {
      takenOut.push(device.id);
      continue;
    }
    edits.push(...devices.edits(last === undefined ? [] : [last.device], [device]));
    edits.push(...sensors.edits(last?.sensors ?? [], own));
  }
  return { edits, takenOut, left };
}

/** Of the devices of these lines, those that stand in the file. */
export function linesThere(there: unknown, lines: LinesById): LinesById {
  const devices = new List(there, DEVICES);
  return Object.fromEntries(Object.entries(lines).filter(([, { device }]) => devices.has(device.id)));
}

/** One list of the file, its items by their ids. */
class List {
  readonly #path: readonly string[];
  readonly #isThere: boolean;
  readonly #items: ReadonlyMap<unknown, unknown>;
  /** Items for a list that is not there yet. */
  readonly #made: Item[] = [];

  constructor(file: unknown, path: readonly string[]) {
    const items = valueAt(file, path);
    this.#path = path;
    this.#isThere = Array.isArray(items);
    this.#items = new Map(
      (Array.isArray(items) ? items : []).map((item: unknown) => [valueAt(item, ['id']), item]),
    );
  }
  has(id: string): boolean {
    return this.#items.has(id);
  }
  isAs(item: Item): boolean {
    const there = this.#items.get(item.id);
    return valueEdits([], { before: there, now: item, there }).length === 0;
  }

  edits(before: readonly Item[], now: readonly Item[]): Edit[] {
    const gone = before.filter(({ id }) => this.has(id) && !now.some((each) => each.id === id));
    return [
      ...gone.map(({ id }): Edit => ({ path: [...this.#path, id], value: undefined })),
      ...now.flatMap((item) => this.#itemEdits(before.find(({ id }) => id === item.id) ?? null, item)),
    ];
  }
  #itemEdits(before: Item | null, now: Item): Edit[] {
    const at = [...this.#path, now.id];
    const there = this.#items.get(now.id);
    if (there !== undefined) return before === null ? [] : valueEdits(at, { before, now, there });
    if (before !== null) return [];
    if (this.#isThere) return [{ path: at, value: now }];
    this.#made.push(now);
    return [{ path: this.#path, value: [...this.#made] }];
  }
}

/** Value by value, also below: what somebody set beside what has changed stays. */
function valueEdits(
  at: readonly string[],
  { before, now, there }: { readonly before: unknown; readonly now: unknown; readonly there: unknown },
): Edit[] {
  if (isSame(before, now) || isSame(there, now)) return [];
  if (!isTable(now) || !isTable(before) || !isTable(there)) return [{ path: at, value: now }];
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys].flatMap((key) => {
    const below = { before: before[key], now: now[key], there: there[key] };
    return valueEdits([...at, key], below);
  });
}
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
