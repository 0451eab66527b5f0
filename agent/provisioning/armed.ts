/**
 * Whether a home is armed: it was walked to ready, by whom and when, and which of its sensors have changed since.
 *
 * Owns the form of `armed.json` in the hub's data folder, and what counts as the sensor that was walked: its place, its part,
 * where that is plugged in, and its key. Pure. A word for people: no decision of the hub ever asks whether it is armed.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import type { SensorDescription } from '../record.ts';

const armed = z.object({
  version: z.literal(1),
  /** RFC 3339. */
  at: z.string(),
  by: z.string().nullable(),
  /** By sensor, as it was walked. */
  sensors: z.record(z.string(), z.object({ place: z.string(), device: z.string() })),
  /** As kept beside the certificate; null: the hub had no key to sign with. */
  receipt: z
    .object({
      receipt: z.string(),
      alg: z.literal('ecdsa-sha256').nullable(),
      signature: z.string().nullable(),
      publicKey: z.string().nullable(),
    })
    .nullable(),
});
export type Armed = Readonly<z.infer<typeof armed>>;
export type WalkedSensors = Armed['sensors'];

export interface ArmedReport {
  /** RFC 3339; null: it is installed, and nobody has walked it to ready. */
  readonly since: string | null;
  readonly by: string | null;
  /** Sensors that are new, elsewhere, or another part since. */
  readonly notWalked: readonly string[];
}

/** 64 bits tell two sensors of a home apart. */
const HASH_DIGITS = 16;

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, HASH_DIGITS);
}
function placeHash({ room, class: kind, entrance }: SensorDescription): string {
  return hashOf([room, kind, entrance === true]);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** What a walk would arm now. `keys`: by device. */
export function sensorsOf(
  { home, devices }: Pick<Config, 'home' | 'devices'>,
  keys: ReadonlyMap<string, Uint8Array>,
): WalkedSensors {
  return Object.fromEntries(
    home.sensors.map((sensor) => {
      const parts = feedingOf(sensor.id, devices).map(({ id, part, connector, mac, options, feeds }) => {
        const key = [...(keys.get(id) ?? [])];
        return [id, part, connector, mac, Object.entries(options).toSorted(byName), feeds, key];
      });
      return [sensor.id, { place: placeHash(sensor), device: hashOf(parts) }];
    }),
  );
}

/**
 * What stays walked when another hub takes the place of this one: a sensor whose every part is known by a key or an address of
 * its own, wherever it is plugged in. What hangs on pins alone is somewhere else on another hub, until somebody walks there.
 */
export function afterSwap(
  is: Armed,
  devices: readonly Pick<Config['devices'][number], 'id' | 'feeds' | 'key' | 'mac'>[],
): Armed {
  const isKnown = (sensor: string): boolean => {
    const feeding = feedingOf(sensor, devices);
    return feeding.length > 0 && feeding.every(({ key, mac }) => key !== null || mac !== null);
  };
  return {
    ...is,
    sensors: Object.fromEntries(Object.entries(is.sensors).filter(([sensor]) => isKnown(sensor))),
  };
}

function feedingOf<T extends Pick<Config['devices'][number], 'id' | 'feeds'>>(
  sensor: string,
  devices: readonly T[],
): T[] {
  return devices.filter(({ id, feeds }) => id === sensor || Object.values(feeds ?? {}).includes(sensor));
}

/**
 * `now`: what `sensorsOf` says of the configuration; null where it cannot be read, and then a sensor is known by its place alone.
 */
export function armedReport(
  is: Armed | null,
  sensors: readonly SensorDescription[],
  now: WalkedSensors | null,
): ArmedReport {
  const ids = now === null ? sensors.map(({ id }) => id) : Object.keys(now);
  if (is === null) return { since: null, by: null, notWalked: ids };
  const notWalked = ids.filter((id) => {
    const walked = is.sensors[id];
    if (walked === undefined) return true;
    if (now !== null) return now[id]?.place !== walked.place || now[id]?.device !== walked.device;
    const sensor = sensors.find((each) => each.id === id);
    return sensor !== undefined && placeHash(sensor) !== walked.place;
  });
  return { since: is.at, by: is.by, notWalked };
}

export function armedLine({ since, by, notWalked }: ArmedReport): string {
  if (since === null) return 'installed, not armed: run anbu walk-test; it watches and calls all the same';
  const whom = by === null ? '' : `, walked by ${by}`;
  if (notWalked.length === 0) return `since ${since}${whom}`;
  return `since ${since}${whom}; not walked since they changed: ${notWalked.join(', ')}: run anbu walk-test`;
}

export function armedText(is: Armed): string {
  return `${JSON.stringify(is, null, 2)}\n`;
}
/** Null: it is none of ours, or damaged: then nobody knows that it was walked. */
export function readArmed(text: string): Armed | null {
  try {
    const read = armed.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
