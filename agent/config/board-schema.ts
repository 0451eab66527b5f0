/**
 * What may stand in a board profile (`boards/*.json`).
 *
 * Owns the shape only. A profile that is malformed is our own mistake and crashes: no words for people here.
 */
import { z } from 'zod';
import type { BoardProfile } from './board.ts';

const words = z.array(z.string().min(8)).max(20);
const pins = z.array(z.int().min(1).max(40));
const connector = z.discriminatedUnion('bus', [
  z.strictObject({ id: z.string(), bus: z.literal('gpio'), chip: z.string(), line: z.int().min(0), pins }),
  z.strictObject({ id: z.string(), bus: z.literal('serial'), path: z.string(), pins }),
  z.strictObject({ id: z.string(), bus: z.literal('ble'), adapter: z.string(), pins }),
]);

export const boardSchema: z.ZodType<BoardProfile> = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  virtual: z.boolean(),
  sources: words.min(1),
  notes: words,
  connectors: z.array(connector),
});
