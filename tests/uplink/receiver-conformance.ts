/**
 * Puts any receiver through its duties, as tests or as a list of what it does not do.
 *
 * The duties are in `receiver-duties.ts`, the page they come from is `agent/uplink/RECEIVER.md`.
 */
import { test } from 'vitest';
import { DUTIES } from './receiver-duties.ts';
import type { ReceiverRig } from './receiver-rig.ts';

/** Ids of the duties a receiver does not do. A new rig for each. */
export async function dutiesFailed(makeRig: () => ReceiverRig): Promise<string[]> {
  const failed: string[] = [];
  for (const { id, check } of DUTIES) {
    const rig = makeRig();
    try {
      await check(rig);
    } catch {
      failed.push(id);
    } finally {
      await rig.stop();
    }
  }
  return failed;
}

/** One test per duty. */
export function receiverConformance(name: string, makeRig: () => ReceiverRig): void {
  test.each(DUTIES)(`${name}: $id: $says`, async ({ check }) => {
    const rig = makeRig();
    try {
      await check(rig);
    } finally {
      await rig.stop();
    }
  });
}
