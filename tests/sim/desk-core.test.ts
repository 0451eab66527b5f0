/**
 * The desk's own thinking, message by message: what it owes after what it heard.
 *
 * No wire, no store; the stories with both are in desk.test.ts.
 */
import { expect, test } from 'vitest';
import { type DeskMessage, keptOf, laneKey, newDesk, nothingTouched, receive } from '../../sim/desk-core.ts';

test('a birth that the broker took and lost is made up for by the next heartbeat', () => {
  const state = newDesk();
  const hear = (message: DeskMessage): void => void receive(state, message, 1, nothingTouched());
  const lost = { alert: 0, notice: 0, need: 0, state: 0, history: 2 };
  hear({ kind: 'birth', hub: 'h1', boot: 'old', previous: null });
  hear({ kind: 'offline', hub: 'h1', boot: 'old' });
  // The boot record tells of two records of the boot before that never came; the birth itself is lost.
  const boot = { seq: 1, alert: null, previous: { boot: 'old', lastSeq: lost } };
  hear({ kind: 'records', hub: 'h1', lane: 'notice', boot: 'new', records: [boot] });
  hear({ kind: 'heartbeat', hub: 'h1', boot: 'new', waiting: [{ lane: 'history', boot: 'new', seq: 0 }] });
  expect(state.hubs['h1']).toMatchObject({ boot: 'new', online: true });
  expect(keptOf(state, laneKey('h1', 'history', 'old'))).toMatchObject({ upTo: 0, resend: true });
});
