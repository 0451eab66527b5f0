/**
 * A deep copy of plain data, several times as fast as structuredClone: what a thousand forks of a state are made of.
 *
 * What is frozen is shared, for nobody can change it. Only JSON: no class, no cycle, no date. Never changes its argument.
 */

export function plainCopy<T>(value: T): T;
export function plainCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const copy = items.slice();
    for (let at = 0; at < copy.length; at += 1) {
      const item = copy[at];
      if (typeof item === 'object' && item !== null) copy[at] = plainCopy(item);
    }
    return copy;
  }
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const inner = copy[key];
    if (typeof inner === 'object' && inner !== null) copy[key] = plainCopy(inner);
  }
  return copy;
}
