/**
 * Which sensors of a home a kit has: named kits, or sensors, rooms and classes by name.
 *
 * Owns the names. Restricts what the detector sees, never what is known of being at home: that is asked of the whole
 * log, or a kit without a door would be judged by its own blindness.
 */
import { defaultConfig } from '../../agent/config/defaults.ts';
import { AnbuError } from '../../agent/errors.ts';
import type { SensorDescription } from '../../agent/record.ts';
import type { HomeCase } from './homes.ts';
import type { KitReport } from './report.ts';

type Member = (sensor: SensorDescription, home: HomeCase) => boolean;

const BATH: ReadonlySet<string> = new Set(['bathroom', 'toilet']);
const isDoor: Member = ({ entrance }) => entrance === true;

/** Each kit by its parts: a home that lacks one has not the kit. */
const KITS: Readonly<Record<string, readonly Member[]>> = {
  'pir+door': [(sensor) => sensor.class === 'motion', isDoor],
  'bedroom+bath+door': [({ room }) => room === 'bedroom', ({ room }) => BATH.has(room), isDoor],
  'one-room': [(sensor, home) => sensor.room === mainRoom(home)],
};
export const KIT_NAMES = Object.keys(KITS);
/** An error names so many ids of sensors at most; rooms and classes say the rest. */
const IDS_SHOWN_MAX = 24;

/** The homes with the sensors of `list` alone. Throws `usage` for a name that no home has. */
export function restrict(homes: readonly HomeCase[], list: string): { homes: HomeCase[]; kit: KitReport } {
  const wanted = list.split(',').map((word) => partsOf(word.trim(), homes));
  const sensors: Record<string, string[]> = {};
  const kept: HomeCase[] = [];
  const leftOut: string[] = [];
  for (const home of homes) {
    const own = wanted.flatMap((parts) => sensorsOf(parts, home));
    if (own.length === 0) {
      leftOut.push(home.name);
      continue;
    }
    const ids = new Set(own.map(({ id }) => id));
    sensors[home.name] = home.config.home.sensors.flatMap(({ id }) => (ids.has(id) ? [id] : []));
    kept.push(withSensors(home, ids));
  }
  return { homes: kept, kit: { list, sensors, leftOut } };
}

function withSensors(home: HomeCase, ids: ReadonlySet<string>): HomeCase {
  const sensors = home.config.home.sensors.filter(({ id }) => ids.has(id));
  return {
    ...home,
    config: defaultConfig({ ...home.config.home, sensors }),
    observations: home.observations.filter(({ sensor }) => ids.has(sensor)),
  };
}

/** In the order of the description; none when a part is missing. */
function sensorsOf(parts: readonly Member[], home: HomeCase): SensorDescription[] {
  const { sensors } = home.config.home;
  if (!parts.every((is) => sensors.some((sensor) => is(sensor, home)))) return [];
  return sensors.filter((sensor) => parts.some((is) => is(sensor, home)));
}

function partsOf(word: string, homes: readonly HomeCase[]): readonly Member[] {
  const kit = Object.hasOwn(KITS, word) ? KITS[word] : undefined;
  if (kit !== undefined) return kit;
  const is: Member = ({ id, room, class: kind }) => [id, room, kind].includes(word);
  if (homes.some((home) => home.config.home.sensors.some((sensor) => is(sensor, home)))) return [is];
  const all = homes.flatMap((home) => [...home.config.home.sensors]);
  const ids = named(all.map(({ id }) => id));
  const shown = ids.slice(0, IDS_SHOWN_MAX).join(', ');
  const more = ids.length > IDS_SHOWN_MAX ? ` and ${ids.length - IDS_SHOWN_MAX} more` : '';
  throw new AnbuError(
    'usage',
    [
      `--sensors: no home has "${word}"`,
      `  kits: ${KIT_NAMES.join(', ')}`,
      `  classes: ${named(all.map((sensor) => sensor.class)).join(', ')}`,
      `  rooms: ${named(all.map(({ room }) => room)).join(', ')}`,
      `  sensors: ${shown}${more}`,
    ].join('\n'),
  );
}

function named(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}

/** The living room, or the room with most lines in a home that has none. */
function mainRoom(home: HomeCase): string {
  const { sensors } = home.config.home;
  if (sensors.some(({ room }) => room === 'living')) return 'living';
  const rooms = new Map(sensors.map(({ id, room }) => [id, room]));
  const lines = new Map<string, number>();
  for (const { sensor } of home.observations) {
    const room = rooms.get(sensor) ?? '';
    lines.set(room, (lines.get(room) ?? 0) + 1);
  }
  return [...lines].reduce((kept, one) => (one[1] > kept[1] ? one : kept), ['', 0])[0];
}
