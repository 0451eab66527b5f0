/**
 * Certificates and clocks: with a clock that is set nobody gets by who should not; with one at 1970 nothing is forgiven
 * but a beginning that lies ahead.
 *
 * A hub at 1970 is a hub to which every certificate is "not yet valid". Here the clock is right and the certificates
 * begin in two years, which is the same to OpenSSL. Behind that word each row hides something else that is wrong: the
 * faults that OpenSSL no longer tells. Nobody refused hears a byte after the handshake.
 */
import { type TestContext, afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../agent/errors.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import type { KnownTime } from '../../agent/uplink/mqtt-peer.ts';
import { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import { type Certified, Mint, type Wanted, hasOpenssl } from './certificates.ts';
import { type FakeBroker, startFakeBroker } from './fake-broker.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { Party } from './publisher-contract.ts';
import { type TlsFront, tlsFront } from './tls-front.ts';

const DAY_MS = 86_400_000;
const BEGINS = new Date(Date.now() + 730 * DAY_MS);
const ENDS = new Date(BEGINS.getTime() + 90 * DAY_MS);
/** Valid from in two years on. */
const AHEAD: Wanted = { from: BEGINS, to: ENDS };
/** Nothing is known but that this program was built. */
const AT_1970: KnownTime = { synced: false, ms: Date.UTC(2026, 0, 1) };
const TODAY: KnownTime = { synced: true, ms: Date.now() };

let mint: Mint;
let ours: Certified;
let broker: FakeBroker;
let front: TlsFront | null = null;
let hub: Party | null = null;

beforeAll(async () => {
  if (!hasOpenssl()) return;
  mint = new Mint();
  ours = mint.authority(null, AHEAD);
  broker = await startFakeBroker({});
});
afterEach(async () => {
  await hub?.publisher.stop();
  await front?.stop();
  hub = null;
  front = null;
});
afterAll(async () => {
  if (!hasOpenssl()) return;
  await broker.stop();
  mint.sweep();
});

async function meet(
  shown: Certified,
  over: { known: () => KnownTime; authority?: Certified | null; time?: LinkTime; ackTimeoutMs?: number },
): Promise<{ party: Party; front: TlsFront }> {
  front = await tlsFront(shown, broker.port);
  const { known, authority = ours, time = new LinkTime(), ackTimeoutMs = 5000 } = over;
  const policy = policyFor(front.port, {
    url: `mqtts://127.0.0.1:${front.port}`,
    authority: authority?.certificate ?? null,
    ackTimeoutMs,
  });
  hub = new Party({ client: () => new MqttPublisher(policy, silentLog, { known, time }) }, 'hub');
  hub.start('t/ack');
  return { party: hub, front };
}
function needsOpenssl(ctx: TestContext): void {
  if (!hasOpenssl()) ctx.skip('certificates were not checked: openssl is missing (apt-get install openssl)');
}

const leaf = (over: Wanted = {}): Certified => mint.issue(ours, { ...AHEAD, ...over });
const between = (over: Wanted = {}, by = ours): Certified =>
  mint.authority(by, { ...AHEAD, name: 'between', ...over });
const below = (above: Certified, over: Wanted = {}): Certified =>
  mint.bundle(mint.issue(above, { ...AHEAD, ...over }), above);

describe('at 1970', () => {
  const WELCOME: readonly (readonly [string, () => Certified])[] = [
    ['signed by our authority', () => leaf()],
    ['with one authority in between', () => below(between())],
  ];
  test.for(WELCOME)('a broker %s is spoken to', async ([, shown], ctx) => {
    needsOpenssl(ctx);
    const { party } = await meet(shown(), { known: () => AT_1970 });
    await until('it is up', () => party.isUp);
    expect(party.links).toEqual(['up']);
  });

  const HIDDEN: readonly (readonly [string, ErrorCode, () => Certified])[] = [
    ['its signature is forged', 'broker-untrusted', () => mint.forge(leaf())],
    ['it is of another host', 'broker-untrusted', () => leaf({ host: 'IP:127.0.0.2' })],
    ['it names a host, not the address', 'broker-untrusted', () => leaf({ host: 'DNS:localhost' })],
    [
      'another authority of the same name signed it',
      'broker-untrusted',
      () => mint.issue(mint.authority(null, AHEAD), AHEAD),
    ],
    ['it signed itself', 'broker-untrusted', () => mint.issue(null, AHEAD)],
    ['it is the certificate of a hub', 'broker-untrusted', () => leaf({ usage: 'clientAuth' })],
    [
      'a hub signed it, who is no authority',
      'broker-untrusted',
      () => below(mint.issue(ours, { ...AHEAD, name: 'hub', usage: 'clientAuth' })),
    ],
    ['a broker signed it, who is no authority', 'broker-untrusted', () => below(leaf({ name: 'other' }))],
    [
      'the authority in between is forged',
      'broker-untrusted',
      () => {
        const good = between();
        return mint.bundle(mint.issue(good, AHEAD), mint.forge(good));
      },
    ],
    ['what is in between was not sent along', 'broker-untrusted', () => mint.issue(between(), AHEAD)],
    [
      'two are in between, whose limits are not judged',
      'broker-untrusted',
      () => {
        const upper = between();
        const lower = between({ name: 'lower' }, upper);
        return mint.bundle(mint.issue(lower, AHEAD), lower, upper);
      },
    ],
    [
      'the authority in between is for other names',
      'broker-untrusted',
      () => below(between({ lines: ['nameConstraints=critical,permitted;DNS:example.org'] })),
    ],
    ['its digest is SHA-1', 'broker-untrusted', () => leaf({ digest: 'sha1' })],
  ];
  test.for(HIDDEN)('a broker is not spoken to: %s', async ([, why, shown], ctx) => {
    needsOpenssl(ctx);
    const { party, front: wall } = await meet(shown(), { known: () => AT_1970 });
    await until('it was refused twice', () => party.links.length >= 2);
    expect(new Set(party.links)).toEqual(new Set([why]));
    expect(wall.heard()).toBe(0);
  });

  test.for<[string, () => Certified]>([
    ['its own certificate', () => leaf({ to: new Date(BEGINS.getTime() + DAY_MS) })],
    ['the one in between', () => below(between({ to: new Date(BEGINS.getTime() + DAY_MS) }))],
  ])(
    'a broker is not spoken to: %s ended before a day that has passed for certain',
    async ([, shown], ctx) => {
      needsOpenssl(ctx);
      const { party, front: wall } = await meet(shown(), {
        known: () => ({ synced: false, ms: BEGINS.getTime() + 2 * DAY_MS }),
      });
      await until('it was refused twice', () => party.links.length >= 2);
      expect(new Set(party.links)).toEqual(new Set<string>(['certificate-expired']));
      expect(wall.heard()).toBe(0);
    },
  );

  test('a broker whose certificate ended by the clock as it is, is not spoken to', async (ctx) => {
    needsOpenssl(ctx);
    const past = { from: new Date(Date.now() - 9 * DAY_MS), to: new Date(Date.now() - DAY_MS) };
    const authority = mint.authority(null);
    const { party } = await meet(mint.issue(authority, past), { known: () => AT_1970, authority });
    await until('it was refused twice', () => party.links.length >= 2);
    expect(new Set(party.links)).toEqual(new Set<string>(['certificate-expired']));
  });

  test.for<[string, number, (ErrorCode | 'up')[]]>([
    ['stays when the dates are right', BEGINS.getTime() + DAY_MS, ['up']],
    ['goes when they are not', Date.now(), ['up', 'certificate-expired']],
  ])('a link made then, once the time is known, %s', async ([, atMs, links], ctx) => {
    needsOpenssl(ctx);
    let known = AT_1970;
    // Ten minutes, after which dates are looked at again, in 1.2 s; a keepalive still has 90 ms on a busy machine.
    const time = new LinkTime(500);
    let looks = 0;
    const asked = (): KnownTime => {
      looks += 1;
      return known;
    };
    const { party } = await meet(leaf(), { known: asked, time, ackTimeoutMs: 5_000_000 });
    await until('it is up', () => party.isUp);
    known = { synced: true, ms: atMs };
    const before = looks;
    await until('it was looked at', () => looks >= before + 2);
    expect(party.links.slice(0, links.length)).toEqual(links);
  });
});

describe('with a clock that is set', () => {
  const REFUSED: readonly (readonly [string, ErrorCode, () => [Certified, Certified | null]])[] = [
    ['its certificate begins later', 'certificate-expired', () => [leaf(), ours]],
    [
      'its certificate has ended',
      'certificate-expired',
      () => {
        const authority = mint.authority();
        const past = { from: new Date(Date.now() - 9 * DAY_MS), to: new Date(Date.now() - DAY_MS) };
        return [mint.issue(authority, past), authority];
      },
    ],
    ['it signed itself', 'broker-untrusted', () => [mint.issue(null), mint.authority()]],
    ['it signed itself, and nobody was named', 'broker-untrusted', () => [mint.issue(null), null]],
    [
      'another authority signed it',
      'broker-untrusted',
      () => [mint.issue(mint.authority()), mint.authority()],
    ],
    [
      'it is of another host',
      'broker-untrusted',
      () => {
        const authority = mint.authority();
        return [mint.issue(authority, { host: 'DNS:broker.example' }), authority];
      },
    ],
  ];
  test.for(REFUSED)('a broker is not spoken to: %s', async ([, why, make], ctx) => {
    needsOpenssl(ctx);
    const [shown, authority] = make();
    const { party, front: wall } = await meet(shown, { known: () => TODAY, authority });
    await until('it was refused twice', () => party.links.length >= 2);
    expect(new Set(party.links)).toEqual(new Set([why]));
    expect(wall.heard()).toBe(0);
  });
  test('a renewed certificate is taken up by the next connection', async (ctx) => {
    needsOpenssl(ctx);
    const authority = mint.authority();
    const past = { from: new Date(Date.now() - 9 * DAY_MS), to: new Date(Date.now() - DAY_MS) };
    const { party, front: wall } = await meet(mint.issue(authority, past), { known: () => TODAY, authority });
    await until('it was refused', () => party.links.length > 0);
    wall.show(mint.issue(authority));
    await until('it is up', () => party.isUp);
    expect(party.links[0]).toBe('certificate-expired');
  });
});
