/**
 * Seeds that once failed, each with what it found.
 *
 * A line is never taken out: the fault it names may come back. `first`: found when seeds drew the first kinds of fault
 * alone, and replayed so. With `remains` the line says itself what happens (`npm run sim:swarm -- --shrink`).
 */
import type { Odds, Remains } from '../../sim/swarm/remains.ts';

export interface Regression {
  readonly seed: number;
  readonly days: number;
  readonly found: string;
  readonly first?: true;
  readonly remains?: Remains;
}

/** What most lines are left with. Said here, so that a line replays the same whatever seeds draw later. */
const PLAIN: Odds = {
  capMs: 18_000_000,
  window: 16,
  heartbeatMs: 60_000,
  groupMs: 10_000,
  checkpointMs: 21_600_000,
  memoryRows: 10_000,
  rawEvents: false,
};

export const REGRESSIONS: readonly Regression[] = [
  {
    seed: 9,
    days: 3,
    first: true,
    found: 'a numbered record shed from a full memory held its lane up for ever (case: journal.test.ts)',
  },
  {
    seed: 24,
    days: 3,
    found: 'a copied card confirmed the last word of the desk, and the hub itself was never told it',
    remains: {
      faults: [
        { kind: 'speaker-absent', fromMs: 7143353, toMs: 24625208, choice: 0.22886163252405822 },
        { kind: 'twin', fromMs: 19022953, toMs: 19172474, choice: 0.9835255490615964 },
      ],
      falls: [],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 259200000,
      lived: [[0, 28415001]],
      wired: false,
      zone: false,
      odds: PLAIN,
    },
  },
  {
    seed: 259,
    days: 3,
    first: true,
    found: 'a desk that never heard the birth of a boot asked for nothing of the boots before',
  },
  {
    seed: 2006,
    days: 3,
    found:
      'that the hub was awake was noted at the very instant at which a decision fell due, and the decision after it',
    remains: {
      faults: [
        { kind: 'journal-damaged', fromMs: 55972142, toMs: 56000341, choice: 0.3124543793965131 },
        { kind: 'store-failing', fromMs: 57188488, toMs: 60182477, choice: 0.4587968897540122 },
        { kind: 'link-lost', fromMs: 108225743, toMs: 122819652, choice: 0.9731146602425724 },
        { kind: 'bus-lost', fromMs: 111984071, toMs: 115094114, choice: 0.5930791539140046 },
        { kind: 'outage', fromMs: 118635585, toMs: 139652835, choice: 0.3636440932750702 },
        { kind: 'clock-shaking', fromMs: 119256778, toMs: 125368904, choice: 0.06933079450391233 },
        { kind: 'door-open', fromMs: 119838735, toMs: 123284588, choice: 0.5970042180269957 },
      ],
      falls: [{ atMs: 138120001, room: 'bathroom', doorMs: 132784000, stirs: true }],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 259200000,
      lived: [[0, 342180001]],
      wired: false,
      zone: true,
      odds: { ...PLAIN, capMs: 28800000, groupMs: 1000, checkpointMs: 86400000 },
    },
  },
  {
    seed: 9013,
    days: 3,
    found:
      'a sensor that lied in another room made a second stir believable, and the hub was judged as if it had known',
    remains: {
      faults: [
        { kind: 'sensor-lying', fromMs: 77507030, toMs: 80947997, choice: 0.6844936590641737 },
        { kind: 'sensor-lying', fromMs: 124082323, toMs: 124849226, choice: 0.83942342386581 },
      ],
      falls: [{ atMs: 112020001, room: 'bathroom', doorMs: 57244000, stirs: true }],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 147600000,
      lived: [],
      wired: false,
      zone: false,
      odds: { ...PLAIN, rawEvents: true },
    },
  },
  {
    seed: 20019,
    days: 3,
    found: 'alerts that a broker took and lost are shown by the next heartbeat, which was not given its time',
    remains: {
      faults: [
        { kind: 'bus-lost', fromMs: 114789015, toMs: 116418446, choice: 0.28195004304870963 },
        { kind: 'losing', fromMs: 115495638, toMs: 117277467, choice: 0.9799505956470966 },
      ],
      falls: [],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 118800000,
      lived: [],
      wired: true,
      zone: false,
      odds: { ...PLAIN, heartbeatMs: 600000 },
    },
  },
  {
    seed: 20059,
    days: 3,
    found:
      'a journal damaged after an alert was closed told of it at a revision that the desk knew already, and was not heard',
    remains: {
      faults: [
        { kind: 'bus-lost', fromMs: 248827017, toMs: 251016679, choice: 0.6829086465295404 },
        { kind: 'journal-damaged', fromMs: 257236970, toMs: 257236971, choice: 0.9585063271224499 },
      ],
      falls: [],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 259200000,
      lived: [[170070006, 198415007]],
      wired: true,
      zone: false,
      odds: PLAIN,
    },
  },
  {
    seed: 20185,
    days: 3,
    found: 'the word that kept a lane of an earlier boot was lost, and nobody ever said it again',
    remains: {
      faults: [
        { kind: 'delayed-down', fromMs: 230217415, toMs: 239693707, choice: 0.9466274695005268 },
        { kind: 'link-lost', fromMs: 230387332, toMs: 235487332, choice: 0.8090745382942259 },
        { kind: 'crash', fromMs: 234336547, toMs: 234336548, choice: 0.9483147873543203 },
      ],
      falls: [],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 259200000,
      lived: [[226760008, 255105009]],
      wired: false,
      zone: false,
      odds: { ...PLAIN, rawEvents: true },
    },
  },
  {
    seed: 20235,
    days: 3,
    found: 'a blindness that ended and began within one step was taken for one',
    remains: {
      faults: [
        { kind: 'store-failing', fromMs: 102174206, toMs: 106358398, choice: 0.11833391478285193 },
        { kind: 'sensor-lying', fromMs: 103746298, toMs: 104971785, choice: 0.3989269323647022 },
        { kind: 'freeze', fromMs: 104386357, toMs: 105254213, choice: 0.33850297052413225 },
      ],
      falls: [],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 108000000,
      lived: [],
      wired: true,
      zone: false,
      odds: PLAIN,
    },
  },
  {
    seed: 30290,
    days: 3,
    found: 'a hub that stood still was judged for what it could not deliver, at the instant it went on',
    remains: {
      faults: [
        { kind: 'link-lost', fromMs: 200685156, toMs: 220439228, choice: 0.06228960491716862 },
        { kind: 'link-lost', fromMs: 217034393, toMs: 221801435, choice: 0.33416676335036755 },
        { kind: 'freeze', fromMs: 221505297, toMs: 222222389, choice: 0.5668518485035747 },
      ],
      falls: [],
      crashInTheAir: 0,
      callsPerDay: 0,
      calmMs: 223200000,
      lived: [],
      wired: false,
      zone: false,
      odds: PLAIN,
    },
  },
];
