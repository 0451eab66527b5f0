/**
 * What the hub makes of the word that records were carried by hand: it need not have sent them (RECEIVER.md §12).
 *
 * The broker takes packets and acknowledges none, so that most of the lane is never given out.
 */
import { expect, test } from 'vitest';
import { BOOT_1, condition } from './hub-packets.ts';
import { type Rig, started } from './uplink-rig.ts';

const COUNT = 40;

function stuck(): Rig {
  const rig = started();
  rig.broker.set({ silent: true });
  for (let at = 0; at < COUNT; at += 1) rig.commit(condition);
  return rig;
}
const kept = (upTo: number, byHand: boolean) => ({
  kind: 'kept',
  lane: 'notice',
  boot: BOOT_1,
  upTo,
  ...(byHand ? { byHand } : {}),
});

test('what was never sent is not kept by anybody, unless it was carried', () => {
  const rig = stuck();
  rig.tell(rig.say(kept(COUNT, false)));
  rig.pass(1000);
  expect(rig.facts.map((fact) => fact.kind === 'refused' && fact.why)).toContain('kept-beyond');
  expect(rig.journal.backlog('notice').rows).toBeGreaterThanOrEqual(COUNT);
  rig.tell(rig.say(kept(COUNT, true)));
  rig.pass(1000);
  expect(rig.journal.backlog('notice').rows).toBe(0);
});

test('a word that claims more than there is keeps what there is, and nothing that comes later', () => {
  const rig = stuck();
  rig.tell(rig.say(kept(1_000_000, true)));
  rig.pass(1000);
  expect(rig.journal.backlog('notice').rows).toBe(0);
  rig.commit(condition);
  expect(rig.journal.backlog('notice').rows).toBe(1);
});

test('a word that is neither yes nor no is not in the agreed form', () => {
  const rig = stuck();
  rig.tell(rig.say({ ...kept(1, false), byHand: 'yes' }));
  rig.pass(1000);
  expect(rig.facts.map((fact) => fact.kind === 'refused' && fact.why)).toContain('envelope-malformed');
});
