/**
 * One port for several devices: who hears, who opens, who closes.
 *
 * The bus below is a line of the test's own; the sharing is the shipped one.
 */
import { expect, test } from 'vitest';
import type { BusSignal } from '../../../agent/ports.ts';
import { sharing } from '../../../agent/sensors/buses/one-port.ts';

/** A bus that does what it is told and remembers what was asked of it. */
function bus() {
  const said: string[] = [];
  let hear: (signal: BusSignal) => void = () => {};
  const open = sharing(
    (path: string, listener: (signal: BusSignal) => void) => {
      said.push(`open ${path}`);
      hear = listener;
      return {
        write: (bytes) => said.push(`write ${bytes.join()}`),
        close: () => said.push(`close ${path}`),
      };
    },
    (path) => path,
  );
  return { open, said, hear: (signal: BusSignal) => hear(signal) };
}
const UP: BusSignal = { type: 'up', level: null };
const GONE: BusSignal = { type: 'down', why: 'bus-unavailable', detail: 'unplugged' };

test('is opened for the first, heard by all, closed after the last', () => {
  const { open, said, hear } = bus();
  const heard: string[] = [];
  const one = open('a', ({ type }) => heard.push(`one ${type}`));
  const two = open('a', ({ type }) => heard.push(`two ${type}`));
  hear(UP);
  one.write(Uint8Array.of(1));
  one.close();
  hear({ type: 'bytes', bytes: Uint8Array.of(2) });
  two.close();
  expect(heard).toEqual(['one up', 'two up', 'two bytes']);
  expect(said).toEqual(['open a', 'write 1', 'close a']);
});
test('who joins a port that is up hears so, after open has returned', async () => {
  const { open, hear } = bus();
  const heard: string[] = [];
  open('a', () => {});
  hear(UP);
  open('a', ({ type }) => heard.push(type));
  expect(heard).toEqual([]);
  await Promise.resolve();
  expect(heard).toEqual(['up']);
});
test('who joins a port that is down hears nothing until it is up', async () => {
  const { open, hear } = bus();
  const heard: string[] = [];
  open('a', () => {});
  hear(UP);
  hear(GONE);
  open('a', ({ type }) => heard.push(type));
  await Promise.resolve();
  expect(heard).toEqual([]);
});
test('a port that all gave up is opened anew, and the old one is heard no more', () => {
  const { open, said, hear } = bus();
  const heard: string[] = [];
  for (const name of ['one', 'two']) {
    const link = open('a', ({ type }) => {
      heard.push(`${name} ${type}`);
      if (type === 'down') link.close();
    });
  }
  hear(GONE);
  open('a', ({ type }) => heard.push(`three ${type}`));
  hear(UP);
  expect(heard).toEqual(['one down', 'two down', 'three up']);
  expect(said).toEqual(['open a', 'close a', 'open a']);
});
test('ports of two keys are two ports', () => {
  const { open, said } = bus();
  open('a', () => {});
  open('b', () => {});
  expect(said).toEqual(['open a', 'open b']);
});
