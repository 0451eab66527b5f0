/**
 * The duties of a receiver (agent/uplink/RECEIVER.md) as checks: one row each, by the id used on that page.
 *
 * A check throws when the duty is not done.
 */
import assert from 'node:assert/strict';
import type { Packet } from '../../agent/ports.ts';
import type { Alert } from '../../agent/record.ts';
import {
  BOOT_1,
  BOOT_2,
  alertBody,
  birth,
  condition,
  heartbeat,
  presence,
  record,
  reply,
} from './hub-packets.ts';
import { CARRIED_DUTIES } from './carried-duties.ts';
import { HISTORY_DUTIES, HISTORY_MS } from './history-duties.ts';
import { type Duty, confirming, keptIn, stagesOf, upTo } from './receiver-rig.ts';

/** What a receiver may take to acknowledge what is urgent. */
const AT_ONCE_MS = 1000;
const LONG_MS = 12 * 3_600_000;

export const DUTIES: readonly Duty[] = [
  {
    id: 'acknowledge-at-once',
    says: 'what is urgent is acknowledged within a second, each lane for itself',
    check: async (rig) => {
      rig.up(birth(rig, BOOT_1, null));
      rig.up(record(rig, 'alert', 1, alertBody()));
      rig.up(record(rig, 'notice', 1, condition));
      rig.up(record(rig, 'need', 1, reply));
      rig.up(record(rig, 'state', 1, presence));
      rig.up(record(rig, 'state', 2, presence));
      await rig.pass(AT_ONCE_MS);
      assert.deepEqual(
        (['alert', 'notice', 'need', 'state', 'history'] as const).map((lane) => upTo(rig, lane)),
        [1, 1, 1, 2, 0],
      );
    },
  },
  ...HISTORY_DUTIES,
  ...CARRIED_DUTIES,
  {
    id: 'never-beyond-a-hole',
    says: 'nothing is acknowledged beyond a record that has not arrived, and the missing is asked for',
    check: async (rig) => {
      rig.up(record(rig, 'notice', 1, condition));
      rig.up(record(rig, 'notice', 3, condition));
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'notice'), 1);
      assert.ok(
        keptIn(rig, 'notice').some((kept) => kept.resend === true),
        'the hole was not asked for',
      );
      rig.up(record(rig, 'notice', 2, condition));
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'notice'), 3);
    },
  },
  {
    id: 'boots-apart',
    says: 'numbers of different boots are different lanes',
    check: async (rig) => {
      rig.up(record(rig, 'notice', 1, condition));
      rig.up(birth(rig, BOOT_2, { notice: 2 }));
      rig.up(record(rig, 'notice', 1, condition, BOOT_2));
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'notice', BOOT_1), 1);
      assert.equal(upTo(rig, 'notice', BOOT_2), 1);
      rig.up(record(rig, 'notice', 2, condition));
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'notice', BOOT_1), 2);
    },
  },
  {
    id: 'store-first',
    says: 'what was acknowledged survives a crash at the instant of the acknowledgement',
    check: async (rig) => {
      let crashed = false;
      rig.onHeard(({ payload }) => {
        if (crashed || payload?.kind !== 'kept' || payload.lane !== 'alert' || payload.upTo < 1) return;
        crashed = true;
        rig.crash();
      });
      rig.up(record(rig, 'alert', 1, alertBody()));
      await rig.pass(AT_ONCE_MS);
      assert.ok(crashed, 'never acknowledged');
      // Only the next one is sent: a receiver that has forgotten the first cannot acknowledge it.
      rig.up(record(rig, 'alert', 2, alertBody({ revision: 1, why: 'reminder' })));
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'alert'), 2);
      assert.equal(rig.shown('alert-1'), 1);
    },
  },
  {
    id: 'apply-once',
    says: 'a record that comes again is acknowledged again and applied once, across restarts too',
    check: async (rig) => {
      const alert = record(rig, 'alert', 1, alertBody());
      rig.up(alert);
      await rig.pass(AT_ONCE_MS);
      const acknowledged = keptIn(rig, 'alert').length;
      rig.up(alert);
      await rig.pass(AT_ONCE_MS);
      assert.ok(keptIn(rig, 'alert').length > acknowledged, 'a duplicate was not acknowledged again');
      rig.crash();
      rig.up(alert);
      // The same alert told once more under another number is still the same alert.
      rig.up(record(rig, 'alert', 2, alertBody({ revision: 1, why: 'reminder' })));
      await rig.pass(AT_ONCE_MS);
      assert.equal(rig.shown('alert-1'), 1);
      assert.equal(upTo(rig, 'alert'), 2);
    },
  },
  {
    id: 'prove-alive',
    says: 'a test alert is acknowledged at once, and nobody is ever sent for it',
    check: async (rig) => {
      const over = { alert: 'test-1', cause: 'test', test: true, asked: 'could-not-ask' } as const;
      rig.up(record(rig, 'alert', 1, alertBody(over)));
      await rig.pass(AT_ONCE_MS);
      assert.deepEqual(
        stagesOf(rig, 'test-1').map(({ stage }) => stage),
        ['acknowledged'],
      );
      rig.up(
        record(rig, 'alert', 2, alertBody({ ...over, stage: 'acknowledged', revision: 1, why: 'desk' })),
      );
      await rig.pass(LONG_MS);
      assert.deepEqual([...new Set(stagesOf(rig, 'test-1').map(({ stage }) => stage))], ['acknowledged']);
    },
  },
  {
    id: 'close-what-is-open',
    says: 'an alert goes through its stages in order and is closed with an outcome',
    check: async (rig) => {
      confirming(rig, 'alert-1', 2);
      rig.up(birth(rig, BOOT_1, null));
      rig.up(record(rig, 'alert', 1, alertBody()));
      await rig.pass(LONG_MS);
      const stages = stagesOf(rig, 'alert-1');
      assert.deepEqual(
        stages.map(({ stage }) => stage),
        ['acknowledged', 'dispatched', 'arrived', 'closed'],
      );
      assert.ok(stages.every(({ by }) => by !== ''));
      assert.ok(Number.isSafeInteger(stages[1]?.minutes), 'dispatched without minutes');
      assert.ok(stages[3]?.outcome, 'closed without an outcome');
    },
  },
  {
    id: 'hear-a-call-again',
    says: 'whoever answered and calls again is not closed on the answer: somebody is sent',
    check: async (rig) => {
      for (const [at, why] of (
        ['pressed-again', 'asked-again', 'unclear-voice', 'reminder'] as const
      ).entries()) {
        const [alert, seq] = [`alert-${at + 1}`, at * 100];
        confirming(rig, alert, seq + 4);
        const news = (over: Partial<Alert>) => alertBody({ alert, ...over });
        rig.up(record(rig, 'alert', seq + 1, news({})));
        rig.up(record(rig, 'alert', seq + 2, news({ revision: 1, why: 'answered', by: 'button' })));
        rig.up(record(rig, 'alert', seq + 3, news({ revision: 2, why })));
        await rig.pass(LONG_MS);
        const stages = stagesOf(rig, alert).map(({ stage }) => stage);
        assert.ok(stages.includes('dispatched'), `nobody was sent after ${why}`);
      }
    },
  },
  {
    id: 'repeat-until-confirmed',
    says: 'a stage the hub has not confirmed is told again, also by the next process, and at once when the hub is back',
    check: async (rig) => {
      rig.up(birth(rig, BOOT_1, null));
      rig.up(record(rig, 'alert', 1, alertBody()));
      const told = (): number => stagesOf(rig, 'alert-1').length;
      // Long after the last step of the case manager: what is told now is told for the hub's sake alone.
      await rig.pass(LONG_MS);
      const early = told();
      await rig.pass(LONG_MS);
      const late = told();
      assert.ok(late > early, 'told for a while and then forgotten');
      assert.ok(
        late - early <= LONG_MS / 600_000,
        'told more often than every ten minutes after hours of silence',
      );
      rig.up(birth(rig, BOOT_2, { alert: 1 }));
      await rig.pass(AT_ONCE_MS);
      const greeted = told();
      assert.ok(greeted > late, 'not told at once to a hub that is back');
      rig.crash();
      await rig.pass(LONG_MS);
      assert.ok(told() > greeted, 'forgotten by the next process');
      assert.deepEqual([...new Set(stagesOf(rig, 'alert-1').map(({ stage }) => stage))], ['acknowledged']);
    },
  },
  {
    id: 'tell-again-what-was-lost',
    says: 'a hub that goes on from an earlier stage than it had confirmed is told the rest again',
    check: async (rig) => {
      rig.up(birth(rig, BOOT_1, null));
      rig.up(record(rig, 'alert', 1, alertBody()));
      await rig.pass(LONG_MS);
      rig.up(record(rig, 'alert', 2, alertBody({ stage: 'closed', revision: 4, why: 'desk' })));
      await rig.pass(LONG_MS);
      const told = stagesOf(rig, 'alert-1').length;
      await rig.pass(LONG_MS);
      assert.equal(stagesOf(rig, 'alert-1').length, told, 'told though it was confirmed');
      rig.up(record(rig, 'alert', 3, alertBody({ revision: 5, why: 'reminder' })));
      await rig.pass(LONG_MS);
      assert.ok(stagesOf(rig, 'alert-1').length > told, 'the hub still reminds, and nobody tells it');
    },
  },
  {
    id: 'signed-and-counted',
    says: 'every envelope is signed, unexpired, and has a higher counter than all before it, across restarts too',
    check: async (rig) => {
      rig.up(record(rig, 'alert', 1, alertBody()));
      await rig.pass(AT_ONCE_MS);
      rig.crash();
      rig.up(record(rig, 'notice', 1, condition));
      await rig.pass(LONG_MS);
      const heard = rig.heard();
      assert.ok(heard.length >= 3);
      assert.deepEqual(
        heard.flatMap(({ fault }) => fault ?? []),
        [],
      );
      for (const [at, { counter }] of heard.entries()) assert.ok(counter > (heard[at - 1]?.counter ?? 0));
    },
  },
  {
    id: 'ask-for-what-was-lost',
    says: 'a heartbeat that shows records lost after the broker took them is answered by asking for them',
    check: async (rig) => {
      rig.up(birth(rig, BOOT_1, null));
      rig.up(record(rig, 'alert', 1, alertBody()));
      await rig.pass(AT_ONCE_MS);
      assert.ok(keptIn(rig, 'alert').every((kept) => kept.resend !== true));
      rig.up(heartbeat(rig, { alert: 3, notice: 2 }));
      await rig.pass(HISTORY_MS);
      assert.deepEqual(
        keptIn(rig, 'alert')
          .filter((kept) => kept.resend)
          .map((kept) => kept.upTo),
        [1],
      );
      // Nothing of that lane ever came: asked for from the beginning.
      assert.deepEqual(
        keptIn(rig, 'notice').map((kept) => [kept.upTo, kept.resend]),
        [[0, true]],
      );
    },
  },
  {
    id: 'take-only-what-is-whole',
    says: 'what is malformed, or not of the hub whose topic it came on, is neither acknowledged nor in the way',
    check: async (rig) => {
      const whole = record(rig, 'alert', 1, alertBody());
      const other = record({ ...rig, identity: { ...rig.identity, hub: 'other' } }, 'alert', 1, alertBody());
      const bad = ['', '{', '[]', 'null', '{"data":{}}', whole.payload.slice(0, -2), other.payload];
      for (const payload of bad) rig.up({ ...whole, payload });
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'alert'), 0);
      assert.equal(rig.shown('alert-1'), 0);
      rig.up(whole);
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'alert'), 1);
    },
  },
  {
    id: 'read-tolerantly',
    says: 'fields, kinds and causes of a newer hub do not stop a lane, and an alert of unknown cause reaches a person',
    check: async (rig) => {
      const grown = (packet: Packet, swap: readonly [string, string]): Packet => ({
        ...packet,
        payload: packet.payload.replace(...swap).replace('"data":{', '"data":{"later":[1],'),
      });
      rig.up(grown(record(rig, 'notice', 1, condition), ['"kind":"condition"', '"kind":"of-tomorrow"']));
      rig.up(grown(record(rig, 'alert', 1, alertBody()), ['"cause":"inactivity"', '"cause":"flood"']));
      await rig.pass(AT_ONCE_MS);
      assert.equal(upTo(rig, 'notice'), 1);
      assert.equal(upTo(rig, 'alert'), 1);
      assert.equal(rig.shown('alert-1'), 1);
    },
  },
];
