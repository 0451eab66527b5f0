/**
 * Real sockets for tests: a policy that is quick, the contract's rig for any broker, and waiting with a bound.
 * Whoever starts something ends it.
 */
import { UPLINK_DEFAULTS } from '../../agent/config/defaults.ts';
import type { UplinkPolicy } from '../../agent/config/config.ts';
import type { Log, Publisher } from '../../agent/ports.ts';
import { MqttPublisher, type VersionMemory } from '../../agent/uplink/mqtt.ts';
import type { PublisherRig } from './publisher-contract.ts';
import { TcpProxy } from './tcp-proxy.ts';

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

/** The contract's rig for MQTT.js in front of any broker. One proxy for each client, so that one can be cut. */
export async function mqttRig(
  broker: { port: number; stop(): Promise<void> },
  memory: VersionMemory | null = null,
): Promise<PublisherRig> {
  const proxies = new Map<string, TcpProxy>();
  for (const id of ['hub', 'desk', 'late']) proxies.set(id, await TcpProxy.to(broker.port));
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
