/**
 * What may stand in a configuration file: every key with its unit, bounds, default and a sentence for people.
 *
 * Owns the shape of the file, and turns text values into the types of `config.ts`. Bounds are
 * safety bounds: a value outside them is refused though it is well formed, because nobody would notice its harm
 * until it was needed. Never reads a file, never compares two places of it (that is `crosscheck.ts`).
 */
import { z } from 'zod';
import { companion } from './companion-schema.ts';
import { type Config, PRESS_ROLES } from './config.ts';
import {
  BACKLOG_BYTES_PER_S,
  CHECKON_DEFAULTS,
  CLIMATE_DEFAULTS,
  CONSENT_DEFAULTS,
  DETECTOR_DEFAULTS,
  JOURNAL_DEFAULTS,
  LANGUAGE_DEFAULT,
  SUPPLY_DEFAULTS,
  UPLINK_DEFAULTS,
} from './defaults.ts';
import { duration, list, oneOf, optional, section, text, whole, yesNo } from './fields.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIB = 1024 * 1024;

/** The largest public data set of one home has 72 sensors; a home with more is a mistake in the file. */
const SENSORS_MAX = 256;
const DEVICES_MAX = 256;
const KEYS_MAX = 16;
const TEXT_LENGTH_MAX = 64;
const PATH_LENGTH_MAX = 4096;

const LINE = new RegExp(`^[^\\p{Cc}]{1,${TEXT_LENGTH_MAX}}$`, 'u');
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const PATH = new RegExp(`^[^\\p{Cc}]{1,${PATH_LENGTH_MAX}}$`, 'u');
const MAC = /^[0-9A-F]{2}(?::[0-9A-F]{2}){5}$/i;
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?$/;

const line = (doc: string): z.ZodType<string> =>
  text(doc, LINE, `1 to ${TEXT_LENGTH_MAX} printable characters`);
const word = (doc: string): z.ZodType<string> =>
  text(doc, NAME, 'letters, digits, dots, dashes and underscores (at most 64)');
const path = (doc: string): z.ZodType<string> => text(doc, PATH, 'the path of a file');

// ---- The file -------------------------------------------------------------------------------------------------

export const CLASSES = ['motion', 'door', 'item', 'pressure', 'power', 'light'] as const;

const sensor = section({
  id: line('The name under which the sensor is recorded; unique in the home.'),
  room: line('The room it stands in; the same room is always written the same way.'),
  class: oneOf('What kind of sign it gives.', CLASSES),
  entrance: yesNo('Whether people enter and leave the home here.').optional(),
});

export const homeSchema = section({
  home: line('A name for the home; no name of a person.'),
  timezone: line('IANA time zone, for example Asia/Seoul.'),
  start: text('Local time of the first line of the log.', LOCAL_TIME, 'a local time').optional(),
  end: text('Local time of the last line of the log.', LOCAL_TIME, 'a local time').optional(),
  fidelity: line('How true the log is to the sensors: full, filtered or partial.').optional(),
  simulated: yesNo('Whether a program lived in it, not a person.').optional(),
  sensors: list(sensor, SENSORS_MAX, 'sensors').min(1, { error: 'at least one sensor' }),
}).transform(({ home, timezone, sensors }) => ({ home, timezone, sensors }));

const device = section({
  id: line('For a sensor, the id of the sensor in home.sensors that it feeds.'),
  part: word('The part: a folder below agent/sensors/drivers.'),
  connector: path('A connector of the board (see boards/), or the path of a serial port.'),
  role: oneOf('What it is to the home.', ['sensor', ...PRESS_ROLES, 'supply']).default('sensor'),
  mac: text('Printed on a Bluetooth device.', MAC, 'a Bluetooth address such as A4:C1:38:01:02:03')
    .transform((mac) => mac.toUpperCase())
    .nullable()
    .default(null),
  key: path('A file with the key of the device: 32 hex digits.').nullable().default(null),
  feeds: z
    .record(z.string(), line('The id of a sensor, or button, touch, pull-cord or badge.'), {
      error: 'a section of CHANNEL: SENSOR',
    })
    .nullable()
    .default(null),
  room: line('The room it stands in; needed by what tells of the air and feeds no sensor.')
    .nullable()
    .default(null),
  options: z.record(z.string(), z.unknown(), { error: 'a section of options of the part' }).default({}),
});

const detector = section({
  cap: duration('Silence at home never lasts longer without a question.', HOUR, DAY).default(
    DETECTOR_DEFAULTS.capMs,
  ),
  floor: duration('No question sooner than this.', 15 * MINUTE, 6 * HOUR).default(DETECTOR_DEFAULTS.floorMs),
  questionDays: whole('Days between two questions to somebody who is well, in the long run.', 5, 90).default(
    DETECTOR_DEFAULTS.questionDays,
  ),
  awayMax: duration('Away longer than this is a question.', HOUR, 7 * DAY).default(
    DETECTOR_DEFAULTS.awayMaxMs,
  ),
  unknownMax: duration('Where nobody can tell whether anyone is at home, this is.', HOUR, 7 * DAY).default(
    DETECTOR_DEFAULTS.unknownMaxMs,
  ),
  blindMax: duration(
    'Unable to see for longer than this, somebody is asked to phone.',
    5 * MINUTE,
    4 * HOUR,
  ).default(DETECTOR_DEFAULTS.blindMaxMs),
}).transform(({ cap, floor, questionDays, awayMax, unknownMax, blindMax }) => ({
  capMs: cap,
  floorMs: floor,
  questionDays,
  awayMaxMs: awayMax,
  unknownMaxMs: unknownMax,
  blindMaxMs: blindMax,
}));

const eachWait = duration('The wait after each of the three questions.', 30 * SECOND, 15 * MINUTE);
const checkon = section({
  probes: yesNo('Whether a greeting comes before a question.').default(CHECKON_DEFAULTS.probes),
  wait: z
    .tuple([eachWait, eachWait, eachWait], { error: 'three durations, one after each question' })
    .default([CHECKON_DEFAULTS.waitMs[0], CHECKON_DEFAULTS.waitMs[1], CHECKON_DEFAULTS.waitMs[2]]),
  nightWaitFactor: whole('How many times longer each wait is at night.', 1, 10).default(
    CHECKON_DEFAULTS.nightWaitFactor,
  ),
  postpone: duration(
    'Movement in the same room puts off the next question.',
    30 * SECOND,
    10 * MINUTE,
  ).default(CHECKON_DEFAULTS.postponeMs),
  postponeMax: whole('How often, in one conversation.', 0, 10).default(CHECKON_DEFAULTS.postponeMax),
  unclearWait: duration('The wait left after a voice not understood.', 10 * SECOND, 5 * MINUTE).default(
    CHECKON_DEFAULTS.unclearWaitMs,
  ),
  correction: duration('How long a press can be corrected.', 5 * SECOND, MINUTE).default(
    CHECKON_DEFAULTS.correctionMs,
  ),
  reminder: duration('First reminder of an alert nobody dispatched.', MINUTE, 30 * MINUTE).default(
    CHECKON_DEFAULTS.reminderMs,
  ),
  reminderMax: duration('Longest time between two reminders.', 5 * MINUTE, 4 * HOUR).default(
    CHECKON_DEFAULTS.reminderMaxMs,
  ),
  testHour: whole('Local hour of the daily test alert.', 0, 23).default(CHECKON_DEFAULTS.testHour),
  testWait: duration('How long the desk has to acknowledge it.', 5 * MINUTE, 12 * HOUR).default(
    CHECKON_DEFAULTS.testWaitMs,
  ),
}).transform(({ wait, postpone, unclearWait, correction, reminder, reminderMax, testWait, ...rest }) => ({
  ...rest,
  waitMs: wait,
  postponeMs: postpone,
  unclearWaitMs: unclearWait,
  correctionMs: correction,
  reminderMs: reminder,
  reminderMaxMs: reminderMax,
  testWaitMs: testWait,
}));

const BROKER = 'mqtts://HOST[:PORT], or mqtt://localhost[:PORT]';
const BROKER_URL =
  /^(?:mqtts:\/\/[^\s/@]+|mqtt:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?)\/?$/;

export const uplink = section({
  url: text(
    'The broker. Outside this machine only with TLS, and no password in the address.',
    BROKER_URL,
    BROKER,
  ),
  site: word('The district or organisation; part of every topic.'),
  hub: word('The name of this hub; part of every topic.'),
  rawEvents: yesNo('Whether every single event leaves the home.').default(UPLINK_DEFAULTS.rawEvents),
  // Mosquitto's default receive maximum is 20.
  window: whole('Packets on the way at once.', 1, 20).default(UPLINK_DEFAULTS.window),
  heartbeat: duration('A sign of life this often.', 10 * SECOND, 10 * MINUTE).default(
    UPLINK_DEFAULTS.heartbeatMs,
  ),
  ackTimeout: duration('The broker has this long to acknowledge.', 5 * SECOND, 2 * MINUTE).default(
    UPLINK_DEFAULTS.ackTimeoutMs,
  ),
  // Below 250 a month of raw events would take hours; above 1 MB no home has a link that is worth it.
  backlogBytesPerS: whole('Old history leaves at so many bytes a second at most.', 250, 1_000_000).default(
    BACKLOG_BYTES_PER_S,
  ),
  reconnectMin: duration('First wait before a new connection.', 500, MINUTE).default(
    UPLINK_DEFAULTS.reconnectMinMs,
  ),
  reconnectMax: duration('Longest wait before a new connection.', 5 * SECOND, 10 * MINUTE).default(
    UPLINK_DEFAULTS.reconnectMaxMs,
  ),
  clientCertificate: path('PEM file of this hub’s certificate.').nullable().default(null),
  clientKey: path('PEM file of this hub’s private key.').nullable().default(null),
  authority: path('PEM file of the authority that signed the broker’s certificate.').nullable().default(null),
  centreKeys: z
    .record(z.string(), path('PEM file of a public key of the centre.'), {
      error: 'a section of KEY-ID: FILE',
    })
    .refine((keys) => Object.keys(keys).length <= KEYS_MAX, { error: `at most ${KEYS_MAX} keys` })
    .default({}),
}).transform(({ heartbeat, ackTimeout, reconnectMin, reconnectMax, ...rest }) => ({
  ...rest,
  heartbeatMs: heartbeat,
  ackTimeoutMs: ackTimeout,
  reconnectMinMs: reconnectMin,
  reconnectMaxMs: reconnectMax,
}));

const journal = section({
  // Ten seconds is the most that a power cut may take.
  group: duration('Plain records wait this long for their group.', 100, 10 * SECOND).default(
    JOURNAL_DEFAULTS.groupMs,
  ),
  checkpoint: duration('What was learned is written down this often.', HOUR, 7 * DAY).default(
    JOURNAL_DEFAULTS.checkpointMs,
  ),
  memoryRows: whole('Records kept in memory while the disk fails.', 1_000, 100_000).default(
    JOURNAL_DEFAULTS.memoryRows,
  ),
  // Two days of records are needed to start from; a gigabyte is a minute of reading at each start.
  bytesMax: whole(
    'Bytes of records on disk; beyond them the oldest history that nobody has kept is thinned.',
    4 * MIB,
    1024 * MIB,
  ).default(JOURNAL_DEFAULTS.bytesMax),
  cardTerabytes: whole(
    'Terabytes that the memory card bears being written (TBW in its data sheet).',
    1,
    10_000,
  ).default(JOURNAL_DEFAULTS.cardTerabytes),
}).transform(({ group, checkpoint, memoryRows, bytesMax, cardTerabytes }) => ({
  groupMs: group,
  checkpointMs: checkpoint,
  memoryRows,
  bytesMax,
  cardTerabytes,
}));

const climate = section({
  cold: whole('A room colder than this, in °C, is told to the case manager.', 5, 20).default(
    CLIMATE_DEFAULTS.coldC,
  ),
  hot: whole('A room hotter than this, in °C, is told to the case manager.', 26, 40).default(
    CLIMATE_DEFAULTS.hotC,
  ),
}).transform(({ cold, hot }) => ({ coldC: cold, hotC: hot }));

const supply = section({
  powerOff: yesNo('Whether the hub switches itself off ten minutes before its battery is empty.').default(
    SUPPLY_DEFAULTS.powerOff,
  ),
});

/** What the weekly card tells, and nothing else: hourly counts by room leave the home always (lane `history`). */
const consent = section({
  outings: agreed('outings: how often, how long'),
  rhythm: agreed('the rhythm: first and last sign of the day, up at night'),
  cooking: agreed('cooking: what is used in the kitchen'),
  contacts: agreed('contacts: visits as far as seen, calls, answers, what the centre did'),
  equipment: yesNo(
    'Whether the weekly card tells the centre what is broken and how long the home was not seen.',
  ).default(CONSENT_DEFAULTS.equipment),
});
function agreed(what: string) {
  return yesNo(`Whether the resident agreed that the weekly card tells the centre of ${what}.`).default(
    false,
  );
}

/** The whole file of a hub. Its output is a `Config` without hash; keys are still paths. */
export const fileSchema: z.ZodType<Omit<Config, 'hash'>> = section({
  home: homeSchema,
  board: word('The hub board: a file in boards/.'),
  devices: list(device, DEVICES_MAX, 'devices').default([]),
  language: oneOf('The language spoken in the home.', ['ko', 'en']).default(LANGUAGE_DEFAULT),
  detector: optional(detector),
  checkon: optional(checkon),
  uplink,
  journal: optional(journal),
  climate: optional(climate),
  supply: optional(supply),
  consent: optional(consent),
  companion: optional(companion),
});
