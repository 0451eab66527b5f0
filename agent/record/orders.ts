/**
 * Orders: words of the centre, each authenticated by its envelope, whose key and counter it carries.
 *
 * Owns their shapes, and what is said of settings before they are in force. What becomes of an order is a decision.
 */
import type { ProgrammeOf, WatchLevel } from './words.ts';

/**
 * Word of the centre, authenticated by its envelope, that the person will be out and when they are expected back.
 * absence: days; outing: hours; none: whatever was planned is withdrawn. Times are wall clock, ms since 1970 UTC, as
 * they were said; what they are in home time follows from the stamp.
 */
export interface Plan {
  readonly kind: 'plan';
  readonly plan: 'absence' | 'outing' | 'none';
  /** Null: from when it was said. */
  readonly fromWallMs: number | null;
  /** The expected return; null when withdrawn. */
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Word of the centre that this home is to be watched more closely for a while, or as usual again. */
export interface Watch {
  readonly kind: 'watch';
  readonly level: WatchLevel;
  /** Wall clock, ms since 1970 UTC; null when the level is normal, which has no end. */
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Word of the centre that for a while no silence is judged and nothing is asked; null: from now on as usual again. */
export interface Pause {
  readonly kind: 'pause';
  /** Wall clock, ms since 1970 UTC. */
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Text as a file has it (`12h`), numbers, yes or no; null: as the file has it again. */
export type SettingValue = string | number | boolean | null | readonly string[];
export type SettingValues = Readonly<Record<string, SettingValue>>;
/** Settings that lie over the hub's file, by the change that ordered the last of them. */
export interface SettingsChange {
  readonly version: number;
  readonly set: SettingValues;
}
/** Word of the centre that somebody will be in the home; null: nobody any more. */
export interface Visit {
  readonly kind: 'visit';
  /** By this name, which the resident is told that morning; absent: nobody is told. */
  readonly who?: string | undefined;
  /** Wall clock, ms since 1970 UTC; null: from when it was said. */
  readonly fromWallMs: number | null;
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/**
 * Word of the centre that somebody invites the resident, by name: said, answered, reminded of and followed to its end
 * (`programme/`). none: it is withdrawn. Times are wall clock, ms since 1970 UTC.
 */
export interface Programme {
  readonly kind: 'programme';
  /** The centre's own name for it; one that is over never comes again. */
  readonly programme: string;
  readonly what: ProgrammeOf | 'none';
  /** The words for the name and the place, as they are spoken; empty when it is withdrawn. */
  readonly who: string;
  /** Null: at the resident's home, or where that needs no word. */
  readonly where: string | null;
  /** When it begins and ends; null when it is withdrawn. */
  readonly fromWallMs: number | null;
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** A programme as it is kept once it was taken. */
export interface TakenProgramme extends Pick<Programme, 'who' | 'where'> {
  readonly id: string;
  readonly what: ProgrammeOf;
  readonly fromWallMs: number;
  readonly untilWallMs: number;
}
/** Whether they go out for it; else somebody comes to them. */
export function isOut({ what, where }: Pick<TakenProgramme, 'what' | 'where'>): boolean {
  return what === 'shopping' || (what === 'meal' && where !== null);
}
/** Whether it is said once more as it stands. */
export function isSameProgramme(
  before: Readonly<TakenProgramme>,
  { programme, what, who, where, fromWallMs, untilWallMs }: Programme,
): boolean {
  return (
    before.id === programme &&
    before.what === what &&
    before.who === who &&
    before.where === where &&
    before.fromWallMs === fromWallMs &&
    before.untilWallMs === untilWallMs
  );
}
/** The centre asked how the hub is; what it was told goes with the answer (`uplink/diagnostics.ts`). */
export interface DiagnosticsAsked {
  readonly kind: 'diagnostics';
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Words of the centre for the resident. */
export interface Message {
  readonly kind: 'message';
  readonly message: string;
  readonly text: string;
  /** It may be answered with yes. */
  readonly invites: boolean;
  readonly urgent: boolean;
  /** So long it is worth saying, ms from when it was said here. */
  readonly forMs: number;
  /** The need that it answers; absent: none. */
  readonly need?: string | undefined;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Words of the centre of which the resident is to be reminded, at these times of the day. */
export interface Reminder {
  readonly kind: 'reminder';
  /** Another one of this name takes its place. */
  readonly reminder: string;
  readonly text: string;
  /** Minutes of the local day. */
  readonly minutes: readonly number[];
  /** Days of the week, 0 is Sunday; none: every day. */
  readonly days: readonly number[];
  /** So long it stands, ms from when it was said here; null: no more from now on. */
  readonly forMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Word of the centre that settings are to be others. By it alone nothing is in force. */
export interface Settings extends SettingsChange {
  readonly kind: 'settings';
  /** Only asked what would follow. */
  readonly dryRun: boolean;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** The hub's file was read with them: what is wrong, and what would change, in lines for a person. */
export interface SettingsJudged {
  readonly kind: 'settings-judged';
  readonly version: number;
  readonly dryRun: boolean;
  readonly problems: readonly string[];
  readonly changes: readonly string[];
}
/** A key of the centre was added or retired, by the word of another key. From now on this is whose word is obeyed. */
export interface KeyChange {
  readonly kind: 'key';
  readonly change: 'added' | 'retired';
  /** The key's own id; `keyId` is the one that signed. */
  readonly key: string;
  /** Of one that was added: its 32 bytes, base64url; null: retired. */
  readonly publicKey: string | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
