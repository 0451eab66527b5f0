/**
 * The brokers that exist, each with the version of MQTT it is spoken to in, started in a folder that goes with it.
 * What is not installed is named, with the package that brings it; it never counts as proven.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MqttVersion } from '../../agent/uplink/reconnect.ts';
import { findMosquitto, startMosquitto } from '../../sim/broker-mosquitto.ts';
import { findNats, startNats } from '../../sim/broker-nats.ts';
import type { RealBroker } from '../../sim/broker-process.ts';

type Start = (program: string, folder: string) => Promise<RealBroker>;
export interface BrokerKind {
  readonly name: string;
  /** Debian package. */
  readonly package: string;
  readonly program: string | null;
  /** The version that is remembered of it; null: found by itself. */
  readonly remembered: MqttVersion | null;
  readonly spoken: MqttVersion;
  readonly start: Start;
}

export const REAL_BROKERS: readonly BrokerKind[] = [
  {
    name: 'mosquitto in 5',
    package: 'mosquitto',
    program: findMosquitto(),
    remembered: null,
    spoken: 5,
    start: startMosquitto,
  },
  {
    name: 'mosquitto in 3.1.1',
    package: 'mosquitto',
    program: findMosquitto(),
    remembered: 4,
    spoken: 4,
    start: startMosquitto,
  },
  {
    name: 'NATS',
    package: 'nats-server',
    program: findNats(),
    remembered: null,
    spoken: 4,
    start: startNats,
  },
];

/** Starts a broker whose folder is gone once it is stopped. */
export async function startIn(program: string, start: Start): Promise<RealBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-broker-'));
  const sweep = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const broker = await start(program, folder);
    return {
      ...broker,
      stop: async () => {
        await broker.stop();
        sweep();
      },
    };
  } catch (error) {
    sweep();
    throw error;
  }
}

export function mosquittoOf(lines?: readonly string[]): Promise<RealBroker> {
  return startIn(findMosquitto() ?? '', (program, folder) => startMosquitto(program, folder, lines));
}
