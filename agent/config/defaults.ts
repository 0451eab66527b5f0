/**
 * The values a hub has when its file says nothing, each with its reason.
 *
 * Owns every default of policy and nothing else. Replay, simulator and a real home all start from this one table.
 */
import { createHash } from 'node:crypto';
import type {
  CheckonPolicy,
  ClimatePolicy,
  CompanionPolicy,
  Config,
  ConsentPolicy,
  DetectorPolicy,
  Device,
  Home,
  JournalPolicy,
  Language,
  SupplyPolicy,
  UplinkPolicy,
} from './config.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export const DETECTOR_DEFAULTS: DetectorPolicy = {
  // Half a day: longer than any night's sleep, and survivable on the floor.
  capMs: 12 * HOUR_MS,
  // A bath or a telephone call: asking sooner is nagging.
  floorMs: 30 * MINUTE_MS,
  // Once a month: after two or three people unplug us, and twice as many only find a fall ten minutes to half an hour sooner.
  questionDays: 30,
  // A weekend with the family.
  awayMaxMs: 48 * HOUR_MS,
  // A home without a contact at its door: a night with friends is no alarm, a second day is.
  unknownMaxMs: 24 * HOUR_MS,
  // Shorter outages mend themselves; longer ones hide a fall.
  blindMaxMs: 30 * MINUTE_MS,
};

export const CHECKON_DEFAULTS: CheckonPolicy = {
  // A greeting that somebody moves at is a question that nobody hears.
  probes: true,
  // Time to wake, find the glasses and reach the button; eight minutes in all before anyone is told.
  waitMs: [3 * MINUTE_MS, 3 * MINUTE_MS, 2 * MINUTE_MS],
  // Half an hour in all: whoever sleeps soundly gets up in the end, and nobody is sent to a sleeper.
  nightWaitFactor: 4,
  // Somebody moves in the room: they may be on the way. Three times two minutes at most.
  postponeMs: 2 * MINUTE_MS,
  postponeMax: 3,
  unclearWaitMs: 30 * SECOND_MS,
  // The ten seconds promised by the sentence that echoes a press.
  correctionMs: 10 * SECOND_MS,
  // A desk that lost an alert is told again after 5, 10, 20, 40, 60, 60 … minutes.
  reminderMs: 5 * MINUTE_MS,
  reminderMaxMs: 60 * MINUTE_MS,
  // Ten in the morning, local: the desk is staffed.
  testHour: 10,
  testWaitMs: HOUR_MS,
};

/**
 * Half of what a throttled SIM still has, 128 kbit/s; on a slower link it is half of that (`uplink/pace.ts`). A month of
 * summaries takes five seconds, a month of raw events a few minutes.
 */
export const BACKLOG_BYTES_PER_S = 8_000;

export const UPLINK_DEFAULTS: UplinkPolicy = {
  // Nothing real: a hub's own file must name its broker, site and hub.
  url: 'mqtt://localhost:1883',
  site: 'local',
  hub: 'hub',
  // Raw events stay home unless somebody decided otherwise.
  rawEvents: false,
  // Mosquitto's default receive maximum is 20.
  window: 16,
  // Three missed make three minutes: sooner than anybody would look.
  heartbeatMs: 60 * SECOND_MS,
  // A mobile link's worst round trip, doubled.
  ackTimeoutMs: 20 * SECOND_MS,
  backlogBytesPerS: BACKLOG_BYTES_PER_S,
  reconnectMinMs: SECOND_MS,
  reconnectMaxMs: 2 * MINUTE_MS,
  clientCertificate: null,
  clientKey: null,
  authority: null,
  centreKeys: {},
};

export const JOURNAL_DEFAULTS: JournalPolicy = {
  // The longest the promise allows: fewest writes to the card.
  groupMs: 10 * SECOND_MS,
  checkpointMs: 24 * HOUR_MS,
  // Five busy days at 2,000 records, about 3 MB in memory.
  memoryRows: 10_000,
  // Thirty days without a link at 1.6 MB a day, with every raw event on: six times what the busiest recorded home makes
  // (3,100 events a day of 78 bytes). With 4 MiB free in the file and 4 MiB of log it stays below the 64 MiB that are
  // checked page by page at a start.
  bytesMax: 48 * 1024 * 1024,
  // The least of what is sold: 8 GB of cells that bear 3,000 cycles are 24 TB, and a card turns small writes into as
  // much as twelve times as many inside. An industrial card says its own figure (TBW) in its data sheet.
  cardTerabytes: 2,
};

export const CLIMATE_DEFAULTS: ClimatePolicy = {
  // 18 °C is the least that is safe for health (WHO, Housing and health guidelines, 2018, §4); two below it is worth a
  // telephone call even where somebody is used to a cool home.
  coldC: 16,
  // A room should be kept below 32 °C by day (WHO Regional Office for Europe, Public health advice on preventing health
  // effects of heat, 2011).
  hotC: 32,
};

export const SUPPLY_DEFAULTS: SupplyPolicy = {
  // A hub that switched itself off stays off when the mains returns, unless its battery board switches it on again.
  powerOff: false,
};

export const CONSENT_DEFAULTS: ConsentPolicy = {
  // Of the weekly card only: hourly counts by room leave the home always (lane `history`), as the alerts do.
  // How somebody lives is nobody's business unless they agreed that it is.
  outings: false,
  rhythm: false,
  cooking: false,
  contacts: false,
  // Says nothing of the person, and somebody has to mend it.
  equipment: true,
};

export const COMPANION_DEFAULTS: CompanionPolicy = {
  // Whoever installs it finds out otherwise by asking from the bed and the bathroom.
  hearing: 'good',
  // The hours in which a question wakes somebody (`detector/night.ts`).
  quietHours: { from: 22, to: 7 },
  volume: 'usual',
  callName: null,
  // One loudspeaker is plugged in, and the system knows it.
  output: null,
  // Nothing listens unless somebody says so, and says what to.
  microphone: null,
  light: null,
  shaker: null,
  device: null,
};

/** Korean: the homes this is made for. */
export const LANGUAGE_DEFAULT: Language = 'ko';
/** The board whose lines are moved by the simulator. */
export const BOARD_SIMULATED = 'simulated';

/** What may be said instead of a default; within a section, what is not named keeps its default. */
export interface Overrides {
  readonly board?: string;
  readonly devices?: readonly Device[];
  readonly language?: Language;
  readonly detector?: Partial<DetectorPolicy>;
  readonly checkon?: Partial<CheckonPolicy>;
  readonly uplink?: Partial<UplinkPolicy>;
  readonly journal?: Partial<JournalPolicy>;
  readonly climate?: Partial<ClimatePolicy>;
  readonly supply?: Partial<SupplyPolicy>;
  readonly consent?: Partial<ConsentPolicy>;
  readonly companion?: Partial<CompanionPolicy>;
}

/** A frozen configuration of a home from the defaults: what replay, simulator and tests run with. */
export function defaultConfig(home: Home, overrides: Overrides = {}): Config {
  return sealConfig({
    home,
    board: overrides.board ?? BOARD_SIMULATED,
    devices: overrides.devices ?? [],
    language: overrides.language ?? LANGUAGE_DEFAULT,
    detector: { ...DETECTOR_DEFAULTS, ...overrides.detector },
    checkon: { ...CHECKON_DEFAULTS, ...overrides.checkon },
    uplink: { ...UPLINK_DEFAULTS, ...overrides.uplink },
    journal: { ...JOURNAL_DEFAULTS, ...overrides.journal },
    climate: { ...CLIMATE_DEFAULTS, ...overrides.climate },
    supply: { ...SUPPLY_DEFAULTS, ...overrides.supply },
    consent: { ...CONSENT_DEFAULTS, ...overrides.consent },
    companion: { ...COMPANION_DEFAULTS, ...overrides.companion },
  });
}

/** Adds the hash and freezes, all the way down. The argument itself is frozen too. */
export function sealConfig(parts: Omit<Config, 'hash'>): Config {
  const hash = createHash('sha256').update(canonicalText(parts)).digest('hex');
  return deepFreeze({ ...parts, hash });
}

/** JSON with sorted keys: the same settings in another order are the same configuration. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
