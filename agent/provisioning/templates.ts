/**
 * Homes as a technician meets them ten times a day: which nodes stand where, and what each watches.
 *
 * Owns the list. Each can be called from and answered in, sees who leaves, and sees every room that has a bed or a bath.
 */
import type { PlanDevice } from './plan.ts';

export interface Template {
  readonly name: string;
  readonly summary: string;
  readonly devices: readonly PlanDevice[];
}

const node = (id: string, watches: PlanDevice['watches']): PlanDevice => ({
  id,
  room: id,
  watches,
  part: 'sensor-node',
  port: 'ask',
  address: null,
  hold: null,
});

export const TEMPLATES: readonly Template[] = [
  {
    name: 'one-room',
    summary: 'one room, bathroom, entrance: 3 nodes',
    devices: [
      node('room', ['motion', 'button']),
      node('bathroom', ['motion', 'pull-cord']),
      node('entrance', ['entrance']),
    ],
  },
  {
    name: 'officetel',
    summary: 'living room with a bed, kitchen, bathroom, entrance: 4 nodes',
    devices: [
      node('living', ['motion', 'button']),
      node('kitchen', ['motion']),
      node('bathroom', ['motion', 'pull-cord']),
      node('entrance', ['entrance']),
    ],
  },
  {
    name: 'two-room',
    summary: 'bedroom, living room, kitchen, bathroom, entrance: 5 nodes',
    devices: [
      node('bedroom', ['motion', 'button']),
      node('living', ['motion']),
      node('kitchen', ['motion']),
      node('bathroom', ['motion', 'pull-cord']),
      node('entrance', ['entrance']),
    ],
  },
];
export const TEMPLATE_NAMES = ['one-room', 'officetel', 'two-room'] as const;
