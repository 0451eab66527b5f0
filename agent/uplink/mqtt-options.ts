/**
 * How a client is made for MQTT.js: identity, session, last will, certificates, limits.
 *
 * Reads the certificate files anew for each connection, so that a renewed one is used without a restart. Must never
 * switch off the check of the broker's certificate, nor let MQTT.js queue or reconnect by itself.
 */
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { UplinkPolicy } from '../config/config.ts';
import type { Packet } from '../ports.ts';
import type { MqttVersion } from './reconnect.ts';

/** Lost links are noticed after 1.5 times this: 45 s. */
const KEEPALIVE_S = 30;
/** What the broker keeps for us while we are away: a day of acknowledgements; later ones the receiver repeats. */
const SESSION_EXPIRY_S = 86_400;
/** The longest envelope: 64 Ki characters of four bytes at worst. */
export const INBOUND_BYTES_MAX = 262_144;
/** Messages from above before we must acknowledge one: three for each lane. */
const INBOUND_RECEIVE_MAX = 16;

/** Throws when a certificate file cannot be read. */
export function clientOptions(
  policy: UplinkPolicy,
  version: MqttVersion,
  will: Packet | null,
): IClientOptions {
  const { site, hub } = policy;
  return {
    clientId: `anbu-${site}-${hub}`,
    protocolId: 'MQTT',
    protocolVersion: version,
    // The broker keeps what the centre says while we are away; what we say ourselves is kept by the journal.
    clean: false,
    keepalive: KEEPALIVE_S,
    connectTimeout: policy.ackTimeoutMs,
    // The supervisor reconnects; MQTT.js would at a fixed period, and never after a CONNACK that refuses.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...tls(policy),
    ...(will === null ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
    ...(version === 4 ? {} : { properties: limits() }),
  };
}

function tls({ authority, clientCertificate, clientKey }: UplinkPolicy): IClientOptions {
  return {
    rejectUnauthorized: true,
    ...(authority === null ? {} : { ca: readFileSync(authority) }),
    ...(clientCertificate === null ? {} : { cert: readFileSync(clientCertificate) }),
    ...(clientKey === null ? {} : { key: readFileSync(clientKey) }),
  };
}

function limits(): NonNullable<IClientOptions['properties']> {
  return {
    sessionExpiryInterval: SESSION_EXPIRY_S,
    receiveMaximum: INBOUND_RECEIVE_MAX,
    maximumPacketSize: INBOUND_BYTES_MAX,
  };
}
