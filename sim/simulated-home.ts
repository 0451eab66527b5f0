/**
 * The home in which every story happens: its rooms, its sensors, what is plugged in where.
 *
 * A flat in Seoul of five rooms, all doors onto the hall. Owns the description and the device list; the same file
 * gives the hub its configuration and the world its parts. Pure.
 */
import boardJson from '../boards/simulated.json' with { type: 'json' };
import type { BoardProfile } from '../agent/config/board.ts';
import type { Config, Device, Home, Language } from '../agent/config/config.ts';
import { BOARD_SIMULATED, defaultConfig } from '../agent/config/defaults.ts';
import { boardSchema } from '../agent/config/board-schema.ts';

export const SIMULATED_BOARD: BoardProfile = boardSchema.parse(boardJson);

export const ROOMS = ['bedroom', 'bathroom', 'kitchen', 'living', 'hall'] as const;
export type Room = (typeof ROOMS)[number];

/** Seoul keeps one time all year: no zone data is needed. */
export const UTC_OFFSET_MIN = 540;

export const SIMULATED_HOME: Home = {
  home: 'simulated',
  timezone: 'Asia/Seoul',
  sensors: [
    { id: 'bedroom', room: 'bedroom', class: 'motion' },
    { id: 'bathroom', room: 'bathroom', class: 'motion' },
    { id: 'kitchen', room: 'kitchen', class: 'motion' },
    { id: 'living', room: 'living', class: 'motion' },
    { id: 'hall', room: 'hall', class: 'motion' },
    { id: 'front-door', room: 'hall', class: 'door', entrance: true },
    { id: 'fridge', room: 'kitchen', class: 'item' },
    { id: 'meter', room: 'kitchen', class: 'power' },
  ],
};

const device = (id: string, part: string, line: number, role: Device['role'] = 'sensor'): Device => ({
  id,
  part,
  connector: `gpio${line}`,
  options: {},
  role,
  mac: null,
  key: null,
  feeds: null,
  room: null,
});
export const SIMULATED_DEVICES: readonly Device[] = [
  device('bedroom', 'pir', 0),
  device('bathroom', 'pir', 1),
  device('kitchen', 'pir', 2),
  device('living', 'pir', 3),
  device('hall', 'pir', 4),
  device('front-door', 'reed', 5),
  device('fridge', 'reed', 6),
  device('meter', 'pulse-meter', 7),
  device('button', 'button', 8, 'button'),
  device('bathroom-cord', 'pull-cord', 9, 'pull-cord'),
  device('companion', 'touch', 10, 'touch'),
];

/** The hub of that home. Raw events leave it, as the demo says; a real home keeps them. */
export function simulatedConfig(language: Language): Config {
  return defaultConfig(SIMULATED_HOME, {
    board: BOARD_SIMULATED,
    devices: SIMULATED_DEVICES,
    language,
    uplink: {
      site: 'demo',
      hub: 'demo',
      rawEvents: true,
      heartbeatMs: 300_000,
      backlogBytesPerS: null,
      reconnectMinMs: 100,
      reconnectMaxMs: 1_000,
    },
  });
}
