/**
 * Our desk does every duty of a receiver; desks with one planted fault each fail exactly where they should.
 *
 * A duty that no planted fault breaks would prove nothing.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Packet } from '../../agent/ports.ts';
import { type DeskState, newDesk } from '../../sim/desk-core.ts';
import { type DeskStore, MemoryDeskStore, SqliteDeskStore } from '../../sim/desk-store.ts';
import { DeskRig } from '../sim/desk-rig.ts';
import { dutiesFailed, receiverConformance } from './receiver-conformance.ts';

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-desk-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

receiverConformance('desk in memory', () => new DeskRig());
receiverConformance('desk on disk', () => {
  files += 1;
  return new DeskRig({ store: new SqliteDeskStore(join(folder, `desk-${files}.db`)) });
});

/** Says "stored" and stores nothing: what a group commit does that acknowledges too early. */
class AcknowledgesFirst implements DeskStore {
  load(): DeskState {
    return newDesk();
  }
  commit(): void {}
  close(): void {}
}
/** Tells a person about every packet, as a receiver does that has no table of what it took. */
class AppliesTwice extends DeskRig {
  override shown(alert: string): number {
    const told = this.actions.filter((one) => one.kind === 'alert' && one.alert === alert).length;
    return told + this.desk.report().duplicatesReceived;
  }
}

test('a desk that acknowledges before it stores is found out', async () => {
  const failed = await dutiesFailed(() => new DeskRig({ store: new AcknowledgesFirst() }));
  expect(failed).toEqual(
    expect.arrayContaining(['store-first', 'apply-once', 'repeat-until-confirmed', 'signed-and-counted']),
  );
});
test('a desk that ignores test alerts is found out', async () => {
  const failed = await dutiesFailed(
    () => new DeskRig({ passes: (payload) => payload.kind !== 'stage' || !payload.alert.startsWith('test') }),
  );
  expect(failed).toEqual(['prove-alive']);
});
test('a desk that applies twice is found out', async () => {
  const failed = await dutiesFailed(() => new AppliesTwice());
  expect(failed).toContain('apply-once');
});
test('a desk that never closes is found out', async () => {
  const failed = await dutiesFailed(() => new DeskRig({ policy: { closeAfterMs: null } }));
  expect(failed).toEqual(['close-what-is-open']);
});
/** Hears an answer and nothing after it. */
class DeafToCalls extends DeskRig {
  override up(packet: Packet): void {
    const payload = packet.payload.replace(
      /"why":"(pressed-again|asked-again|unclear-voice|reminder)"/u,
      '"why":"desk"',
    );
    super.up({ ...packet, payload });
  }
}
test('a desk that closes on an answer though somebody called again is found out', async () => {
  expect(await dutiesFailed(() => new DeafToCalls())).toEqual(['hear-a-call-again']);
});
/** Knows no record that stands for many. */
class TakesOneByOne extends DeskRig {
  override up(packet: Packet): void {
    super.up({ ...packet, payload: packet.payload.replace(/,"from":\d+/u, '') });
  }
}
test('a desk that takes a thinned run for one record is found out', async () => {
  expect(await dutiesFailed(() => new TakesOneByOne())).toEqual(['take-what-stands-for-many']);
});
test('a desk that leaves a duplicate unanswered is found out', async () => {
  let last = '';
  const once = (payload: unknown): boolean => {
    const text = JSON.stringify(payload);
    const same = text === last;
    last = text;
    return !same;
  };
  const failed = await dutiesFailed(() => new DeskRig({ store: new MemoryDeskStore(), passes: once }));
  expect(failed).toContain('apply-once');
});
