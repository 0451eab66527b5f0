/**
 * A wire that nothing drives: cut, unscrewed, without its resistor. It picks up what is in the air and reads as use.
 *
 * Owns how it is found: by levels that are held for a time the part on it cannot hold them, again and again. A wire
 * that picks up the mains is a flood and found as one (`filters.ts`). Plain JSON, changed in place.
 */

/** A level that is held from `fromMs` to less than `toMs` is a sliver; more than `max` in ten minutes are a fault. */
export interface Slivers {
  readonly fromMs: number;
  readonly toMs: number;
  readonly max: number;
}
/**
 * Of a contact that somebody moves: shorter is bounce, and nobody opens and shuts forty times in ten minutes with less
 * than a second and a half between. A loose wire that changes every two seconds does so within six minutes.
 */
export const contactSlivers = (settleMs: number): Slivers => ({ fromMs: settleMs, toMs: 1_500, max: 40 });

export interface LooseState {
  /** Slivers since `fromMs`, the last one of them at `lastMs`. */
  slivers: number;
  fromMs: number;
  lastMs: number;
  isLoose: boolean;
  times: number;
}
export const initialLoose = (): LooseState => ({
  slivers: 0,
  fromMs: 0,
  lastMs: 0,
  isLoose: false,
  times: 0,
});

/** Also how long there must be no sliver until the wire counts as mended. */
export const SLIVER_WINDOW_MS = 600_000;
/** Slivers closer together are one burst: a switched lamp or a static shock beside the wire, and over. */
const BURST_MS = 1_000;

/** Takes in how long the level before was held. */
export function countSliver(loose: LooseState, heldMs: number, nowMs: number, slivers: Slivers): void {
  if (heldMs < slivers.fromMs || heldMs >= slivers.toMs) return;
  if (loose.slivers > 0 && nowMs - loose.lastMs < BURST_MS) return;
  if (loose.slivers === 0 || nowMs - loose.fromMs >= SLIVER_WINDOW_MS) {
    loose.fromMs = nowMs;
    loose.slivers = 0;
  }
  loose.slivers += 1;
  loose.lastMs = nowMs;
  if (loose.isLoose || loose.slivers <= slivers.max) return;
  loose.isLoose = true;
  loose.times += 1;
}

/** Monotonic ms at which it counts as mended; null when it is not loose. */
export function mendedAtMs({ isLoose, lastMs }: LooseState): number | null {
  return isLoose ? lastMs + SLIVER_WINDOW_MS : null;
}
