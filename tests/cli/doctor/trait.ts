/**
 * One trait of another machine, and what the doctor has to say of it.
 * Owns the shape and the comparison; the tables are in the tests.
 */
import { expect } from 'vitest';
import type { Examined } from '../../../agent/cli/doctor/examined.ts';
import type { Finding } from '../../../agent/cli/doctor/finding.ts';
import { type Described, onMachine, otherMachine } from './other-machine.ts';

/** What `anbu sim` writes, in short: ports anywhere, Bluetooth on a bus of its own. */
export const BENCH = `home:
  home: bench
  timezone: Asia/Seoul
  sensors: [{ id: hall, room: hall, class: motion }]
board: sim-hub
devices:
  - { id: node, part: sensor-node, connector: /tmp/bench/radio, key: node.key, feeds: { motion: hall } }
  - { id: air, part: bthome, connector: ble0, mac: "A4:C1:38:00:00:01", feeds: {}, room: hall }
uplink: { url: "mqtt://localhost:1883", site: sim, hub: hub }
`;

export interface Trait {
  readonly is: string;
  readonly machine: Described;
  readonly config?: string;
  /** check, subject, state, and what its detail or its remedy says. */
  readonly says: readonly [check: string, subject: string, state: Finding['state'], words: string];
}
export function find(findings: readonly Finding[], check: string, subject: string): Finding {
  const found = findings.find((each) => each.check === check && each.subject === subject);
  if (found === undefined) throw new Error(`nothing on ${check} ${subject}: ${JSON.stringify(findings)}`);
  return found;
}
export async function hold(
  { machine, config, says: [check, subject, state, words] }: Trait,
  examine: (about: Examined) => Promise<Finding[]>,
): Promise<void> {
  const found = find(await examine(await onMachine(otherMachine(machine), config ?? null)), check, subject);
  expect(found.state).toBe(state);
  expect(`${found.detail} → ${found.remedy ?? ''}`).toContain(words);
}
