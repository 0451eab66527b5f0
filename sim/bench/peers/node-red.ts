/**
 * Node-RED as it comes: installed on demand into a folder that is never committed, its own settings, three nodes.
 *
 * Never a dependency of this project. Network: the npm registry, once. A shell.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../broker-process.ts';
import { EVENT_TOPIC } from './event.ts';
import type { Program } from './processes.ts';

const VERSION = '5.0.7';
const INSTALLED = fileURLToPath(new URL('../../../out/peers/node-red/', import.meta.url));
const PACKAGE = join(INSTALLED, 'node_modules', 'node-red');
/** 280 packages; some minutes on a slow line. */
const INSTALL_MS_MAX = 10 * 60_000;

/** Resolves when it is there. Rejects when it cannot be fetched. */
export async function installNodeRed(say: (text: string) => void): Promise<void> {
  if (existsSync(join(PACKAGE, 'red.js'))) return;
  say(`fetching node-red ${VERSION} into out/peers/, once`);
  mkdirSync(INSTALLED, { recursive: true });
  const words = ['install', '--prefix', INSTALLED, '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', [...words, `node-red@${VERSION}`], { timeout: INSTALL_MS_MAX });
}

/** Reads lines from the feed, publishes each. */
export async function nodeRedIn(folder: string, port: number, upstreamUrl: string): Promise<Program> {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(PACKAGE, 'settings.js'), join(folder, 'settings.js'));
  const flow = join(folder, 'flow.json');
  writeFileSync(flow, JSON.stringify(flowOf(port, new URL(upstreamUrl))));
  const editor = String(await freePort());
  const words = [join(PACKAGE, 'red.js'), '--userDir', folder, '--port', editor, flow];
  return { command: process.execPath, words };
}

function flowOf(port: number, upstream: URL): unknown[] {
  const place = { z: 'flow', x: 100, y: 100 };
  return [
    { id: 'flow', type: 'tab', label: 'flow' },
    {
      ...place,
      id: 'in',
      type: 'tcp in',
      server: 'client',
      host: '127.0.0.1',
      port: String(port),
      datamode: 'stream',
      datatype: 'utf8',
      newline: '\\n',
      topic: '',
      trim: true,
      base64: false,
      tls: '',
      wires: [['out']],
    },
    {
      ...place,
      id: 'out',
      type: 'mqtt out',
      topic: EVENT_TOPIC,
      qos: '1',
      retain: 'false',
      broker: 'upstream',
      wires: [],
    },
    {
      id: 'upstream',
      type: 'mqtt-broker',
      broker: upstream.hostname,
      port: upstream.port,
      clientid: '',
      autoConnect: true,
      usetls: false,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: true,
    },
  ];
}
