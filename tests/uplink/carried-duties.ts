/**
 * The duties of a receiver towards what is carried to it by hand (agent/uplink/RECEIVER.md §12), as checks.
 *
 * A part of the table in `receiver-duties.ts`. A check throws when the duty is not done.
 */
import assert from 'node:assert/strict';
import { HISTORY_MS } from './history-duties.ts';
import { alertBody, condition, history, record } from './hub-packets.ts';
import { carriedFile, hubKey } from './carried-file.ts';
import { type Duty, keptIn, upTo } from './receiver-rig.ts';

const DAY_MS = 86_400_000;

export const CARRIED_DUTIES: readonly Duty[] = [
  {
    id: 'take-in-what-is-carried',
    says: 'what is carried by hand is applied once, and kept with the word that it was carried',
    check: async (rig) => {
      const key = hubKey();
      const alert = record(rig, 'alert', 1, alertBody());
      rig.up(history(rig, 1, 3));
      await rig.pass(HISTORY_MS);
      const packets = [alert, record(rig, 'notice', 1, condition), history(rig, 1, 40)];
      assert.equal(rig.takeIn(carriedFile(rig.identity, packets, key), key.publicKey), null);
      await rig.pass(HISTORY_MS);
      assert.deepEqual([upTo(rig, 'alert'), upTo(rig, 'notice'), upTo(rig, 'history')], [1, 1, 40]);
      assert.equal(keptIn(rig, 'alert').at(-1)?.byHand, true);
      // The link is back: the same comes once more, and what follows it.
      rig.up(alert);
      rig.up(history(rig, 1, 50));
      await rig.pass(HISTORY_MS);
      assert.equal(rig.shown('alert-1'), 1);
      assert.deepEqual(
        keptIn(rig, 'history').map(({ upTo: to, byHand = false }) => [to, byHand]),
        [
          [3, false],
          [40, true],
          [50, false],
        ],
      );
      // A second carrying, also to the next process.
      rig.crash();
      assert.equal(rig.takeIn(carriedFile(rig.identity, packets, key), key.publicKey), null);
      await rig.pass(DAY_MS);
      assert.equal(rig.shown('alert-1'), 1);
    },
  },
  {
    id: 'refuse-what-was-changed',
    says: 'a file that is cut, changed, of another hub or signed by another is refused as a whole',
    check: async (rig) => {
      const key = hubKey();
      const packets = [record(rig, 'alert', 1, alertBody()), record(rig, 'notice', 1, condition)];
      const whole = carriedFile(rig.identity, packets, key);
      const other = { site: rig.identity.site, hub: 'other' };
      const lines = whole.split('\n');
      const bad = [
        '',
        whole.slice(0, -1),
        `${lines.slice(0, -2).join('\n')}\n`,
        whole.replace('alert-1', 'alert-2'),
        [lines[0], ...lines.slice(2)].join('\n'),
        [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n'),
        carriedFile(other, packets, key),
        carriedFile(rig.identity, [record({ identity: other }, 'alert', 1, alertBody())], key),
      ];
      for (const file of bad) assert.notEqual(rig.takeIn(file, key.publicKey), null);
      assert.notEqual(rig.takeIn(whole, hubKey().publicKey), null);
      await rig.pass(HISTORY_MS);
      assert.equal(rig.shown('alert-1') + rig.shown('alert-2'), 0);
      assert.equal(upTo(rig, 'alert') + upTo(rig, 'notice'), 0);
      assert.equal(rig.takeIn(whole, key.publicKey), null);
      assert.equal(rig.shown('alert-1'), 1);
    },
  },
];
