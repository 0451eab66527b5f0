/**
 * What a simulated home is to the program that runs it: a real person's log, or a seeded resident, behind one shape.
 *
 * A world schedules itself on the virtual clock and acts only through what a hub can sense: its buses, or, for a
 * log, observations that passed the filters long ago. It never reads the hub's mind; `see` is for a log's answers.
 */
import type { Config } from '../../agent/config/config.ts';
import type { Hub } from '../../agent/hub.ts';
import type { Buses } from '../../agent/ports.ts';
import type { Entry } from '../../agent/record.ts';
import type { ZoneChange } from '../../agent/zone.ts';
import type { Said, SpeakerFault } from '../simulated-speaker.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** What the home says about itself for the timeline: ground truth, never shown to the hub. */
export interface Caption {
  readonly room: string | null;
  /** "asleep", "cooking", "on the floor", "out" – in a few words; empty when nobody knows. */
  readonly doing: string;
}

export interface World {
  readonly config: Config;
  readonly zone: readonly ZoneChange[];
  /** Wall clock (UTC ms) at which it begins and ends. */
  readonly startWallMs: number;
  readonly endWallMs: number;
  /** Up to here it runs at full speed, only so that the hub can learn; shown as such. */
  readonly learnUntilWallMs: number;
  /** When the first thing happens that the story is about. */
  readonly momentWallMs: number;
  readonly buses: Buses;
  /** What is wrong with the loudspeaker and with the broker at a moment. */
  speakerFault(wallMs: number): SpeakerFault;
  brokerDown(wallMs: number): boolean;
  /** Goes on from the clock's present; called once per life of a hub. */
  start(clock: VirtualClock, hub: Hub): void;
  /** The resident hears a sentence begin (or does not, when it failed). */
  hear(said: Said, hub: Hub): void;
  /** A committed record, for worlds that answer from a script. */
  see(entry: Entry, hub: Hub): void;
  caption(): Caption;
}
