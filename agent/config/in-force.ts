/**
 * The configuration in force as a record: what `evolve` may know of it, and nothing more.
 *
 * Owns that choice. Never names a key, an address or a file.
 */
import { type Agreed, CARD_FACTS, type ConfigInForce, type SettingsChange } from '../record.ts';
import type { Config } from './config.ts';

/** What may leave the home by this configuration. */
export function agreedIn({ consent, uplink }: Pick<Config, 'consent' | 'uplink'>): Agreed {
  return { facts: CARD_FACTS.filter((fact) => consent[fact]), rawEvents: uplink.rawEvents };
}

/** `ordered`: what a command laid over the file; null: nothing; undefined: nobody can. */
export function configInForce(config: Config, ordered: SettingsChange | null | undefined): ConfigInForce {
  const { hash, home, detector, devices, climate, companion } = config;
  return {
    kind: 'config',
    hash,
    sensors: home.sensors,
    questionDays: detector.questionDays,
    climate,
    watchesSupply: devices.some(({ role }) => role === 'supply'),
    ...(companion.microphone === null ? {} : { hasMicrophone: true }),
    ...(ordered === undefined ? {} : { ordered }),
    agreed: agreedIn(config),
  };
}
