/**
 * Real sockets for tests: a TCP proxy that can be cut, a mosquitto of our own, and waiting with a bound.
 * Everything listens on the loopback address, on a free port, and is ended by whoever started it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UPLINK_DEFAULTS } from '../../agent/config/defaults.ts';
import type { UplinkPolicy } from '../../agent/config/config.ts';
import type { Log, Publisher } from '../../agent/ports.ts';
import { MqttPublisher, type VersionMemory } from '../../agent/uplink/mqtt.ts';
import type { PublisherRig } from './publisher-contract.ts';

export const MOSQUITTO = '/usr/sbin/mosquitto';
/** A loopback broker answers in milliseconds; a loaded CI machine may pause for seconds. */
const PATIENCE_MS = 30_000;

export const silentLog: Log = { write: () => {} };
export function policyFor(port: number, over: Partial<UplinkPolicy> = {}): UplinkPolicy {
  const fast = { ackTimeoutMs: 5000, reconnectMinMs: 5, reconnectMaxMs: 50 };
  return { ...UPLINK_DEFAULTS, url: `mqtt://127.0.0.1:${port}`, site: 'site', hub: 'hub', ...fast, ...over };
}

/** Waits for something to be so, looking every few ms; rejects after PATIENCE_MS. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never came to pass: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

/** A TCP proxy in front of a port, whose connections can be cut. */
export async function proxyTo(target: number): Promise<{ port: number; cut(): void; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroySoon());
      from.on('close', () => {
        sockets.delete(from);
        to.destroySoon();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async (): Promise<void> => {
    cut();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, cut, stop };
}

/** The contract's rig for MQTT.js in front of any broker. One proxy for each client, so that one can be cut. */
export async function mqttRig(
  broker: { port: number; stop(): Promise<void> },
  memory: VersionMemory | null = null,
): Promise<PublisherRig> {
  const proxies = new Map<string, Awaited<ReturnType<typeof proxyTo>>>();
  for (const id of ['hub', 'desk', 'late']) proxies.set(id, await proxyTo(broker.port));
  return {
    client: (id): Publisher =>
      new MqttPublisher(policyFor(proxies.get(id)!.port, { hub: id }), silentLog, { memory }),
    cut: (id) => proxies.get(id)!.cut(),
    until,
    stop: async () => {
      for (const proxy of proxies.values()) await proxy.stop();
      await broker.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export const hasMosquitto = (): boolean => existsSync(MOSQUITTO);

/** Starts a mosquitto of our own. `lines` are added to its configuration. */
export async function startMosquitto(
  lines: readonly string[] = [],
): Promise<{ port: number; pid: number; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-mosquitto-'));
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const plain = [
    'persistence false',
    'log_dest stderr',
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
  ];
  writeFileSync(config, [...plain, ...lines, ''].join('\n'));
  const child: ChildProcess = spawn(MOSQUITTO, ['-c', config], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  let answers = false;
  const knock = (): void => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      answers = true;
      socket.destroy();
    });
    socket.on('error', () => {
      if (child.exitCode === null) setTimeout(knock, 10);
    });
  };
  knock();
  await until('mosquitto listens', () => answers || child.exitCode !== null);
  if (!answers) throw new Error(`mosquitto ended with ${child.exitCode}`);
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
