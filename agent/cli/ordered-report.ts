/**
 * What commands have made of a hub since its file was written: whose keys are in force, and which settings lie over it.
 *
 * Reads a state and a configuration; no disk. A public key is no secret, but nobody reads one: keys are shown by name.
 */
import type { Config } from '../config/config.ts';
import { wantedSettings } from '../config/settings.ts';
import type { HubState } from '../machine.ts';
import type { SettingsChange } from '../record.ts';

export interface OrderedReport {
  readonly keys: readonly {
    readonly key: string;
    readonly from: 'file' | 'command';
    readonly state: 'in force, proven' | 'in force, not heard yet' | 'retired';
  }[];
  /** Null: the file alone. */
  readonly settings: (SettingsChange & { readonly state: 'in force' | 'on trial' }) | null;
}

export function orderedReport({ uplink }: Config, { centre, settings }: HubState): OrderedReport {
  const { added, retired } = centre.keyring;
  const names = new Set([...Object.keys(uplink.centreKeys), ...added.map(({ keyId }) => keyId), ...retired]);
  const keys = [...names].toSorted().map((key) => {
    const from = key in uplink.centreKeys ? ('file' as const) : ('command' as const);
    if (retired.includes(key)) return { key, from, state: 'retired' as const };
    const isProven = (centre.counters[key] ?? 0) > 0;
    return {
      key,
      from,
      state: isProven ? ('in force, proven' as const) : ('in force, not heard yet' as const),
    };
  });
  const wanted = wantedSettings(settings);
  if (wanted === null) return { keys, settings: null };
  const { version, set } = wanted;
  return { keys, settings: { version, set, state: settings.trial === null ? 'in force' : 'on trial' } };
}

export function orderedText({ keys, settings }: OrderedReport): string {
  const lines = keys.map(({ key, from, state }) => `# key ${key}: ${state}, from the ${from}`);
  if (settings === null) return [...lines, '# settings by command: none'].join('\n');
  const { version, set, state } = settings;
  const rows = Object.entries(set).map(([name, value]) => `${name}: ${JSON.stringify(value)}  # by command`);
  return [...lines, `# settings by command, version ${version}: ${state}`, ...rows].join('\n');
}
