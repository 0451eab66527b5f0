/**
 * The root mean square of an alternating signal, from samples that are far slower than it and not in step with it.
 *
 * Owns one window of samples at a time. A window's mean is the resting point of the signal, whatever the resistors
 * make of it; what is left beside it is the signal. Must never be fed by a sampling in step with the mains: the bus
 * sees to that (97 ms are 9.7 half waves of 50 Hz, 11.64 of 60 Hz). State is plain JSON and is changed in place.
 */
export interface WindowState {
  count: number;
  sum: number;
  squares: number;
}
/** Of a whole window, as shares of full scale. */
export interface Swing {
  /** Where the signal rests. */
  readonly mean: number;
  readonly rms: number;
}

/**
 * Samples that step through the half wave by 0.7 or 0.64 of it: 40 of them leave at most 1 / (40 sin 0.7π), some 3 %, of
 * the power to where they happened to begin, and half of that of the current. They take four seconds.
 */
export const SAMPLES = 40;

export function initialWindow(): WindowState {
  return { count: 0, sum: 0, squares: 0 };
}

/** Takes a share from 0 to 1; returns the window that it fills, else null. */
export function takeShare(window: WindowState, share: number): Swing | null {
  window.count += 1;
  window.sum += share;
  window.squares += share * share;
  if (window.count < SAMPLES) return null;
  const mean = window.sum / SAMPLES;
  const rms = Math.sqrt(Math.max(0, window.squares / SAMPLES - mean * mean));
  Object.assign(window, initialWindow());
  return { mean, rms };
}
