/**
 * Keys of the centre come and go by command: the procedure of RECEIVER.md §10, what a stolen key can do after it was
 * retired, and that no order of commands leaves the hub without a key that works.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HubState } from '../../agent/machine.ts';
import type { Fact, KeyChange } from '../../agent/record.ts';
import { initialCentre, evolveCentre } from '../../agent/uplink/centre.ts';
import { type CommandPayload, readOrder } from '../../agent/uplink/command-verbs.ts';
import { KEYS_EVER_MAX, isPublicKey, keyView, keyringOf } from '../../agent/uplink/keyring.ts';
import type { CentreKey } from '../../sim/keys.ts';
import { spareKey } from './spare-key.ts';
import { Rig, key, started } from './uplink-rig.ts';

const by = 'Kim';
const next = spareKey('the next key');
const COMMAND = { topic: 'command' } as const;
const add = (other = next): CommandPayload => {
  return { kind: 'key-add', key: other.keyId, publicKey: other.raw, by };
};
const retire = (keyId: string): CommandPayload => ({ kind: 'key-retire', key: keyId, by });
const SETTINGS = { canChange: false, version: 0, isBusy: false, recent: 0 };
const usual: CommandPayload = { kind: 'watch', level: 'normal', by };

function send(rig: Rig, payload: CommandPayload, signer: CentreKey = key): string {
  const before = rig.on('command/result').length;
  rig.tell(rig.say(payload, { ...COMMAND, signer }));
  rig.pass(1000);
  const data = rig.on('command/result')[before]?.data;
  return `${String(data?.['outcome'])} ${String(data?.['why'])}`;
}
const changes = (rig: Rig): KeyChange[] => rig.facts.filter((fact: Fact) => fact.kind === 'key');

describe('the rotation', () => {
  test('a new key is added, proves itself, and retires the old one, which is nobody from then on', () => {
    const rig = started();
    expect(send(rig, add())).toBe('obeyed null');
    expect(send(rig, retire(key.keyId), next)).toBe('refused key-not-proven');
    expect(send(rig, usual, next)).toBe('obeyed null');
    expect(send(rig, retire(key.keyId), next)).toBe('obeyed null');
    expect(send(rig, usual)).toBe('refused key-unknown');
    expect(send(rig, usual, next)).toBe('obeyed null');
    expect(changes(rig).map(({ change, key: name, keyId }) => [change, name, keyId])).toEqual([
      ['added', next.keyId, key.keyId],
      ['retired', key.keyId, next.keyId],
    ]);
  });

  test('over a restart: what was retired stays so, what was added is obeyed, counters go on', () => {
    const before = started();
    send(before, add());
    send(before, usual, next);
    send(before, retire(key.keyId), next);
    const kept = structuredClone(before.state.centre);
    const rig = new Rig();
    rig.state.centre = JSON.parse(JSON.stringify(kept)) as HubState['centre'];
    rig.uplink.start();
    rig.pass(2 * 60_000);
    expect(send(rig, usual)).toBe('refused key-unknown');
    const old = rig.say(usual, { ...COMMAND, signer: next, counter: kept.counters[next.keyId] ?? 0 });
    rig.tell(old);
    rig.pass(1000);
    expect(rig.on('command/result').at(-1)?.data['why']).toBe('counter-replayed');
    expect(send(rig, usual, next)).toBe('obeyed null');
  });

  test('an acknowledgement under a retired key is none', () => {
    const rig = started();
    send(rig, add());
    send(rig, usual, next);
    send(rig, retire(key.keyId), next);
    const stage = { kind: 'stage', alert: 'a', stage: 'closed', by, outcome: 'all is well' } as const;
    rig.tell(rig.say(stage, { signer: key }));
    rig.pass(1000);
    expect(rig.kinds()).not.toContain('desk');
  });

  test.each<[string, (rig: Rig) => string, string]>([
    ['a key that signs for itself', (rig) => send(rig, retire(key.keyId)), 'refused key-not-proven'],
    ['a key nobody knows', (rig) => send(rig, retire('nobody')), 'refused key-unknown'],
    [
      'a name that is taken',
      (rig) => send(rig, { ...add(), key: key.keyId } as CommandPayload),
      'refused key-in-use',
    ],
    [
      'a name that was retired',
      (rig) => {
        send(rig, add());
        send(rig, retire(next.keyId));
        return send(rig, add());
      },
      'refused key-in-use',
    ],
    [
      'no key at all',
      (rig) => send(rig, { ...add(), publicKey: 'AAAA' } as CommandPayload),
      'refused envelope-malformed',
    ],
    [
      'one key too many',
      (rig) => {
        const one = { change: 'retired', publicKey: null, by, keyId: key.keyId, counter: 0 } as const;
        for (let times = 0; times < KEYS_EVER_MAX; times += 1)
          rig.commit({ kind: 'key', key: `k${times}`, ...one });
        rig.pass(1000);
        return send(rig, add());
      },
      'refused key-limit',
    ],
  ])('not done: %s', (_name, act, outcome) => {
    const rig = started();
    expect(send(rig, usual)).toBe('obeyed null');
    expect(act(rig)).toBe(outcome);
    expect(send(rig, usual)).toBe('obeyed null');
  });
});

test('property: whatever is ordered by whom, a key that has proven itself stays in force', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const step = fc.record({
    signer: fc.constantFrom(...names),
    verb: fc.constantFrom('add', 'retire', 'retire', 'word'),
    name: fc.constantFrom(...names),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const centre = initialCentre();
      const configured = {
        known: (keyId: string) => keyId === 'a',
        verify: () => true,
        verifyWith: () => true,
      };
      const gone = new Set<string>();
      const now = { ms: 0, localMs: 0, trusted: true };
      const inForce = (): string[] => names.filter((one) => keyringOf(configured, centre.keyring).known(one));
      for (const [at, { signer, verb, name }] of steps.entries()) {
        const keyring = keyringOf(configured, centre.keyring);
        // An envelope of a key that is not in force is not opened.
        if (!keyring.known(signer)) continue;
        const payload =
          verb === 'add' ? add({ ...next, keyId: name }) : verb === 'retire' ? retire(name) : usual;
        const opened = { keyId: signer, counter: at + 1, payload: JSON.stringify(payload) };
        const keys = keyView(keyring, centre.keyring, (keyId) => centre.counters[keyId] ?? 0);
        const order = readOrder(opened, {
          nowWallMs: 0,
          believed: true,
          seesLeaving: true,
          keys,
          settings: SETTINGS,
          needs: [],
          reminders: [],
          programmes: { open: [], over: [] },
          messages: { waiting: 0, recent: 0 },
        });
        const used = { keyId: signer, counter: at + 1 };
        evolveCentre(
          centre,
          order.ok ? order.fact : { kind: 'refused', topic: 't', why: order.why, ...used },
          now,
        );
        if (order.ok && order.fact.kind === 'key' && order.fact.change === 'retired') gone.add(name);
        expect(inForce().some((one) => (centre.counters[one] ?? 0) > 0)).toBe(true);
        for (const one of gone) expect(inForce()).not.toContain(one);
      }
    }),
  );
});

test.each([
  [next.raw, true],
  [`${next.raw}=`, false],
  [next.raw.slice(1), false],
  [`${'A'.repeat(42)}B`, false],
  ['', false],
  [null, false],
])('is %s a public key: %s', (text, is) => {
  expect(isPublicKey(text)).toBe(is);
});
