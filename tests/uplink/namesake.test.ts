/**
 * Whose word stands on our own status topic: ours, the start before ours, or another's under our name.
 * Payloads are those that a hub really writes; what follows in the link's facts is in `link-teller.test.ts`.
 */
import { expect, test } from 'vitest';
import { statusOf } from '../../agent/uplink/heartbeat.ts';
import { Namesake } from '../../agent/uplink/namesake.ts';
import { perLane, statusPacket } from '../../agent/uplink/wire.ts';

const IDENTITY = { site: 'mapo', hub: 'hub-7' };
const nonce = (digit: string): string => digit.repeat(32);
const previous = { boot: nonce('0'), lastSeq: perLane(() => 0) };
const statusBy = (boot: string, state: 'online' | 'offline'): string =>
  statusPacket(IDENTITY, statusOf({ boot, version: '1', previous }, state), null).payload;
const [own, before, other] = [nonce('1'), nonce('0'), nonce('2')];

function born(): Namesake {
  const namesake = new Namesake(IDENTITY, { boot: own, version: '1', previous });
  namesake.connected();
  namesake.born();
  return namesake;
}

test('another under our name is one taking in each connection, by birth or by last will', () => {
  const namesake = born();
  expect(namesake.topic).toBe('anbu/1/mapo/hub-7/status');
  expect(namesake.isNewIn(statusBy(other, 'online'))).toBe(true);
  expect(namesake.isNewIn(statusBy(other, 'offline'))).toBe(false);
  namesake.connected();
  expect(namesake.isNewIn(statusBy(other, 'offline'))).toBe(true);
});

test.each([
  ['our own birth', statusBy(own, 'online')],
  ['our own last will', statusBy(own, 'offline')],
  ['the start before this one, that a restored broker brings back', statusBy(before, 'online')],
  ['nothing that can be read', '{"boot":7}'],
  ['nothing at all', ''],
])('%s is nobody else', (_name, payload) => {
  expect(born().isNewIn(payload)).toBe(false);
});

test('what stood there before our first birth is what the process before us left', () => {
  const namesake = new Namesake(IDENTITY, { boot: own, version: '1', previous });
  namesake.connected();
  expect(namesake.isNewIn(statusBy(other, 'offline'))).toBe(false);
  namesake.born();
  namesake.connected();
  expect(namesake.isNewIn(statusBy(other, 'offline'))).toBe(true);
});
