/**
 * People who come to the door: what the parts of the home can sense of them, second by second.
 *
 * Owns their steps; when they come is the story's. Pure.
 */
import type { Room } from '../simulated-home.ts';

export type CallerAct =
  | { readonly kind: 'front-door'; readonly open: boolean }
  | { readonly kind: 'move'; readonly room: Room };
export type CallerStep = readonly [seconds: number, act: CallerAct];

const MINUTE = 60;
const TEA = 10 * MINUTE;

/** Comes in by the door, sits in the living room, makes tea after ten minutes, and goes after so long. */
export function visitorSteps(staysMs: number): readonly CallerStep[] {
  const goes = staysMs / 1_000 - 25;
  return [
    [0, { kind: 'front-door', open: true }],
    [6, { kind: 'front-door', open: false }],
    [10, { kind: 'move', room: 'hall' }],
    [18, { kind: 'move', room: 'living' }],
    [TEA, { kind: 'move', room: 'hall' }],
    [TEA + 8, { kind: 'move', room: 'kitchen' }],
    [TEA + 2 * MINUTE, { kind: 'move', room: 'kitchen' }],
    [TEA + 4 * MINUTE, { kind: 'move', room: 'kitchen' }],
    [TEA + 4 * MINUTE + 20, { kind: 'move', room: 'hall' }],
    [TEA + 4 * MINUTE + 28, { kind: 'move', room: 'living' }],
    [goes, { kind: 'move', room: 'hall' }],
    [goes + 10, { kind: 'front-door', open: true }],
    [goes + 17, { kind: 'front-door', open: false }],
  ];
}

/** Comes in, finds the resident in a room, and goes: alone, or with them to the hospital. */
export function neighbourSteps(room: Room): readonly CallerStep[] {
  return [
    [20, { kind: 'front-door', open: true }],
    [26, { kind: 'front-door', open: false }],
    [30, { kind: 'move', room: 'hall' }],
    [38, { kind: 'move', room }],
    [60, { kind: 'move', room }],
    [90, { kind: 'move', room }],
    [480, { kind: 'move', room }],
    [490, { kind: 'move', room: 'hall' }],
    [500, { kind: 'front-door', open: true }],
    [520, { kind: 'front-door', open: false }],
  ];
}
