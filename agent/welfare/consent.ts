/**
 * Which consent is in force, by version: each change of what may leave the home is a record, told to the centre.
 *
 * Owns the comparison and the counting. What leaves by it is decided in `uplink/leaves.ts` and `uplink/wire.ts`. Says
 * nothing while a configuration does not say what was agreed. Pure.
 */
import type { Turn } from '../machine.ts';
import type { Agreed, Body } from '../record.ts';

const NOTHING: readonly Body[] = [];

/** Tells of the consent when a configuration that comes into force has another than was told last. */
export function decideConsent({ state, input }: Turn): readonly Body[] {
  if (input.kind !== 'config' || input.agreed === undefined) return NOTHING;
  const { consent } = state.welfare;
  const { facts, rawEvents } = input.agreed;
  if (consent !== null && isSame(consent, input.agreed)) return NOTHING;
  return [{ kind: 'consent', version: (consent?.version ?? 0) + 1, facts, rawEvents }];
}

function isSame(one: Agreed, other: Agreed): boolean {
  return (
    one.rawEvents === other.rawEvents &&
    one.facts.length === other.facts.length &&
    one.facts.every((fact) => other.facts.includes(fact))
  );
}
