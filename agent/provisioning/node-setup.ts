/**
 * Brings one sensor node from the factory, or from a visit that broke off, to its place in a home.
 *
 * Follows boards/sensor-node/PROTOCOL.md, sections 4, 8 and 9: listen, stage, keep the key, commit, meet under the new
 * identity, self-test. Pure: bytes and time in, deeds out. Must never send a commit before the key is on disk, and never
 * let a key that a node may hold be overwritten: a node must have answered as one from the factory first.
 */
import { assert } from '../errors.ts';
import { FIELD, bitOf, readAnswer, readBoot } from '../sensors/drivers/sensor-node/bodies.ts';
import { emptyCarry } from '../sensors/drivers/sensor-node/cobs.ts';
import { writeFrame } from '../sensors/drivers/sensor-node/frame.ts';
import { FACTORY, type HeardFrame, type NodeIdentity, hearLine } from './node-line.ts';
import { type Asking, type Request, ask, askAgain, settingsOf } from './node-request.ts';
import { readSelfTest } from './node-self-test.ts';
import { heardInstead } from './setup-misheard.ts';
import type { SetupFault } from './setup-faults.ts';
import type { SetupDeed, SetupInput, SetupStep } from './setup-order.ts';
import type { Setup } from './setup-state.ts';

/** A heartbeat a minute, 4 s late, on a clock 5 % slow: 67 s; some more for the start. */
const LISTEN_MS = 75_000;
const RESUME_MS = 5_000;
/** A second node on the line answers within this, too: a boot frame takes 10 ms, its start 400 ms. */
const LOOK_MS = 1_500;
/** Time to meet a node after its commit, or to hear who it is: two answers to a resume. */
const MEET_MS = 22_000;
/** Somebody has to find the plug. */
const UNPLUGGED_MS = 120_000;
/** Starting again from listening: a node that was switched off and on in the middle, or a line that lost all. */
const ROUNDS_MAX = 4;
/** With these a visit to one node ends within 4 · (75 + 22 + 4 · 8 + 22 + 8) s, and the time that it was unplugged. */
const FIRMWARE_MAJOR = 1;

/** One step; changes `state`. Nothing follows `done` or `failed`. */
export function stepSetup(state: Setup, input: SetupInput, nowMs: number): readonly SetupDeed[] {
  if (state.phase.name === 'over') return [];
  switch (input.type) {
    case 'up':
      state.wasUp = true;
      return listen(state, nowMs);
    case 'down':
      return unplugged(state, input, nowMs);
    case 'bytes':
      return hearLine(state.line, input.bytes, identitiesOf(state)).flatMap((heard) =>
        state.phase.name === 'over' ? [] : hear(state, heard, nowMs),
      );
    case 'key-kept':
      return keyKept(state, nowMs);
    case 'deadline':
      return due(state, nowMs);
  }
}

/** When the machine wants to be woken; null: it waits for the port or the disk. */
export function setupDeadlineMs(state: Setup): number | null {
  const { phase, resumeAtMs } = state;
  switch (phase.name) {
    case 'ask':
      return phase.asking.untilMs;
    case 'listen':
    case 'meet':
    case 'look':
      return Math.min(phase.untilMs, resumeAtMs);
    case 'unplugged':
      return phase.untilMs;
    case 'keep':
    case 'over':
      return null;
  }
}

function newIdentity({ order, kept }: Setup): NodeIdentity | null {
  return kept === null ? null : { id: order.id, address: order.address, key: kept };
}
function identitiesOf(state: Setup): readonly NodeIdentity[] {
  const own = newIdentity(state);
  return [...(own === null ? [] : [own]), FACTORY, ...state.order.others];
}
const note = (step: SetupStep, detail = ''): SetupDeed => ({ type: 'step', step, detail });

function fail(state: Setup, fault: SetupFault, detail: string): readonly SetupDeed[] {
  state.phase = { name: 'over' };
  return [{ type: 'failed', fault, detail }];
}

// ---- The line ---------------------------------------------------------------------------------------------------

type Down = Extract<SetupInput, { readonly type: 'down' }>;
function unplugged(state: Setup, { detail, isGone }: Down, nowMs: number): readonly SetupDeed[] {
  if (!state.wasUp && !isGone) return fail(state, 'port-unavailable', detail);
  state.phase = { name: 'unplugged', untilMs: nowMs + UNPLUGGED_MS };
  return [note('unplugged', detail)];
}

function listen(state: Setup, nowMs: number): readonly SetupDeed[] {
  state.line.carry = emptyCarry();
  state.line.counts = { bytes: 0, unknown: 0, foreign: 0 };
  state.met = null;
  state.other = null;
  state.answered = 0;
  state.listenSinceMs = nowMs;
  state.phase = { name: 'listen', untilMs: nowMs + LISTEN_MS };
  return [note('listening'), ...askWho(state, nowMs)];
}
/** Once more from the start; what was staged and not committed is gone or is staged again. */
function again(state: Setup, nowMs: number): readonly SetupDeed[] {
  state.rounds += 1;
  if (state.rounds < ROUNDS_MAX) return listen(state, nowMs);
  return fail(state, 'unanswered', `${state.order.id} did not answer, in ${ROUNDS_MAX} attempts`);
}

/** A resume that names nothing: whoever is there says so, and forgets nothing. */
function askWho(state: Setup, nowMs: number): readonly SetupDeed[] {
  state.resumeAtMs = nowMs + RESUME_MS;
  const whom = state.met === null ? identitiesOf(state) : [state.met.of];
  return whom.map(({ address, key }) => ({
    type: 'write',
    bytes: writeFrame({ type: 'resume', address, session: 0, count: 0 }, new Uint8Array(), key),
  }));
}

// ---- Who is there -----------------------------------------------------------------------------------------------

function hear(state: Setup, heard: HeardFrame, nowMs: number): readonly SetupDeed[] {
  const { of, frame } = heard;
  const isOwn = of === FACTORY || of.id === state.order.id;
  const { name } = state.phase;
  if (name === 'unplugged') return [];
  if (!isOwn) return noteOther(state, of.id);
  if (state.met?.of.id !== of.id) {
    // After a commit what the factory's identity said before may still be on its way.
    if (of === FACTORY && (name === 'meet' || name === 'keep')) return [];
    return meet(state, heard, nowMs);
  }
  const isSecond = frame.session < state.met.session && name !== 'listen';
  const isBefore = frame.session === state.met.session && frame.count < state.met.count;
  if (isSecond || isBefore) return twoNodes(state);
  if (frame.session > state.met.session) return meet(state, heard, nowMs);
  state.met.count = frame.count;
  if (frame.type === 'boot') return noteBoot(state, heard, nowMs);
  return frame.type === 'answer' ? answered(state, heard.body, nowMs) : [];
}

function noteOther(state: Setup, id: string): readonly SetupDeed[] {
  if (state.other === id || state.phase.name !== 'listen') return [];
  state.other = id;
  return [note('other', id)];
}

/** Somebody new, or in a new session: everything that was staged before is gone. */
function meet(state: Setup, heard: HeardFrame, nowMs: number): readonly SetupDeed[] {
  const { frame, of } = heard;
  const { phase } = state;
  const isRestart = phase.name === 'ask' && state.met?.of.id === of.id;
  if (isRestart) {
    state.rounds += 1;
    if (state.rounds >= ROUNDS_MAX)
      return fail(state, 'unanswered', `${state.order.id} starts anew again and again`);
  }
  const { session, count } = frame;
  state.met = { of, session, count, serial: null, firmware: '', capabilities: 0 };
  state.answered = 0;
  state.phase = { name: 'look', untilMs: nowMs + MEET_MS };
  const steps = phase.name === 'meet' ? [] : [note(of === FACTORY ? 'heard' : 'meeting')];
  return [...steps, ...(frame.type === 'boot' ? noteBoot(state, heard, nowMs) : askWho(state, nowMs))];
}

function noteBoot(state: Setup, { body }: HeardFrame, nowMs: number): readonly SetupDeed[] {
  const { met, phase } = state;
  assert(met !== null, 'a boot frame is of somebody');
  const { serial, major, minor, capabilities } = readBoot(body);
  const text = Array.from(serial, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (met.serial !== null && met.serial !== text) return twoNodes(state);
  const isFirst = met.serial === null;
  state.met = { ...met, serial: text, firmware: `${major}.${minor}`, capabilities };
  if (phase.name === 'look' && isFirst) {
    state.phase = { name: 'look', untilMs: nowMs + LOOK_MS };
    // Asked again, whoever hid behind the first answer has to speak; the first is silent for 10 s.
    return askWho(state, nowMs);
  }
  return [];
}

function twoNodes(state: Setup): readonly SetupDeed[] {
  return fail(state, 'two-nodes', 'two nodes answer on this line as if they were one');
}

// ---- What is asked of it ----------------------------------------------------------------------------------------

/** It was looked at long enough, and is alone. */
function looked(state: Setup, nowMs: number): readonly SetupDeed[] {
  const { met, order } = state;
  assert(met !== null, 'somebody was looked at');
  const { serial, firmware, capabilities, of } = met;
  if (serial === null) return again(state, nowMs);
  if (Number.parseInt(firmware, 10) !== FIRMWARE_MAJOR)
    return fail(
      state,
      'firmware-other',
      `the node ${serial} has firmware ${firmware}, this is for ${FIRMWARE_MAJOR}`,
    );
  const lacking = order.channels.filter((channel) => (capabilities & bitOf(channel)) === 0);
  if (lacking.length > 0)
    return fail(state, 'node-lacks', `the node ${serial} has no ${lacking.join(', no ')}`);
  if (of !== FACTORY) return put(state, { field: FIELD.selfTest, value: new Uint8Array() }, 'testing', nowMs);
  // A node that was sent a commit may hold the fresh key, and no second one must.
  const taken = state.committed ?? order.serial;
  if (taken !== null && taken !== serial)
    return fail(state, 'another-node', `${order.id} is the node ${taken}, and this is ${serial}`);
  return stage(state, nowMs);
}

function stage(state: Setup, nowMs: number): readonly SetupDeed[] {
  const request = settingsOf(state.order)[state.answered];
  if (request !== undefined) return put(state, request, 'staging', nowMs);
  // Only now is it sure that this node, here and now, is none that holds the key in the file.
  state.phase = { name: 'keep' };
  return [{ type: 'keep-key', key: state.order.freshKey, serial: state.met?.serial ?? '' }];
}

function keyKept(state: Setup, nowMs: number): readonly SetupDeed[] {
  state.kept = state.order.freshKey;
  if (state.phase.name !== 'keep') return [];
  state.committed = state.met?.serial ?? null;
  return put(state, { field: FIELD.commit, value: new Uint8Array() }, 'committing', nowMs);
}

function put(state: Setup, request: Request, step: SetupStep, nowMs: number): readonly SetupDeed[] {
  const asking = ask(request, state.count + 1, nowMs);
  state.phase = { name: 'ask', asking };
  const isSame = step === 'staging' && state.answered > 0;
  return [...(isSame ? [] : [note(step)]), ...sent(state, asking)];
}
function sent(state: Setup, { request, count }: Asking): readonly SetupDeed[] {
  const { met } = state;
  assert(met !== null, 'a request is to somebody');
  state.count = count;
  const header = { type: 'set', address: met.of.address, session: met.session, count } as const;
  const body = Uint8Array.from([request.field, ...request.value]);
  return [{ type: 'write', bytes: writeFrame(header, body, met.of.key) }];
}

function answered(state: Setup, body: Uint8Array, nowMs: number): readonly SetupDeed[] {
  const { phase, met } = state;
  const { request: count, field, status, value } = readAnswer(body);
  if (phase.name !== 'ask' || met === null) return [];
  const { asking } = phase;
  if (field !== asking.request.field || count < asking.countFirst || count > asking.count) return [];
  if (status !== 0)
    return fail(state, 'refused', `${state.order.id} refused setting ${field}: status ${status}`);
  if (field === FIELD.commit) {
    state.met = null;
    state.phase = { name: 'meet', untilMs: nowMs + MEET_MS };
    state.resumeAtMs = nowMs + RESUME_MS;
    return [note('meeting')];
  }
  if (field !== FIELD.selfTest) {
    state.answered += 1;
    return stage(state, nowMs);
  }
  const selfTest = readSelfTest(value, state.order.channels);
  if (selfTest === null) return again(state, nowMs);
  state.phase = { name: 'over' };
  const { serial, firmware } = met;
  const node = { serial: serial ?? '', firmware, selfTest, wasDone: state.committed === null };
  return [{ type: 'done', node }];
}

// ---- Time -------------------------------------------------------------------------------------------------------

function due(state: Setup, nowMs: number): readonly SetupDeed[] {
  const { phase } = state;
  const deadlineMs = setupDeadlineMs(state);
  if (deadlineMs === null || deadlineMs > nowMs) return [];
  switch (phase.name) {
    case 'unplugged':
      return fail(state, 'port-lost', `${state.order.id} was unplugged and is not back`);
    case 'ask': {
      const next = askAgain(phase.asking, nowMs);
      if (next === null) return again(state, nowMs);
      state.phase = { name: 'ask', asking: next };
      return sent(state, next);
    }
    case 'look':
      return phase.untilMs <= nowMs ? looked(state, nowMs) : askWho(state, nowMs);
    case 'meet':
      return phase.untilMs <= nowMs ? again(state, nowMs) : askWho(state, nowMs);
    case 'listen':
      return notHeard(state, phase.untilMs <= nowMs, nowMs);
    case 'keep':
    case 'over':
      return [];
  }
}

function notHeard(state: Setup, isLong: boolean, nowMs: number): readonly SetupDeed[] {
  const heard = heardInstead(state, nowMs - state.listenSinceMs, isLong);
  return heard === null ? askWho(state, nowMs) : fail(state, heard.fault, heard.detail);
}
