/**
 * The board profiles: each is sound by the linter, and the linter finds each fault that it is for.
 * What the boards really have is in their sources; nobody here has the hardware.
 */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintBoard } from '../../agent/config/board-lint.ts';
import { type BoardProfile, type Connector, collide, connectorOf } from '../../agent/config/board.ts';
import { loadBoards } from '../../agent/config/load.ts';

const BOARDS = loadBoards();
const FILES = readdirSync(new URL('../../boards/', import.meta.url)).filter((name) => name.endsWith('.json'));

function boardCalled(id: string): BoardProfile {
  const board = BOARDS.find((each) => each.id === id);
  if (board === undefined) throw new Error(`no board ${id}`);
  return board;
}

test.each(FILES.map((name) => basename(name, '.json')))('%s is sound', (file) => {
  expect(lintBoard(boardCalled(file), file)).toEqual([]);
});

test('there are the boards that are promised', () => {
  expect(BOARDS.map(({ id }) => id)).toEqual([
    'radxa-rock-3c',
    'raspberry-pi-3-b-plus',
    'raspberry-pi-4',
    'raspberry-pi-5',
    'raspberry-pi-zero-2-w',
    'sim-hub',
    'simulated',
  ]);
});

describe('a port that is no connector', () => {
  test.each([
    ['raspberry-pi-4', '/dev/ttyUSB0', '/dev/ttyUSB0'],
    ['raspberry-pi-4', '/dev/serial/by-id/../by-id//usb-x', '/dev/serial/by-id/usb-x'],
    ['raspberry-pi-4', '/../dev/./ttyUSB0', '/dev/ttyUSB0'],
    ['raspberry-pi-4', '/etc/passwd', null],
    ['raspberry-pi-4', '/dev/../etc/passwd', null],
    ['raspberry-pi-4', '/dev', null],
    ['raspberry-pi-4', '/dev/.', null],
    ['raspberry-pi-4', '/devices/x', null],
    ['simulated', '/tmp/x', null],
    ['sim-hub', '/tmp/bench/./radio', '/tmp/bench/radio'],
    ['sim-hub', '/', null],
  ])('%s: %s is %j', (board, name, path) => {
    const found = connectorOf(boardCalled(board), name);
    expect(found === null ? null : found.bus === 'serial' && found.path).toBe(path);
  });
});

describe('a connector', () => {
  const board = boardCalled('raspberry-pi-4');
  test.each(['gpio17', 'GPIO17', 'Gpio17', 'pin11'])('is found as %s', (name) => {
    expect(connectorOf(board, name)).toMatchObject({ id: 'gpio17', chip: 'pinctrl-bcm2711', line: 17 });
  });
  test('of a line is meant by a pin that a port shares with it', () => {
    expect(connectorOf(board, 'pin8')).toMatchObject({ id: 'gpio14' });
    expect(connectorOf(board, 'uart0')).toMatchObject({ bus: 'serial', pins: [8, 10] });
  });
  test.each(['pin1', 'pin2', 'pin6', 'pin27', 'gpio99', 'pin 11', ''])('is not found as %j', (name) => {
    expect(connectorOf(board, name)).toBeNull();
  });
  test.each(BOARDS)('of $id may be a serial adapter by its path', (each) => {
    expect(connectorOf(each, '/dev/serial/by-id/usb-node')).toMatchObject({ bus: 'serial' });
  });
  test('of two lines never takes the same wire, on any board', () => {
    for (const { connectors } of BOARDS) {
      const lines = connectors.filter(({ bus }) => bus === 'gpio');
      const clashes = lines.flatMap((left, at) =>
        lines.slice(at + 1).filter((right) => collide(left, right)),
      );
      expect(clashes).toEqual([]);
    }
  });
});

describe('the linter finds', () => {
  const sound = boardCalled('raspberry-pi-5');
  const port: Connector = {
    id: 'uart9',
    label: 'UART9',
    bus: 'serial',
    path: '/dev/ttyAMA9',
    pins: [3, 5],
    console: 'None: it has to be switched on.',
  };
  const line: Connector = {
    id: 'gpio99',
    label: 'GPIO99',
    bus: 'gpio',
    chip: 'pinctrl-rp1',
    line: 50,
    pins: [],
  };
  const withConnector = (connector: Connector): Partial<BoardProfile> => ({
    connectors: [...sound.connectors, connector],
  });
  const FAULTS: readonly (readonly [string, Partial<BoardProfile>])[] = [
    ['the file is raspberry-pi-5.json, the id is raspberry-pi-6', { id: 'raspberry-pi-6' }],
    ['no sources', { sources: [] }],
    ['a source without an address: I was told so', { sources: ['I was told so'] }],
    ['does not say what was not tried on the hardware', { untried: [] }],
    ['no model: nobody can tell whether this is the board', { model: null }],
    ['does not say how any kernel numbers pinctrl-rp1', { kernels: [] }],
    ['id gpio17 twice', withConnector({ ...line, id: 'gpio17', pins: [27] })],
    ['label gpio17 twice', withConnector({ ...line, label: 'gpio17', pins: [28] })],
    ['gpio99: no label', withConnector({ ...line, label: '', pins: [28] })],
    ['gpio99: no pin', withConnector(line)],
    ['wire pinctrl-rp1 line 17 twice', withConnector({ ...line, line: 17, pins: [27] })],
    ['pin 11 twice', withConnector({ ...line, pins: [11] })],
    ['pin of a port 8 twice', withConnector({ ...port, pins: [8] })],
    ['wire /dev/ttyAMA0 twice', withConnector({ ...port, path: '/dev/ttyAMA0' })],
    ['uart9: no note on the console', withConnector({ ...port, console: '' })],
    ['gpio99: pin 2 is 5 V', withConnector({ ...line, pins: [2] })],
    ['gpio99: pin 17 is 3.3 V', withConnector({ ...line, pins: [17] })],
    ['gpio99: pin 39 is ground', withConnector({ ...line, pins: [39] })],
    ['gpio99: pin 27 belongs to the board', withConnector({ ...line, pins: [27] })],
    ['gpio99: the header has no pin 41', withConnector({ ...line, pins: [41] })],
    ['gpio17: pin 11 of no header', { header: null }],
  ];
  test.each(FAULTS)('%s', (fault, change) => {
    expect(lintBoard({ ...sound, ...change }, 'raspberry-pi-5')).toContain(fault);
  });
  test('nothing wrong in a second port on pins of its own', () => {
    expect(lintBoard({ ...sound, ...withConnector(port) }, 'raspberry-pi-5')).toEqual([]);
  });
});
