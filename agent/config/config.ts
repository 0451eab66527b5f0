/**
 * The configuration of one hub, parsed and frozen: what every other file may rely on.
 *
 * Units are in the names. The schema that checks a file against this shape, with defaults and words for people, is
 * `config/schema.ts`. Only `decide` reads policy; `evolve` never does, so a changed configuration never changes how
 * the past is read.
 */
import type { CardFact, SensorDescription } from '../record.ts';

export type Language = 'ko' | 'en';

export interface Home {
  readonly home: string;
  /** IANA name; only the shell asks it. */
  readonly timezone: string;
  readonly sensors: readonly SensorDescription[];
}
/** What a press may be: the one button, a touch of the companion, a cord that always calls, a visitor's badge. */
export const PRESS_ROLES = ['button', 'touch', 'pull-cord', 'badge'] as const;
export type PressRole = (typeof PRESS_ROLES)[number];
export function isPressRole(name: string): name is PressRole {
  return PRESS_ROLES.some((role) => role === name);
}
/** One part on one bus that feeds one sensor of the home, or is the button, the touch, the cord or a badge. */
export interface Device {
  readonly id: string;
  /** Folder name under `sensors/drivers/`. */
  readonly part: string;
  /** Where it is plugged in: a connector of the board profile, or an address. */
  readonly connector: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly role: 'sensor' | PressRole | 'supply';
  /** Bluetooth address, in capitals with colons; null for parts on other buses. */
  readonly mac: string | null;
  /** The file of its key: no secret is in a `Config`. Null: it has none. */
  readonly key: string | null;
  /** Channel of the part → what it feeds: the id of a sensor, `button` or `pull-cord`; then it has no role. Null: by `id` and `role`. */
  readonly feeds: Readonly<Record<string, string>> | null;
  /** Where it stands; null: in the room of the sensor it feeds. */
  readonly room: string | null;
}
type Hands = Pick<Config, 'devices' | 'companion'>;
/** Whether a hand can be told from a call for help: there is something to touch besides the button. */
export function canBeTouched({ devices, companion }: Hands): boolean {
  return companion.device !== null || devices.some((device) => feeds(device, 'touch'));
}
/** What a choice is made by: a touch, where there is only a button two presses of it; null: by nothing. */
export function chosenBy(policy: Hands): 'touch' | 'button' | null {
  if (canBeTouched(policy)) return 'touch';
  return policy.devices.some((device) => feeds(device, 'button')) ? 'button' : null;
}
function feeds({ role, feeds: channels }: Device, press: PressRole): boolean {
  return role === press || Object.values(channels ?? {}).includes(press);
}
export interface DetectorPolicy {
  /** Silence at home never lasts longer than this without a question. */
  readonly capMs: number;
  /** Nothing is asked sooner. */
  readonly floorMs: number;
  /** The one setting of how often: days between two questions to somebody who is well, in the long run. */
  readonly questionDays: number;
  /** Away longer than this is a question, then an alert ("not back as usual"). */
  readonly awayMaxMs: number;
  /** Where nobody can tell whether anyone is at home, this is. */
  readonly unknownMaxMs: number;
  /** Sight of the home lost for longer than this becomes a request to phone. */
  readonly blindMaxMs: number;
}
export interface CheckonPolicy {
  /** Whether something is said anyway before a question comes due (see `checkon/probes.ts`). */
  readonly probes: boolean;
  /** Wait after each of the three questions. */
  readonly waitMs: readonly [number, number, number];
  /** How much longer each wait is at night. */
  readonly nightWaitFactor: number;
  /** How far same-room movement puts off the next step, and how often at most in one conversation. */
  readonly postponeMs: number;
  readonly postponeMax: number;
  /** The wait left after a voice that was not understood. */
  readonly unclearWaitMs: number;
  readonly correctionMs: number;
  /** Reminders of an alert nobody dispatched: first interval, doubled up to the longest, for ever. */
  readonly reminderMs: number;
  readonly reminderMaxMs: number;
  /** Local hour of the daily test alert, and how long the desk has to acknowledge it. */
  readonly testHour: number;
  readonly testWaitMs: number;
}
export interface UplinkPolicy {
  readonly url: string;
  readonly site: string;
  readonly hub: string;
  readonly rawEvents: boolean;
  /** Packets published and not yet acknowledged: 16 stays under mosquitto's default receive maximum of 20. */
  readonly window: number;
  readonly heartbeatMs: number;
  readonly ackTimeoutMs: number;
  /** Bytes a second at which old history leaves at most; null: as fast as the window allows (simulated homes). */
  readonly backlogBytesPerS: number | null;
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** Absolute paths of PEM files, read by whoever connects: no private key is ever part of a `Config`. */
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
  readonly authority: string | null;
  /** keyId → public key (PEM) of the centre. */
  readonly centreKeys: Readonly<Record<string, string>>;
}
export interface JournalPolicy {
  /** Plain records wait at most this long for their group. */
  readonly groupMs: number;
  readonly checkpointMs: number;
  /** Records held in memory while the store fails. */
  readonly memoryRows: number;
  /** What records may take on disk; beyond it the oldest history that nobody has kept is thinned. */
  readonly bytesMax: number;
  /** Terabytes that the memory card bears being written to by this program. */
  readonly cardTerabytes: number;
}
export interface ClimatePolicy {
  /** A room colder, or hotter, than this is told, °C. */
  readonly coldC: number;
  readonly hotC: number;
}
export interface SupplyPolicy {
  /** Whether the system is switched off when the hub's battery is nearly empty; else only anbu ends. */
  readonly powerOff: boolean;
}
/** The companion's body and voice: what it is heard by, and by whom. */
export interface CompanionPolicy {
  /** How the resident hears: whoever is hard of hearing is called by a low tone, and their name, before a question. */
  readonly hearing: 'good' | 'hard' | 'deaf';
  /** Local hours [from, to) in which whatever can be is said more quietly; the same hour twice: never. */
  readonly quietHours: { readonly from: number; readonly to: number };
  /** Everything a step softer or louder. */
  readonly volume: 'softer' | 'usual' | 'louder';
  /** How the resident is called; null: by no name. */
  readonly callName: string | null;
  /** The sound device, as `aplay -L` names it; null: whatever the system has as its default. */
  readonly output: string | null;
  /** The microphone, as `arecord -L` names it; null: there is none. */
  readonly microphone: string | null;
  /** Its lamp; null: it has none. */
  readonly light: OutputPlace | null;
  /** Its bed shaker, which shakes at questions alone; null: it has none. */
  readonly shaker: OutputPlace | null;
  /** The serial port of a companion device, which then speaks and shines in place of both; null: there is none. */
  readonly device: string | null;
}
/** Where the lamp or the shaker is. */
export interface OutputPlace {
  /** A line of the board, or the serial port of a Firmata board. */
  readonly connector: string;
  /** On a Firmata board: its pin as printed; null on a line. */
  readonly pin: number | null;
  /** It shines, or shakes, when the pin is low. */
  readonly inverted: boolean;
}
/** Which facts of the weekly card may leave the home. */
export type ConsentPolicy = Readonly<Record<CardFact, boolean>>;
export interface Config {
  readonly home: Home;
  readonly board: string;
  readonly devices: readonly Device[];
  readonly language: Language;
  readonly detector: DetectorPolicy;
  readonly checkon: CheckonPolicy;
  readonly uplink: UplinkPolicy;
  readonly journal: JournalPolicy;
  readonly climate: ClimatePolicy;
  readonly supply: SupplyPolicy;
  readonly consent: ConsentPolicy;
  readonly companion: CompanionPolicy;
  /** SHA-256 of the normalised configuration, hex. */
  readonly hash: string;
}
