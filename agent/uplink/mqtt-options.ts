/**
 * How a client is made for MQTT.js: identity, session, last will, limits; and thrown away.
 *
 * The connection is there already (`mqtt-transport.ts`). Must never let MQTT.js queue or reconnect by itself.
 */
import type { IClientOptions, MqttClient } from 'mqtt';
import type { UplinkPolicy } from '../config/config.ts';
import type { Packet } from '../ports.ts';
import type { LinkTime } from './mqtt-time.ts';
import type { MqttVersion } from './reconnect.ts';

/** A link that is lost without a word is noticed after 1.5 times this: 45 s. */
export const KEEPALIVE_S = 30;
/** What the broker keeps for us while we are away: a day of acknowledgements; later ones the receiver repeats. */
const SESSION_EXPIRY_S = 86_400;
/** The longest envelope: 64 Ki characters of four bytes at worst. */
export const INBOUND_BYTES_MAX = 262_144;
/** Messages from above before we must acknowledge one: three for each lane. */
const INBOUND_RECEIVE_MAX = 16;

export function clientOptions(
  { site, hub, ackTimeoutMs }: UplinkPolicy,
  version: MqttVersion,
  will: Packet | null,
  time: LinkTime,
): IClientOptions {
  return {
    clientId: `anbu-${site}-${hub}`,
    protocolId: 'MQTT',
    protocolVersion: version,
    // The broker keeps what the centre says while we are away; what we say ourselves is kept by the journal.
    clean: false,
    keepalive: KEEPALIVE_S,
    timerVariant: time.intervals,
    connectTimeout: time.realMs(ackTimeoutMs),
    // The supervisor reconnects; MQTT.js would at a fixed period, and never after a CONNACK that refuses.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // A table of all 65,536 two-byte numbers, kept ready: 9 MB and 30 ms at a start, to spare a few packets a minute.
    writeCache: false,
    ...(will === null ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
    ...(version === 4 ? {} : { properties: limits() }),
  };
}

function limits(): NonNullable<IClientOptions['properties']> {
  return {
    sessionExpiryInterval: SESSION_EXPIRY_S,
    receiveMaximum: INBOUND_RECEIVE_MAX,
    maximumPacketSize: INBOUND_BYTES_MAX,
  };
}

/** What a thrown-away client still has to say is nobody's business, and must not crash us. */
export function discard(client: MqttClient): void {
  client.on('error', () => {});
  client.end(true);
  client.stream.destroy();
}
