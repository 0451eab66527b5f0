/**
 * The way to the broker: name, port, TLS with this hub's certificate, and how long that is good for.
 *
 * Owns these verdicts. Must never speak MQTT: a second client of the hub's name would throw the running hub out.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { UplinkPolicy } from '../../config/config.ts';
import type { Examined } from './examined.ts';
import { type Finding, findingsOf } from './finding.ts';

const CONNECT_MS_MAX = 5_000;
const DAY_MS = 86_400_000;
/** A renewal needs a visit where it cannot come down the line. */
const DAYS_LEFT_MIN = 30;
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1_883, 'mqtts:': 8_883 };

export async function examineBroker({ config }: Examined): Promise<Finding[]> {
  if (config === null) return [findingsOf('broker').skipped('broker', 'no configuration names one')];
  const { uplink } = config;
  return [await examineWay(uplink), ...examineCertificates(uplink, Date.now())];
}

async function examineWay(uplink: UplinkPolicy): Promise<Finding> {
  const broker = findingsOf('broker');
  const { hostname, port, protocol } = new URL(uplink.url);
  const number = port === '' ? (PORTS[protocol] ?? 0) : Number(port);
  const subject = `${hostname}:${number}`;
  const startMs = performance.now();
  try {
    await reach(uplink, hostname, number, protocol === 'mqtts:');
    const tookMs = Math.round(performance.now() - startMs);
    const how = protocol === 'mqtts:' ? 'TLS, its certificate is good' : 'TCP, without TLS';
    return broker.ok(subject, `answers within ${tookMs} ms (${how})`);
  } catch (error) {
    return broker.broken(subject, explain(error), remedyFor(error));
  }
}

async function reach(
  { authority, clientCertificate, clientKey }: UplinkPolicy,
  host: string,
  port: number,
  isTls: boolean,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<null>();
  const socket: Socket = isTls
    ? connectTls({
        host,
        port,
        ...(authority === null ? {} : { ca: readFileSync(authority) }),
        ...(clientCertificate === null ? {} : { cert: readFileSync(clientCertificate) }),
        ...(clientKey === null ? {} : { key: readFileSync(clientKey) }),
      })
    : connect({ host, port });
  socket.setTimeout(CONNECT_MS_MAX, () => reject(new Error(`no answer within ${CONNECT_MS_MAX / 1_000} s`)));
  socket.once(isTls ? 'secureConnect' : 'connect', () => resolve(null));
  socket.once('error', reject);
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Happy eyeballs: every address has its own reason, and the whole has none (Node: net.connect).
  const reasons = error instanceof AggregateError ? error.errors.map(explain) : [error.message];
  return [...new Set(reasons)].join('; ');
}

function remedyFor(error: unknown): string {
  const text = `${explain(error)} ${error instanceof Error && 'code' in error ? String(error.code) : ''}`;
  if (/ENOTFOUND|EAI_AGAIN/.test(text)) return 'Check the network, its name server, and uplink.url';
  if (/ECONNREFUSED/.test(text))
    return 'The machine is there, the broker is not: start it, or check the port';
  if (/CERT|certificate|self.signed/i.test(text)) return 'Check uplink.authority, and the clock';
  if (/ENOENT|EACCES/.test(text)) return 'Check the files that uplink names';
  return 'Check the network, the firewall and uplink.url';
}

function examineCertificates({ clientCertificate, authority }: UplinkPolicy, nowMs: number): Finding[] {
  return [clientCertificate, authority].flatMap((path) =>
    path === null ? [] : [examineCertificate(path, nowMs)],
  );
}

export function examineCertificate(path: string, nowMs: number): Finding {
  const certificate = findingsOf('certificate');
  try {
    const { validTo } = new X509Certificate(readFileSync(path));
    const days = Math.floor((Date.parse(validTo) - nowMs) / DAY_MS);
    if (days >= DAYS_LEFT_MIN) return certificate.ok(path, `good for ${days} days`);
    const detail = days < 0 ? `ran out ${-days} days ago` : `runs out in ${days} days`;
    return certificate.broken(path, detail, 'Renew it: the hub takes the new file up by itself');
  } catch (error) {
    return certificate.broken(path, explain(error), 'Put the certificate there, as PEM');
  }
}
