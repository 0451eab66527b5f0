/**
 * Parts broken on purpose, so that a checker that has gone deaf is noticed.
 *
 * Owns only the places where something may be broken; what is broken is the test's. Never used in an honest run.
 */
import type { Config } from '../../agent/config/config.ts';
import type { Hub } from '../../agent/hub.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { DeskStore } from '../desk-store.ts';

export interface Plant {
  /** Another store for the hub. */
  readonly store?: (store: MemoryStore) => MemoryStore;
  /** Another store for the desk. */
  readonly deskStore?: () => DeskStore;
  /** The desk puts every alert before a person twice. */
  readonly repeatsActions?: boolean;
  /** After each step: reaches into the hub. */
  readonly tamper?: (hub: Hub, nowMs: number) => void;
  /** The policy the checkers hold the hub to, when it is not its own. */
  readonly judgedBy?: (config: Config) => Config;
}
