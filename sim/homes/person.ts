/**
 * Who lives in a simulated home and what is installed there: drawn from a seed, or plain as fitted.
 *
 * Owns how people differ: early or late, quick or slow, restless or quiet in bed, out often or seldom, which sensors
 * they have and how well these see. Pure: a seed gives the same person anywhere.
 */
import type { SensorDescription } from '../../agent/record.ts';
import { type Unit, between, unitOf } from '../world/chance.ts';
import { type Rhythm, rhythmOf } from './rhythm.ts';

/** What is seen of a room, by which kind of part. */
export type Eye = 'motion' | 'mat' | 'switch';
export interface Kit {
  readonly sensors: readonly SensorDescription[];
  readonly eyes: Readonly<Record<string, Eye>>;
  readonly bedMat: boolean;
  readonly fridge: boolean;
  readonly kettle: boolean;
}
export interface Person {
  readonly name: string;
  readonly seed: number;
  readonly rhythm: Rhythm;
  readonly kit: Kit;
  /** Later than the one it was fitted on. */
  readonly shiftMin: number;
  /** Gaps awake, and asleep, last so many times as long. */
  readonly pace: number;
  readonly calm: number;
  /** Goes out so many times as often. */
  readonly out: number;
  /** Share of days with a nap, and of days on which a night away begins. */
  readonly naps: number;
  readonly nightsAway: number;
  /** Share of signs that no detector sees. */
  readonly missed: number;
  /** Signs of nobody, per hour. */
  readonly ghosts: number;
}

/** By weight: of ten homes five are like casas_hh103, the one with a month of dense detectors and a contact. */
const LIKE = [
  'casas_hh103',
  'casas_hh103',
  'casas_hh103',
  'casas_hh103',
  'casas_hh103',
  'casas_tm000',
  'casas_tm000',
  'kasteren_a',
  'kasteren_c',
  'mit_s1',
] as const;
const PERSON = 101;

/** Somebody of that seed. */
export function personOf(seed: number): Person {
  const unit = unitOf(seed, PERSON);
  const rhythm = rhythmOf(LIKE[Math.floor(unit() * LIKE.length)] ?? LIKE[0]);
  return {
    name: `simulated-${seed}`,
    seed,
    rhythm,
    shiftMin: Math.round(between(unit, -90, 90)),
    pace: between(unit, 0.75, 1.5),
    calm: between(unit, 0.6, 1.3),
    out: between(unit, 0.3, 1.4),
    naps: unit() < 0.5 ? 0 : between(unit, 0, 0.5),
    nightsAway: unit() < 0.6 ? 0 : between(unit, 0, 0.03),
    missed: between(unit, 0, 0.15),
    ghosts: rhythm.kind === 'switches' ? 0 : between(unit, 0, 0.16),
    kit: kitOf(rhythm, unit),
  };
}

/** As fitted, with every room seen and nothing added: what is compared with the log of the real home. */
export function plainPerson(home: string, seed: number): Person {
  const rhythm = rhythmOf(home);
  return {
    name: `simulated-${home}-${seed}`,
    seed,
    rhythm,
    shiftMin: 0,
    pace: 1,
    calm: 1,
    out: 1,
    naps: 0,
    nightsAway: 0,
    missed: 0,
    ghosts: rhythm.kind === 'switches' ? 0 : rhythm.ghosts,
    kit: kitOf(rhythm, null),
  };
}

/** A technician leaves these out first. */
const SPARED: readonly string[] = ['study', 'hall', 'living'];

function kitOf(rhythm: Rhythm, unit: Unit | null): Kit {
  const sparse = unit !== null && unit() < 0.25;
  const extra = (share: number): boolean => unit !== null && unit() < share;
  const rooms = Object.keys(rhythm.awake).filter((room) => !sparse || !SPARED.includes(room));
  const eyes = Object.fromEntries(rooms.map((room) => [room, eyeOf(rhythm, room)]));
  const isMotion = rhythm.kind === 'motion';
  const kit = {
    bedMat: isMotion && extra(0.2),
    fridge: isMotion && extra(0.3),
    kettle: isMotion && extra(0.3),
  };
  const sensors: SensorDescription[] = rooms.flatMap((room) => eyesIn(room, eyes[room] ?? 'motion', rhythm));
  if (kit.bedMat) sensors.push({ id: 'bed-mat', room: 'bedroom', class: 'pressure' });
  if (kit.fridge) sensors.push({ id: 'fridge-power', room: 'kitchen', class: 'power' });
  if (kit.kettle) sensors.push({ id: 'kettle-power', room: 'kitchen', class: 'power' });
  return { ...kit, eyes, sensors };
}

function eyeOf({ kind }: Rhythm, room: string): Eye {
  if (kind === 'motion') return 'motion';
  if (kind === 'switches') return 'switch';
  if (room === 'bathroom') return 'motion';
  return room === 'bedroom' || room === 'living' ? 'mat' : 'switch';
}

function eyesIn(room: string, eye: Eye, rhythm: Rhythm): SensorDescription[] {
  const isEntrance = room === rhythm.entrance;
  const door: SensorDescription = { id: 'front-door', room, class: 'door', entrance: true };
  if (eye === 'motion') {
    const motion: SensorDescription = { id: `motion-${room}`, room, class: 'motion' };
    return isEntrance ? [motion, door] : [motion];
  }
  if (isEntrance) return [door];
  if (eye === 'mat') return [{ id: `mat-${room}`, room, class: 'pressure' }];
  return [1, 2, 3].map((number) => ({ id: `switch-${room}-${number}`, room, class: 'item' }));
}
