/**
 * A mosquitto of our own comes back on its port after it was killed, and leaves nothing behind when it is stopped.
 *
 * Where it is not installed, that is said.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findMosquitto, startMosquitto } from '../../sim/broker-mosquitto.ts';

function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

test('killed, it comes back on its port; stopped, it is gone', async (ctx) => {
  const program = findMosquitto();
  if (program === null) return ctx.skip('mosquitto is missing (apt-get install mosquitto)');
  const folder = mkdtempSync(join(tmpdir(), 'anbu-mosquitto-'));
  const mosquitto = await startMosquitto(program, folder);
  try {
    expect(await isOpen(mosquitto.url)).toBe(true);
    const back = mosquitto.killAndRestart(200);
    await expect.poll(() => isOpen(mosquitto.url)).toBe(false);
    await back;
    expect(await isOpen(mosquitto.url)).toBe(true);
  } finally {
    await mosquitto.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  expect(await isOpen(mosquitto.url)).toBe(false);
});

test('a program that does not listen is no broker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-mosquitto-'));
  await expect(startMosquitto('/bin/false', folder)).rejects.toThrow('does not listen');
  rmSync(folder, { recursive: true, force: true });
});
