/**
 * What a command may set, and how what it set is laid over the tree of a file.
 *
 * Owns the list. On it is how often and how loudly is asked; not on it is what the home is made of, who is told, by
 * which broker and key, and what leaves the home: that is changed by somebody who stands in it. The bounds of each value
 * are those of the file (`schema.ts`).
 */
import type { SettingValues } from '../record.ts';

export const SETTABLE = [
  'language',
  'detector.cap',
  'detector.floor',
  'detector.questionDays',
  'detector.awayMax',
  'detector.unknownMax',
  'detector.blindMax',
  'checkon.probes',
  'checkon.wait',
  'checkon.nightWaitFactor',
  'checkon.postpone',
  'checkon.postponeMax',
  'checkon.unclearWait',
  'checkon.reminder',
  'checkon.reminderMax',
  'checkon.testHour',
  'checkon.testWait',
  'climate.cold',
  'climate.hot',
  'companion.hearing',
  'companion.volume',
  'uplink.heartbeat',
  'uplink.ackTimeout',
] as const;
const NAMES: ReadonlySet<string> = new Set(SETTABLE);

export function isSettable(name: string): boolean {
  return NAMES.has(name);
}

/** The tree with each setting in its place; the tree itself is not changed. A tree that is no section stays as it is. */
export function withSettings(tree: unknown, set: SettingValues): unknown {
  if (!isSection(tree)) return tree;
  const whole: Record<string, unknown> = { ...tree };
  for (const [name, value] of Object.entries(set)) {
    const [section = '', key] = name.split('.');
    if (key === undefined) {
      whole[section] = value;
      continue;
    }
    const below = whole[section];
    // A section that is written as something else is a mistake of the file, which its reader will tell.
    if (below === undefined || below === null) whole[section] = { [key]: value };
    else if (isSection(below)) whole[section] = { ...below, [key]: value };
  }
  return whole;
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
