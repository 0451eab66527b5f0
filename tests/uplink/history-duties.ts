/**
 * The duties of a receiver towards history, as checks: many records in one packet, deflated where that is smaller.
 *
 * A part of the table in `receiver-duties.ts`. A check throws when the duty is not done.
 */
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { alertBody, history, record, thinned } from './hub-packets.ts';
import { type Duty, upTo } from './receiver-rig.ts';

/** What a receiver may take to acknowledge history. */
export const HISTORY_MS = 2000;
/** Twice what a receiver must be able to hold. */
const BOMB_BYTES = 524_288;

export const HISTORY_DUTIES: readonly Duty[] = [
  {
    id: 'acknowledge-history',
    says: 'history is acknowledged within two seconds, cumulatively',
    check: async (rig) => {
      rig.up(history(rig, 1, 40));
      rig.up(history(rig, 41, 50));
      await rig.pass(HISTORY_MS);
      assert.equal(upTo(rig, 'history'), 50);
    },
  },
  {
    id: 'take-what-stands-for-many',
    says: 'one record that stands for thinned history fills all its numbers, and never an alert’s',
    check: async (rig) => {
      rig.up(history(rig, 1, 3));
      rig.up(thinned(rig, 3, 500));
      await rig.pass(HISTORY_MS);
      assert.equal(upTo(rig, 'history'), 500);
      // It has grown meanwhile, and tells what is known once more.
      rig.up(thinned(rig, 3, 900));
      rig.up(history(rig, 901, 910));
      await rig.pass(HISTORY_MS);
      assert.equal(upTo(rig, 'history'), 910);
      rig.up(record(rig, 'alert', 9, { kind: 'withheld', of: null, why: 'history-thinned', from: 1 }));
      rig.up(record(rig, 'alert', 1, alertBody()));
      await rig.pass(HISTORY_MS);
      assert.equal(upTo(rig, 'alert'), 1);
      assert.equal(rig.shown('alert-1'), 1);
    },
  },
  {
    id: 'inflate-history',
    says: 'history that comes deflated is taken like any other, and what unfolds without end is not',
    check: async (rig) => {
      const packed = history(rig, 1, 40);
      assert.match(packed.payload, /"contentencoding":"deflate","data_base64":"/);
      const endless = deflateSync(JSON.stringify({ records: [], more: ' '.repeat(BOMB_BYTES) }));
      const replaced = `"data_base64":"${endless.toString('base64')}"`;
      rig.up({ ...packed, payload: packed.payload.replace(/"data_base64":"[^"]*"/, replaced) });
      rig.up({ ...packed, payload: packed.payload.replace('"data_base64":"', '"data_base64":"AAAA') });
      await rig.pass(HISTORY_MS);
      assert.equal(upTo(rig, 'history'), 0);
      rig.up(packed);
      await rig.pass(HISTORY_MS);
      assert.equal(upTo(rig, 'history'), 40);
    },
  },
];
