/**
 * MQTT.js as anybody would use it: what our own link is measured against, and who listens at the other end.
 *
 * Nothing of ours is in between. Loads the package lazily, as everything here does.
 */
import type { IClientOptions, MqttClient } from 'mqtt';

export type { MqttClient } from 'mqtt';

/** A client that keeps trying; `options` besides MQTT.js's own defaults. */
export async function bareClient(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const { connect } = await import('mqtt');
  const client = connect(url, options);
  // A broker that is away is what is measured, and MQTT.js tries again by itself.
  client.on('error', () => {});
  return client;
}

/** Resolves when it is connected. */
export async function connected(client: MqttClient): Promise<void> {
  if (client.connected) return;
  await new Promise<void>((resolve) => void client.once('connect', () => resolve()));
}
