/**
 * Whether a sensor node is well by what it says of itself and by the way it answers: the device, and each channel.
 *
 * Owns what is told of that, and when. While the device is at fault none of its channels is well, and what they said
 * stands when it is well again. Must never say that a node is well before its first heartbeat.
 */
import { type DriverOutput, NOTHING } from '../../driver.ts';
import { CHANNELS, type NodeChannel, bitOf } from './bodies.ts';
import type { NodeState } from './state.ts';

const of = (health: 'ok' | 'lost', channel?: NodeChannel): DriverOutput => ({
  type: 'health',
  ...(channel === undefined ? {} : { channel }),
  health,
  why: 'self-test',
});
/** The device itself is not to be believed. */
export const SICK: readonly DriverOutput[] = [of('lost')];

/** What was told last. */
export interface Told {
  readonly isSick: boolean;
  /** One bit for each channel at fault. */
  readonly channels: number;
}

/** What is news since it was told last. */
export function tellSelfTest(state: NodeState): readonly DriverOutput[] {
  const { told: before } = state;
  const { rival, deaf, resets, isReplaced } = state;
  const isSick = rival.isThere || deaf.isThere || resets.isLooping || isReplaced;
  if (before === null && !isSick && state.faults === null) return NOTHING;
  const channels = (state.faults ?? 0) | (state.motion.isStuck ? bitOf('motion') : 0);
  if (before?.isSick === isSick && before.channels === channels) return NOTHING;
  state.told = { isSick, channels };
  if (isSick) return before?.isSick === true ? NOTHING : SICK;
  if (before === null || before.isSick) return [of('ok'), ...tellChannels(0, channels)];
  return tellChannels(before.channels, channels);
}

function tellChannels(before: number, now: number): DriverOutput[] {
  return CHANNELS.filter((channel) => ((before ^ now) & bitOf(channel)) !== 0).map((channel) =>
    of((now & bitOf(channel)) === 0 ? 'ok' : 'lost', channel),
  );
}
