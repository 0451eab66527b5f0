/**
 * A Bluetooth sensor that speaks BTHome v2: Shelly BLU Door/Window, Motion, Button and H&T, and their kin.
 *
 * Owns which of its adverts are believed, and its health. Only what is authentic and new counts, for life and for
 * health alike: a replay keeps no dead sensor alive. A device that has a key is never believed in plaintext, one
 * without is never believed about a person. Health is its own rhythm (`heartbeat.ts`); beacon mode has to be switched
 * on in a Shelly for it to have one. Standard: https://bthome.io/format; models: shelly-api-docs.shelly.cloud/docs-ble.
 */
import type { Advert } from '../../../ports.ts';
import {
  type DriverInput,
  type DriverOutput,
  type Identity,
  NOTHING,
  type Options,
  driverOf,
} from '../../driver.ts';
import { BTHOME_UUID, type BthomeAdvert, type BthomeError, readServiceData } from './codec.ts';
import { type Heartbeat, forget, heard, initialHeartbeat, listenFrom, lostAtMs } from './heartbeat.ts';
import {
  CHANNELS,
  type Meanings,
  forgetStates,
  initialMeanings,
  isCalling,
  isLife,
  meaningOf,
  unsureCall,
} from './meanings.ts';
import { stuckHealth } from './movements.ts';
import { type Replay, admit, initialReplay, listen, placeOf, take } from './replay.ts';

const OPTIONS = {
  silentMsMax: {
    default: 86_400_000,
    min: 600_000,
    max: 604_800_000,
    unit: 'ms',
    doc: 'Unheard for so long it is lost. A part that speaks only when used needs its beacon mode, or a longer time; one that feeds no sensor and is only pressed may be silent for ever.',
  },
  restartSilenceMs: {
    default: 900_000,
    min: 60_000,
    max: 86_400_000,
    unit: 'ms',
    doc: 'A counter that begins anew is believed only after so much silence: a new battery, not a replay.',
  },
  session: {
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'sessions',
    doc: 'After a new battery whose counter is not believed: one more than the session that `anbu doctor` shows.',
  },
  stuckMs: {
    default: 1_800_000,
    min: 300_000,
    max: 14_400_000,
    unit: 'ms',
    doc: 'Motion, moving or vibration that is said for longer, without an end, is a fault.',
  },
  lowPercent: { default: 10, min: 0, max: 50, unit: '%', doc: 'A battery with so little left is low.' },
} as const;

/** So many refused adverts, and for so long nothing else: its key is wrong, or somebody drowns it. */
const REFUSED_MAX = 8;
const REFUSED_MS_MIN = 10 * 60_000;

type Why = 'heartbeat' | 'self-test';
interface BthomeState {
  isUp: boolean;
  replay: Replay;
  beat: Heartbeat;
  meanings: Meanings;
  /** What was said of its health since the start. */
  said: Record<Why, 'ok' | 'lost' | null>;
  /** Refused since the last one that was believed. */
  refusedInRow: number;
  adverts: number;
  /** Adverts of another service. */
  foreign: number;
  refused: Partial<Record<BthomeError, number>>;
  outages: number;
  losses: number;
}
type BthomeOptions = Options<typeof OPTIONS>;
interface Circumstances {
  readonly options: BthomeOptions;
  readonly identity: Identity;
}
interface Believing {
  readonly nowMs: number;
  readonly options: BthomeOptions;
  /** It is of the packet before. */
  readonly isRepeat: boolean;
}

function step(
  state: BthomeState,
  input: DriverInput,
  nowMs: number,
  circumstances: Circumstances,
): readonly DriverOutput[] {
  switch (input.type) {
    case 'up':
      return turnBus(state, true, nowMs, circumstances.options);
    case 'down':
      return turnBus(state, false, nowMs, circumstances.options);
    case 'advert':
      return state.isUp ? hear(state, input.advert, nowMs, circumstances) : NOTHING;
    case 'deadline':
      return judgeSilence(state, nowMs, circumstances);
    case 'edge':
    case 'bytes':
    case 'analog':
    case 'registers':
    case 'no-reply':
    case 'kept':
      return NOTHING;
  }
}

function turnBus(
  state: BthomeState,
  isUp: boolean,
  nowMs: number,
  { session }: BthomeOptions,
): readonly DriverOutput[] {
  if (!isUp) {
    state.outages += 1;
    forgetStates(state.meanings);
  }
  state.isUp = isUp;
  listenFrom(state.beat, isUp ? nowMs : null);
  listen(state.replay, isUp ? nowMs : null, session);
  return [{ type: 'health', health: isUp ? 'ok' : 'lost', why: 'bus' }];
}

function hear(
  state: BthomeState,
  { serviceData }: Advert,
  nowMs: number,
  { options, identity: { mac, key } }: Circumstances,
): readonly DriverOutput[] {
  state.adverts += 1;
  const bytes = serviceData[BTHOME_UUID];
  if (bytes === undefined || mac === null) {
    state.foreign += 1;
    return NOTHING;
  }
  const advert = readServiceData(bytes, { mac, key });
  const { frame, error } = advert;
  if (error !== null) state.refused[error] = (state.refused[error] ?? 0) + 1;
  // Authentic though its sender wrote nonsense, or a new object: it is there, and its counter is used up.
  const isBelieved = frame !== null || error === null || error === 'unknown-object';
  if (!isBelieved || (key !== null && frame === null)) return refuse(state, nowMs);
  if (frame === null) return believe(state, advert, { nowMs, options, isRepeat: false });
  const told = { frame, isCall: isCalling(advert.readings) };
  const admission = admit(state.replay, told, nowMs, options.restartSilenceMs);
  if (admission === 'unsure') return unsureCall(state.meanings, nowMs);
  if (admission === 'old') return NOTHING;
  const isRepeat = take(state.replay, frame, advert.packetId, nowMs);
  return believe(state, advert, { nowMs, options, isRepeat });
}

function refuse(state: BthomeState, nowMs: number): readonly DriverOutput[] {
  state.refusedInRow += 1;
  const { sinceMs } = state.beat;
  const isLong = sinceMs !== null && nowMs - sinceMs >= REFUSED_MS_MIN;
  if (!isLong || state.refusedInRow < REFUSED_MAX) return NOTHING;
  return say(state, 'self-test', 'lost');
}

function believe(
  state: BthomeState,
  { readings, packetId, isTriggerBased, frame }: BthomeAdvert,
  { nowMs, options, isRepeat }: Believing,
): readonly DriverOutput[] {
  const { lowPercent, stuckMs } = options;
  state.refusedInRow = 0;
  heard(state.beat, nowMs);
  const isProven = frame !== null;
  const facts = { nowMs, isProven, isTriggerBased, isRepeat, lowPercent, stuckMs };
  const well = say(state, 'self-test', 'ok');
  // The whole device is well again; what was stuck before still is.
  const stuck = well.length === 0 ? NOTHING : stuckHealth(state.meanings.movements);
  const said = meaningOf(state.meanings, readings, facts);
  const outputs = [...say(state, 'heartbeat', 'ok'), ...well, ...stuck, ...said];
  if (frame === null) return outputs;
  const count = placeOf({ counter: frame.counter, packetId });
  const taken = { session: state.replay.session, count };
  return [...outputs, { type: 'counter', counter: taken, isUrgent: said.some(isLife) }];
}

function judgeSilence(
  state: BthomeState,
  nowMs: number,
  circumstances: Circumstances,
): readonly DriverOutput[] {
  const dueMs = dueAtMs(state, circumstances);
  if (dueMs === null || nowMs < dueMs) return NOTHING;
  state.losses += 1;
  forgetStates(state.meanings);
  forget(state.beat);
  return say(state, 'heartbeat', 'lost');
}

function dueAtMs({ said, beat }: BthomeState, { options, identity }: Circumstances): number | null {
  const { silentMsMax } = options;
  return said.heartbeat === 'lost'
    ? null
    : lostAtMs(beat, { silentMsMax, isForCalls: identity.isForCalls === true });
}

function say(state: BthomeState, why: Why, health: 'ok' | 'lost'): readonly DriverOutput[] {
  if (state.said[why] === health) return NOTHING;
  state.said[why] = health;
  return [{ type: 'health', health, why }];
}

export const bthome = driverOf({
  part: 'bthome',
  summary: 'Bluetooth sensor that speaks BTHome v2 (Shelly BLU Door/Window, Motion, Button, H&T)',
  wire: { bus: 'ble' },
  channels: CHANNELS,
  key: 'optional',
  options: OPTIONS,
  initial: ({ counter }): BthomeState => ({
    isUp: false,
    replay: initialReplay(counter),
    beat: initialHeartbeat(),
    meanings: initialMeanings(),
    said: { heartbeat: null, 'self-test': null },
    refusedInRow: 0,
    adverts: 0,
    foreign: 0,
    refused: {},
    outages: 0,
    losses: 0,
  }),
  step: (state, input, nowMs, ...[options, identity]) => step(state, input, nowMs, { options, identity }),
  deadline: (state, options, identity) => dueAtMs(state, { options, identity }),
  counters: ({ adverts, foreign, refused, outages, losses, replay, meanings }) => ({
    adverts,
    foreign,
    repeats: replay.repeats,
    replayed: replay.replayed,
    restarts: replay.restarts,
    unsureCalls: replay.unsure,
    session: replay.session,
    micWrong: refused['mic-wrong'] ?? 0,
    keyMissing: refused['key-missing'] ?? 0,
    plaintextRefused: refused['plaintext-refused'] ?? 0,
    versionUnsupported: refused['version-unsupported'] ?? 0,
    truncated: refused.truncated ?? 0,
    unknownObject: refused['unknown-object'] ?? 0,
    absurd: meanings.absurd,
    unproven: meanings.unproven,
    presses: meanings.presses,
    outages,
    losses,
  }),
});
