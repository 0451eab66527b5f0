/**
 * How a sensor node is set in the configuration of the hub: its address, and where its bounds lie.
 *
 * Owns the table. Must never name what the node keeps itself (boards/sensor-node/PROTOCOL.md, section 8).
 */
import type { Options } from '../../driver.ts';

export const OPTIONS = {
  address: { default: 1, min: 1, max: 65_534, unit: 'number', doc: 'The address that the node was given.' },
  heartbeatMs: {
    default: 60_000,
    min: 10_000,
    max: 600_000,
    unit: 'ms',
    doc: 'As it is set in the node; it is lost when three of them were missed.',
  },
  lateMs: {
    default: 600_000,
    min: 60_000,
    max: 3_600_000,
    unit: 'ms',
    doc: 'What happened so long before it was told is history, not life now.',
  },
  stuckMs: {
    default: 1_800_000,
    min: 300_000,
    max: 14_400_000,
    unit: 'ms',
    doc: 'Motion without an end for longer is a fault; longer for a node with a hold time of minutes.',
  },
  lowMillivolts: {
    default: 2_400,
    min: 1_800,
    max: 5_500,
    unit: 'mV',
    doc: 'Its battery is low from here on; 2,400 for two alkaline cells.',
  },
} as const;
export type NodeOptions = Options<typeof OPTIONS>;
