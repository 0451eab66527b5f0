/**
 * How long a movement lasts that a BTHome device tells of, and whether its detector is stuck.
 *
 * Owns which `on` is a movement of its own. A detector says `on` again while it still sees the same one, so `on` while
 * on is no edge, however its packets are numbered: what is stuck says so for ever, and would show life for ever (F54).
 * A movement ends with an `off`. A device that has never said one and speaks only when something happens cannot end it
 * so: its movement is over when it was not said again for a rest. Which channel is which is in the table. A rest is
 * longer than the blind time of such detectors (Shelly BLU Motion: a minute), so that one stuck at that pace is found;
 * what is stuck, never says `off`, and speaks more seldom than each rest cannot be told from a person here.
 */
import { type DriverOutput, NOTHING } from '../../driver.ts';

/** Channels of movement; whether one that holds on is stuck. A bed or a radar may be occupied all day. */
const MOVEMENTS: ReadonlyMap<string, { readonly canStick: boolean }> = new Map([
  ['motion', { canStick: true }],
  ['moving', { canStick: true }],
  ['vibration', { canStick: true }],
  ['occupancy', { canStick: false }],
  ['presence', { canStick: false }],
]);

export const MOVEMENT_REST_MS = 2 * 60_000;

export interface Movement {
  isOn: boolean;
  sinceMs: number;
  /** When `on` was last said. */
  saidMs: number;
  /** It has said `off` at least once: it ends its movements itself. */
  saysOff: boolean;
  /** Nobody listened for a while: it may have ended unheard. */
  mayBeOver: boolean;
  isStuck: boolean;
}
/** By channel. */
export type Movements = Record<string, Movement>;
export interface Saying {
  readonly nowMs: number;
  readonly isTriggerBased: boolean;
  readonly isRepeat: boolean;
  readonly stuckMs: number;
}

export function isMovement(channel: string): boolean {
  return MOVEMENTS.has(channel);
}

/** The channel says `on`. Returns whether that is a new movement. */
export function begin(movements: Movements, channel: string, saying: Saying): boolean {
  const { nowMs, stuckMs } = saying;
  const last = movementOf(movements, channel, nowMs);
  const isNew = isOver(last, saying);
  last.saidMs = nowMs;
  last.mayBeOver = false;
  if (isNew) {
    last.isOn = true;
    last.sinceMs = nowMs;
    last.isStuck = false;
  } else if (MOVEMENTS.get(channel)?.canStick === true && nowMs - last.sinceMs >= stuckMs) {
    last.isStuck = true;
  }
  return isNew;
}

export function end(movements: Movements, channel: string, nowMs: number): void {
  const last = movementOf(movements, channel, nowMs);
  last.isOn = false;
  last.saysOff = true;
  last.isStuck = false;
}

/** Nobody listens, or it is lost. What is stuck stays so. */
export function interrupt(movements: Movements): void {
  for (const movement of Object.values(movements)) movement.mayBeOver = true;
}

/** What is to be said of each stuck channel. */
export function stuckHealth(movements: Movements): readonly DriverOutput[] {
  const stuck = Object.keys(movements).filter((channel) => movements[channel]?.isStuck === true);
  return stuck.length === 0 ? NOTHING : stuck.map((channel) => health(channel, 'lost'));
}

/** What changed in the health of a channel; several may feed one sensor, so who is still stuck says so again. */
export function healthAfter(movements: Movements, channel: string, wasStuck: boolean): DriverOutput[] {
  const isStuck = movements[channel]?.isStuck === true;
  if (isStuck === wasStuck) return [];
  return isStuck ? [health(channel, 'lost')] : [health(channel, 'ok'), ...stuckHealth(movements)];
}

function isOver({ isOn, saidMs, saysOff, mayBeOver, isStuck }: Movement, saying: Saying): boolean {
  if (!isOn) return true;
  const endsUnsaid = saying.isTriggerBased && !saysOff && !saying.isRepeat;
  const endedUnheard = mayBeOver && !isStuck;
  return (endsUnsaid || endedUnheard) && saying.nowMs - saidMs >= MOVEMENT_REST_MS;
}

function movementOf(movements: Movements, channel: string, nowMs: number): Movement {
  movements[channel] ??= {
    isOn: false,
    sinceMs: nowMs,
    saidMs: nowMs,
    saysOff: false,
    mayBeOver: false,
    isStuck: false,
  };
  return movements[channel];
}

function health(channel: string, verdict: 'ok' | 'lost'): DriverOutput {
  return { type: 'health', channel, health: verdict, why: 'self-test' };
}
