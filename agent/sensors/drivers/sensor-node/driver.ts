/**
 * The sensor node on its cable or radio: who it is, whether it lives, and which frame is new (boards/sensor-node/PROTOCOL.md).
 *
 * Owns the line's state, the session rules and the writing back; what a new frame tells is in `telling.ts`. An event
 * is acknowledged when it is on disk and not before. Must never let a frame move anything before its tag was right.
 */
import { type DriverInput, type DriverOutput, type Identity, NOTHING, driverOf } from '../../driver.ts';
import { earlier } from '../../filters.ts';
import { BODY_BYTES } from './bodies.ts';
import { emptyCarry, split } from './cobs.ts';
import { noteRepeat } from './deaf.ts';
import { type Frame, type FrameType, readFrame, unseal, writeFrame } from './frame.ts';
import { OPTIONS, type NodeOptions } from './options.ts';
import { noteSteady, steadyAtMs } from './resets.ts';
import { aloneAtMs, followRival, letGo } from './rival.ts';
import { SICK, tellSelfTest } from './self-test.ts';
import { type NodeState, eventAt, initialNode, placeOf } from './state.ts';
import { tellFrame } from './telling.ts';

/** PROTOCOL.md, section 7: each heartbeat may be 4 s late, and the clock of the node 5 % slow. */
const HEARTBEATS_MISSED = 3;
const HEARTBEAT_JITTER_MS = 4_000;
const CLOCK_ERROR = 1.05;
const RESUME_MS = 15_000;
const RESUMES_MAX = 4;
/** Nodes that are asked at the same moment answer at the same moment: 15 of them are asked one after the other. */
const RESUME_PLACES = 15;
const RESUME_PLACE_MS = 200;
/** Null: it has no key, or that of the factory, which everybody has. */
function keyOf({ key }: Identity): Uint8Array | null {
  return key?.some((byte) => byte !== 0) === true ? key : null;
}
/** One step of one node. */
interface Step {
  readonly state: NodeState;
  readonly nowMs: number;
  readonly options: NodeOptions;
  readonly key: Uint8Array | null;
}

const health = (verdict: 'ok' | 'lost', why: 'bus' | 'heartbeat'): DriverOutput => ({
  type: 'health',
  health: verdict,
  why,
});
const UP: readonly DriverOutput[] = [health('ok', 'bus')];
const DOWN: readonly DriverOutput[] = [health('lost', 'bus')];
const HEARD: readonly DriverOutput[] = [health('ok', 'heartbeat')];
const SILENT: readonly DriverOutput[] = [health('lost', 'heartbeat')];

function step(at: Step, input: DriverInput): readonly DriverOutput[] {
  switch (input.type) {
    case 'up':
      return lineUp(at);
    case 'down':
      return lineDown(at);
    case 'bytes':
      return hear(at, input.bytes);
    case 'deadline':
      return due(at);
    case 'kept':
      return kept(at, input.counter);
    case 'edge':
    case 'analog':
    case 'registers':
    case 'no-reply':
    case 'advert':
      return NOTHING;
  }
}

// ---- The line ---------------------------------------------------------------------------------------------------

function lineUp({ state, nowMs, options, key }: Step): readonly DriverOutput[] {
  state.isUp = true;
  state.carry = emptyCarry();
  state.silentSinceMs = nowMs;
  if (key === null) return [...UP, ...SICK];
  state.resumesLeft = RESUMES_MAX;
  state.resumeAtMs = nowMs + (options.address % RESUME_PLACES) * RESUME_PLACE_MS;
  return UP;
}

function lineDown({ state }: Step): readonly DriverOutput[] {
  state.isUp = false;
  state.carry = emptyCarry();
  state.resumeAtMs = null;
  state.counts.outages += 1;
  return DOWN;
}

/** Asks the node to say that it is there and to go on after what is on disk; again until it is heard. */
function resume(at: Step): readonly DriverOutput[] {
  const { state, nowMs } = at;
  state.resumesLeft -= 1;
  state.resumeAtMs = state.resumesLeft > 0 ? nowMs + RESUME_MS : null;
  return askToGoOn(at);
}
function askToGoOn(at: Step): readonly DriverOutput[] {
  at.state.counts.resumes += 1;
  // The numbers of another node are none of ours: it must not forget what it has.
  return write(at, 'resume', at.state.isReplaced ? { session: 0, event: 0 } : at.state.kept);
}

function write(
  { options, key }: Step,
  type: FrameType,
  { session, event }: NodeState['kept'],
): readonly DriverOutput[] {
  if (key === null) return NOTHING;
  const { address } = options;
  return [
    { type: 'write', bytes: writeFrame({ type, address, session, count: event }, new Uint8Array(), key) },
  ];
}

/** What was said with that counter is on disk: the node may forget it. */
function kept(
  at: Step,
  counter: { readonly session: number; readonly count: number },
): readonly DriverOutput[] {
  const { state } = at;
  const event = eventAt(counter.count);
  const isOld = counter.session < state.kept.session;
  if (isOld || (counter.session === state.kept.session && event < state.kept.event)) return NOTHING;
  state.kept = { session: counter.session, event };
  if (state.isReplaced) return NOTHING;
  if (counter.session !== state.session || event <= state.acked || event > state.event) return NOTHING;
  return acknowledge(at);
}

/** Cumulative: every event up to the newest that is on disk. */
function acknowledge(at: Step): readonly DriverOutput[] {
  const { state } = at;
  state.acked = state.kept.event;
  state.counts.acks += 1;
  return write(at, 'ack', state.kept);
}

// ---- Time -------------------------------------------------------------------------------------------------------

function silentAtMs(
  { isUp, isHeard, silentSinceMs }: NodeState,
  { heartbeatMs }: NodeOptions,
): number | null {
  if (!isUp || isHeard === false) return null;
  return silentSinceMs + Math.ceil(HEARTBEATS_MISSED * (heartbeatMs + HEARTBEAT_JITTER_MS) * CLOCK_ERROR);
}

function due(at: Step): readonly DriverOutput[] {
  const { state, nowMs, options } = at;
  const isDue = (dueMs: number | null): boolean => dueMs !== null && dueMs <= nowMs;
  const outputs: DriverOutput[] = [];
  if (isDue(state.resumeAtMs)) outputs.push(...resume(at));
  if (isDue(silentAtMs(state, options))) {
    state.isHeard = false;
    state.counts.silences += 1;
    outputs.push(...SILENT);
  }
  if (isDue(aloneAtMs(state.rival))) letGo(state.rival);
  if (isDue(steadyAtMs(state.resets))) noteSteady(state.resets);
  outputs.push(...tellSelfTest(state));
  return outputs;
}

// ---- Frames -----------------------------------------------------------------------------------------------------

function hear(at: Step, bytes: Uint8Array): readonly DriverOutput[] {
  const { frames, overlong } = split(at.state.carry, bytes);
  at.state.counts.overlong += overlong;
  const outputs = frames.flatMap((encoded) => hearFrame(at, encoded));
  return outputs.length === 0 ? NOTHING : outputs;
}

/** The checks of PROTOCOL.md, section 9, in their order. */
function hearFrame(at: Step, encoded: Uint8Array): readonly DriverOutput[] {
  const { state, options, key } = at;
  const { counts } = state;
  const frame = readFrame(encoded);
  if (frame === 'noise' || frame === 'unknown' || isOfHub(frame.type)) {
    counts[frame === 'noise' ? 'noise' : 'unknown'] += 1;
    return NOTHING;
  }
  const [min, max] = BODY_BYTES[frame.type];
  if (frame.address !== options.address) counts.elsewhere += 1;
  else if (frame.bodyBytes < min || frame.bodyBytes > max) counts.malformed += 1;
  else if (key === null) counts.unproven += 1;
  else {
    const body = unseal(frame, key);
    if (body !== null) return isNew(state, frame) ? take(at, frame, body) : refuseOld(at, frame);
    counts.forged += 1;
  }
  return NOTHING;
}

function isOfHub(type: FrameType): boolean {
  return type === 'ack' || type === 'resume' || type === 'set';
}

function isNew(state: NodeState, { session, count }: Frame): boolean {
  return session > state.session || (session === state.session && count > state.frame);
}

/** A genuine frame that is not new: played again, or of a second node with this address and key. */
function refuseOld({ state, nowMs }: Step, { session, count }: Frame): readonly DriverOutput[] {
  const { rival, counts } = state;
  counts.replayed += 1;
  const isSame = session === state.session && count === state.frame;
  if (!isSame && followRival(rival, { session, count }, nowMs)) counts.conflicts += 1;
  return tellSelfTest(state);
}

function take(at: Step, frame: Frame, body: Uint8Array): readonly DriverOutput[] {
  const { state, nowMs, options } = at;
  if (frame.session > state.session) beginSession(state, frame.session);
  state.frame = frame.count;
  const before = state.event;
  const told = tellFrame(state, { type: frame.type, body }, { nowMs, options });
  const outputs: DriverOutput[] = [...heard(at), ...tellSelfTest(state), ...told.outputs];
  const counter = { session: state.session, count: placeOf(state.event, state.frame) };
  outputs.push({ type: 'counter', counter, isUrgent: state.event > before });
  const isKept = state.kept.session === state.session;
  if (told.duplicate !== null && isKept && told.duplicate <= state.kept.event) {
    noteRepeat(state.deaf, told.duplicate, nowMs);
    outputs.push(...acknowledge(at));
  }
  if (told.isBehind) outputs.push(...askToGoOn(at));
  return outputs;
}

function beginSession(state: NodeState, session: number): void {
  state.isFirstSession = state.session === 0;
  if (!state.isFirstSession) state.counts.restarts += 1;
  state.session = session;
  state.event = 0;
  state.acked = 0;
  state.lost = 0;
  state.isReplaced = false;
}

/** Something genuine and new was heard: it lives. */
function heard({ state, nowMs }: Step): readonly DriverOutput[] {
  const wasHeard = state.isHeard;
  state.silentSinceMs = nowMs;
  state.isHeard = true;
  state.resumeAtMs = null;
  return wasHeard === true ? NOTHING : HEARD;
}

export const sensorNode = driverOf({
  part: 'sensor-node',
  summary: 'sensor node with motion, contact and button, by cable or radio',
  wire: { bus: 'serial', baud: 38_400, shared: true },
  channels: { motion: ['motion'], contact: ['door', 'item'], button: 'press', temperature: 'climate' },
  key: 'required',
  options: OPTIONS,
  initial: initialNode,
  step: (state, input, nowMs, ...[options, identity]) =>
    step({ state, nowMs, options, key: keyOf(identity) }, input),
  deadline: (state, options) =>
    [state.resumeAtMs, silentAtMs(state, options), aloneAtMs(state.rival), steadyAtMs(state.resets)].reduce(
      earlier,
    ),
  counters: ({ counts }) => counts,
  delivery: ({ counts: { boots, events, heartbeats, answers, duplicates, missed } }) => ({
    heard: boots + events + heartbeats + answers,
    again: duplicates,
    lost: missed,
  }),
});
