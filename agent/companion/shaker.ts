/**
 * The bed shaker: a pad under the pillow that wakes somebody who neither hears the question nor sees the lamp.
 *
 * Owns its one rhythm, a function of what the lamp shows. Must never shake for anything but a question, from its first word
 * to a hand: no greeting, no reminder, no news of an alert takes anybody out of their sleep.
 */
import type { Beat, LightPattern } from './light.ts';

/**
 * ms on, off, on, off …: three shakes, then quiet until half a minute is over. A tenth of the time, and never longer than a
 * second: a question of a night waits for 32 minutes, in which it is on for 64 times 3 s, 192 s in all.
 */
export const SHAKE: Beat = [1_000, 1_000, 1_000, 1_000, 1_000, 25_000];

export function shakeOf(pattern: LightPattern): Beat {
  return pattern === 'question' || pattern === 'calling' ? SHAKE : 'off';
}
