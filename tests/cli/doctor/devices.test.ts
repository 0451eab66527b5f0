/**
 * Devices that the doctor opens, on buses that say what they are told to, and the way to the broker.
 * Owns the scripted buses; the real ones are opened in `tests/cli/doctor.test.ts`.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type TestContext, describe, expect, onTestFinished, test } from 'vitest';
import { examineBroker, examineCertificate } from '../../../agent/cli/doctor/broker.ts';
import { examineDevices, secondsFor } from '../../../agent/cli/doctor/devices.ts';
import type { BusAddress, BusSignal, Buses } from '../../../agent/ports.ts';
import { hasOpenssl, makeCertificates } from '../../uplink/certificates.ts';
import { RIGHT, rightWith } from '../../config/hub-file.ts';
import { onMachine, otherMachine } from './other-machine.ts';

const SECONDS = 0.1;
/** What each line says once it is opened; a line that is not here says nothing. */
function saying(signals: Readonly<Record<number, readonly BusSignal[]>>) {
  const opened: BusAddress[] = [];
  const buses: Buses = {
    open: (address, listener) => {
      opened.push(address);
      const said = address.bus === 'gpio' ? (signals[address.line] ?? []) : [];
      queueMicrotask(() => said.forEach((signal) => listener(signal)));
      return { write: () => {}, close: () => {} };
    },
  };
  return { buses, opened };
}
const down = (detail: string): BusSignal => ({ type: 'down', why: 'bus-unavailable', detail });
const METERED = rightWith(
  ['entrance: true }', 'entrance: true }\n    - { id: mains, room: hall, class: power }'],
  ['{ id: button,', '{ id: mains, part: p1, connector: uart0 }\n  - { id: button,'],
);
/** Every port is somebody's, and no line says anything. */
const locked: Buses = {
  open: ({ bus }, listener) => {
    if (bus === 'serial')
      queueMicrotask(() => listener(down('Cannot lock port; another program uses this port')));
    return { write: () => {}, close: () => {} };
  },
};
const HUB = { '/proc/77/cmdline': 'node\0agent/main.ts\0run\0' };

describe('a device', () => {
  test('that is up is well, with what it has counted', async () => {
    const { buses } = saying({
      17: [
        { type: 'up', level: 0 },
        { type: 'edge', level: 1 },
        { type: 'edge', level: 0 },
      ],
    });
    const found = await examineDevices(await onMachine(otherMachine({}), RIGHT), SECONDS, buses);
    expect(found[1]).toMatchObject({ subject: 'front-door', state: 'ok' });
    expect(found[1]?.detail).toContain('edges 2');
  });
  test('that is down says why, and what to do', async () => {
    const { buses } = saying({
      4: [down('pinctrl-bcm2711 line 4: EACCES; add anbu’s user to the group gpio')],
    });
    const found = await examineDevices(await onMachine(otherMachine({}), RIGHT), SECONDS, buses);
    expect(found[0]).toMatchObject({ state: 'broken', remedy: 'add anbu’s user to the group gpio' });
    expect(found[1]).toMatchObject({ state: 'broken', detail: `gpio17 says nothing within ${SECONDS} s` });
  });
  test('whose line is busy while a hub runs is in use by it', async () => {
    const machine = otherMachine({ files: HUB });
    const { buses } = saying({ 4: [down('pinctrl-bcm2711 line 4: busy; another program uses this line')] });
    const [first] = await examineDevices(await onMachine(machine, RIGHT), SECONDS, buses);
    expect(first).toMatchObject({ state: 'skipped' });
    expect(first?.detail).toContain('in use by the hub (process 77)');
  });
  test('whose line the hub has exported is never opened: closing it would take it from the hub', async () => {
    const chip = '/sys/class/gpio/gpiochip512';
    const files = {
      [`${chip}/label`]: 'pinctrl-bcm2711\n',
      [`${chip}/base`]: '512\n',
      [`${chip}/ngpio`]: '58\n',
    };
    const exported = { ...files, '/sys/class/gpio/gpio516/value': '0' };
    const beside = saying({ 17: [{ type: 'up', level: 0 }] });
    const hub = await onMachine(otherMachine({ files: { ...exported, ...HUB } }), RIGHT);
    const found = await examineDevices(hub, SECONDS, beside.buses);
    expect(found[0]).toMatchObject({ state: 'skipped', detail: 'in use by the hub (process 77)' });
    expect(beside.opened.map((address) => address.bus === 'gpio' && address.line)).not.toContain(4);
    const alone = saying({ 4: [{ type: 'up', level: 0 }] });
    const [left] = await examineDevices(
      await onMachine(otherMachine({ files: exported }), RIGHT),
      SECONDS,
      alone.buses,
    );
    expect(left, 'left by a hub that was killed').toMatchObject({ state: 'ok' });
  });
  test('whose port another program has is in the way', async () => {
    const machine = otherMachine({ files: { '/proc/88/cmdline': '/usr/bin/minicom\0', '/dev/serial0': '' } });
    mkdirSync(machine.at('/proc/88/fd'));
    symlinkSync(machine.at('/dev/serial0'), machine.at('/proc/88/fd/3'));
    writeFileSync(machine.at('/proc/88/fd/0'), '');
    const found = await examineDevices(await onMachine(machine, METERED), SECONDS, locked);
    expect(found[2]).toMatchObject({ subject: 'mains', state: 'broken' });
    expect(found[2]?.detail).toBe('/dev/serial0 is in use by minicom (process 88)');
  });
  test('whose port is locked by somebody who cannot be seen is the hub’s, where one runs', async () => {
    const machine = otherMachine({ files: { ...HUB, '/dev/serial0': '' } });
    const found = await examineDevices(await onMachine(machine, METERED), SECONDS, locked);
    expect(found[2]).toMatchObject({ subject: 'mains', state: 'skipped' });
    const alone = await onMachine(otherMachine({ files: { '/dev/serial0': '' } }), METERED);
    expect((await examineDevices(alone, SECONDS, locked))[2]).toMatchObject({ state: 'broken' });
  });
});

test.each([
  ['pir', 5, 5],
  ['firmata-pir', 5, 12],
  ['firmata-pir', 30, 30],
])('a %s, to be listened to for %i s, is for %i s', async (part, seconds, expected) => {
  const on = part === 'pir' ? 'gpio4' : 'uart0';
  const text = rightWith(['part: pir, connector: gpio4', `part: ${part}, connector: ${on}`]);
  expect(secondsFor(await onMachine(otherMachine({}), text), seconds)).toBe(expected);
});

async function listening(server: Server): Promise<number> {
  await new Promise((resolve) => server.listen(0, '127.0.0.1').once('listening', () => resolve(null)));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
const brokerAt = async (url: string, files: Readonly<Record<string, string>> = {}) => {
  const about = await onMachine(otherMachine({}), RIGHT);
  if (about.config === null) throw new Error('a configuration was given');
  const uplink = { ...about.config.uplink, url, ...files };
  return examineBroker({ ...about, config: { ...about.config, uplink } });
};

describe('the broker', () => {
  test('that listens answers, and hears no word of MQTT', async () => {
    let heard = 0;
    const port = await listening(
      createServer((socket) => socket.on('data', ({ length }) => (heard += length))),
    );
    const [found] = await brokerAt(`mqtt://127.0.0.1:${port}`);
    expect(found).toMatchObject({ subject: `127.0.0.1:${port}`, state: 'ok' });
    expect(heard).toBe(0);
  });
  test.each([
    ['mqtt://127.0.0.1:1', 'start it, or check the port'],
    ['mqtt://no-such-host.invalid', 'name server'],
  ])('at %s cannot be reached', async (url, remedy) => {
    const [found] = await brokerAt(url);
    expect(found?.state).toBe('broken');
    expect(found?.remedy).toContain(remedy);
  });
  test('is known by its certificate, and a stranger is not', async (context: TestContext) => {
    if (!hasOpenssl()) context.skip('openssl is not installed: TLS is not tried');
    const [ours, strange] = [makeCertificates(), makeCertificates()];
    onTestFinished(() => {
      ours.sweep();
      strange.sweep();
    });
    const server = createTlsServer({
      cert: readFileSync(ours.broker.certificate),
      key: readFileSync(ours.broker.key),
    });
    const port = await listening(server);
    const url = `mqtts://127.0.0.1:${port}`;
    const hub = { clientCertificate: ours.hub.certificate, clientKey: ours.hub.key };
    const good = await brokerAt(url, { ...hub, authority: ours.authority });
    expect(good[0]).toMatchObject({ state: 'ok' });
    const bad = await brokerAt(url, { ...hub, authority: strange.authority });
    expect(bad[0]).toMatchObject({ state: 'broken', remedy: 'Check uplink.authority, and the clock' });
    // Certificates that end tomorrow.
    expect(good.slice(1).map(({ state }) => state)).toEqual(['broken', 'broken']);
    expect(good[1]?.detail).toMatch(/runs out in [01] days/);
    expect(examineCertificate(ours.authority, Date.now() - 40 * 86_400_000)).toMatchObject({ state: 'ok' });
    expect(examineCertificate(ours.authority, Date.now() + 9 * 86_400_000).detail).toMatch(
      /ran out \d days ago/,
    );
    expect(examineCertificate('/nowhere.pem', 0)).toMatchObject({ state: 'broken' });
  });
});
