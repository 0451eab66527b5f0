/**
 * Two hubs on one copied card: one name, one broker. They push each other out, slowly; it is told; and both still reach
 * the desk. The journal is a real one, copied as a card is; the broker is a mosquitto, which hangs up and does not say
 * why. A clock that runs faster.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import type { RealBroker } from '../../sim/broker-process.ts';
import { until } from './loopback.ts';
import { REAL_BROKERS, startIn } from './real-brokers.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { WiredHub, callsAt, wiredDesk } from './wired-hub.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A quarter of an hour in four seconds: facts of the link are told every five minutes, and the third says it. */
const PACE = 220;
const PER_MINUTE_MAX = 6;

interface Twin {
  readonly hub: WiredHub;
  readonly line: TcpProxy;
  readonly bornMs: number;
}
async function hubOn(folder: string, broker: RealBroker, time: LinkTime): Promise<Twin> {
  const line = await TcpProxy.to(broker.port);
  ends.push(() => line.stop());
  const store = await openSqliteStore(folder);
  // A loaded machine is slow in link time: the broker may be, too.
  const hub = new WiredHub({ time, port: line.port, store, uplink: { ackTimeoutMs: 120_000 } });
  ends.push(() => hub.stop());
  await until('it came in', () => hub.links().includes('up'));
  return { hub, line, bornMs: time.nowMs() };
}

test.for(REAL_BROKERS.filter(({ name }) => name !== 'mosquitto in 3.1.1'))(
  'behind $name they back off, are told of, and both raise alerts that arrive',
  async ({ program, package: debian, start }, ctx) => {
    if (program === null) return ctx.skip(`not checked: it is not installed (apt-get install ${debian})`);
    const cards = mkdtempSync(join(tmpdir(), 'anbu-cards-'));
    ends.push(() => rmSync(cards, { recursive: true, force: true }));
    const time = new LinkTime(PACE);
    const broker = await startIn(program, start);
    ends.push(() => broker.stop());
    const desk = wiredDesk(time, { url: broker.url, ackTimeoutMs: 120_000 });
    ends.push(() => desk.stop());
    const first = await hubOn(join(cards, 'first'), broker, time);
    await first.hub.stop();
    mkdirSync(join(cards, 'second'));
    cpSync(join(cards, 'first'), join(cards, 'second'), { recursive: true });
    const twins = [
      await hubOn(join(cards, 'first'), broker, time),
      await hubOn(join(cards, 'second'), broker, time),
    ];
    for (const { hub } of twins) hub.callForHelp();
    await until('each knows of the other', () =>
      twins.every(({ hub }) => hub.conditions().includes('raised identity-conflict')),
    );
    const ids = twins.flatMap(({ hub }) => hub.alerts());
    await until('both calls arrived', () => {
      const heard = callsAt(desk);
      return ids.length >= 2 && ids.every((id) => heard.includes(id));
    });
    expect(desk.report().duplicatesApplied).toBe(0);
    for (const { hub, line, bornMs } of twins) {
      expect(hub.conditions()).not.toContain('raised commands-refused');
      const minutes = Math.ceil((time.nowMs() - bornMs) / 60_000);
      expect(line.connects).toBeLessThanOrEqual(1 + PER_MINUTE_MAX * minutes);
    }
  },
);
