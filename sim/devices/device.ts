/**
 * What stands on the bench of `anbu sim`: a device that can be unplugged, and what somebody can do at it.
 *
 * Owns the shape only.
 */

/** Time and chance of the bench: real time. */
export interface BenchTime {
  readonly nowMs: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly unit: () => number;
}

export interface VirtualDevice {
  /** The word by which it is unplugged and plugged. */
  readonly name: string;
  /** What it is, for people: the firmware behind it, the port it is on. */
  readonly what: string;
  /** What somebody can do at it: the word, and what it does. */
  readonly deeds: Readonly<Record<string, () => void>>;
  /** Its lines of the hub's file below `devices:`, as YAML. */
  readonly config: readonly string[];
  plug(): Promise<void>;
  /** Pulls its cable, or takes it out of reach. */
  unplug(): Promise<void>;
  /** Ends all it started. */
  close(): Promise<void>;
}
