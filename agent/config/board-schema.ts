/**
 * What may stand in a board profile (`boards/*.json`).
 *
 * Owns the shape only. A profile that is malformed is our own mistake and crashes: no words for people here.
 */
import { z } from 'zod';
import type { BoardProfile } from './board.ts';

const words = z.array(z.string().min(8)).max(20);
const pin = z.int().min(1).max(100);
const pins = z.array(pin);
const place = { id: z.string(), label: z.string(), pins };
const connector = z.discriminatedUnion('bus', [
  z.strictObject({ ...place, bus: z.literal('gpio'), chip: z.string(), line: z.int().min(0) }),
  z.strictObject({ ...place, bus: z.literal('serial'), path: z.string(), console: z.string() }),
  z.strictObject({ ...place, bus: z.literal('ble'), adapter: z.string() }),
]);
const named = z.array(z.strictObject({ name: z.string().min(1), what: z.string().min(4) }));

export const boardSchema: z.ZodType<BoardProfile> = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  virtual: z.boolean(),
  model: z.string().min(1).nullable(),
  sources: words,
  notes: words,
  untried: words,
  header: z
    .strictObject({ pins: pin, supply5V: pins, supply3V3: pins, ground: pins, reserved: pins })
    .nullable(),
  portsBelow: z.enum(['/dev/', '/']).default('/dev/'),
  connectors: z.array(connector),
  audio: named,
  leds: named,
  watchdog: z
    .strictObject({ device: z.string(), driver: z.string(), secondsMax: z.int().min(1).nullable() })
    .nullable(),
  kernels: z.array(
    z.strictObject({
      kernel: z.string(),
      chip: z.string(),
      device: z.string().nullable(),
      base: z.int().min(0).nullable(),
    }),
  ),
});
