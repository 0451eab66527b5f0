/**
 * What a sensor node says of itself when it is asked (boards/sensor-node/PROTOCOL.md, field 7), judged for a technician.
 *
 * Owns the findings. Must never call a channel faulty that the plan does not use.
 */
import { type NodeChannel, bitOf, readHeartbeat } from '../sensors/drivers/sensor-node/bodies.ts';

export interface SelfTest {
  /** mV; null: not measured. */
  readonly battery: number | null;
  /** °C; null: not measured. */
  readonly temperature: number | null;
  /** For people: what is to be looked at; none when all is well. */
  readonly findings: readonly string[];
}

const VALUE_BYTES = 8;
/** Two alkaline cells at 1.2 V: as the hub's own bound (`lowMillivolts`). */
const LOW_MV = 2_400;

/** Null: it is no answer to a self-test. */
export function readSelfTest(value: Uint8Array, channels: readonly NodeChannel[]): SelfTest | null {
  if (value.length !== VALUE_BYTES) return null;
  // Laid out as in a heartbeat, in another order: levels, faults, battery, temperature, light.
  const body = new Uint8Array(16);
  body.set(value.subarray(2), 4);
  body.set(value.subarray(0, 2), 10);
  const read = readHeartbeat(body);
  if (read === null) return { battery: null, temperature: null, findings: ['it measures what cannot be'] };
  const { battery, temperature, faults } = read;
  const findings = channels
    .filter((channel) => (faults & bitOf(channel)) !== 0)
    .map((channel) => `${channel} chatters and is not believed: look at its wire`);
  if (battery !== null && battery < LOW_MV) findings.push(`its battery is low (${battery} mV): change it`);
  return { battery, temperature: temperature === null ? null : temperature / 10, findings };
}
