/**
 * The page that a hub answers `diagnostics` with: true of the hub, bounded, and silent about the resident.
 *
 * A whole hub and the uplink alone, with what goes over the wire.
 */
import { expect, test } from 'vitest';
import type { Body } from '../../agent/record.ts';
import { type Rig, started } from './uplink-rig.ts';

function answer(rig: Rig): Record<string, unknown> {
  rig.tell(rig.say({ kind: 'diagnostics', by: 'Kim' }, { topic: 'command' }));
  rig.pass(1000);
  const data = rig.on('command/result').at(-1)?.data['data'];
  return typeof data === 'object' && data !== null ? { ...data } : {};
}

test('says how the hub is', () => {
  const rig = started();
  rig.commit({ kind: 'condition', edge: 'raised', code: 'sensor-lost', subject: 'door' });
  // Whoever asks is not the case manager.
  rig.commit({ kind: 'condition', edge: 'raised', code: 'in-peace', subject: 'home' });
  expect(answer(rig)).toMatchObject({
    version: '1.2.3',
    timeQuality: 'synced',
    durable: true,
    sensors: 1,
    lost: [],
    conditions: [{ code: 'sensor-lost', subject: 'door' }],
    keysAdded: 0,
  });
});

test('names nothing that anybody did, and stays a page', () => {
  const rig = started();
  const seen: Body[] = Array.from({ length: 300 }, (_, n) => ({
    kind: 'condition',
    edge: 'raised',
    code: 'battery-low',
    subject: `device-${n}`,
  }));
  rig.commit(...seen, { kind: 'observation', sensor: 'door', value: 'open' });
  const text = JSON.stringify(answer(rig));
  expect(text.length).toBeLessThan(8_192);
  expect(text).not.toMatch(/lastSign|room|open|quiet|presence/);
});
