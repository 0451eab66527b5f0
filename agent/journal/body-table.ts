/**
 * Every kind of record as the journal knows it: its number on disk and the fields that must be there.
 *
 * A number is never given to another kind and never changes: old journals are read by it. A field listed here was
 * in the first version of its kind; one added later is not listed, for old rows do not have it. The compiler
 * refuses a kind that is missing and a field that does not exist.
 */
import { unreachable } from '../errors.ts';
import type { Body, Kind } from '../record.ts';

/** What a field must look like. `?` also takes null; `scalar` is text or a number; `object` is no list. */
export type Shape =
  | 'text'
  | 'text?'
  | 'number'
  | 'number?'
  | 'flag'
  | 'scalar'
  | 'object'
  | 'object?'
  | 'list';

type FieldsOf<K extends Kind> = {
  readonly [F in Exclude<keyof Extract<Body, { readonly kind: K }>, 'kind'>]?: Shape;
};
export type BodyTable = {
  readonly [K in Kind]: { readonly number: number; readonly fields: FieldsOf<K> };
};

export const BODY_TABLE: BodyTable = {
  boot: {
    number: 1,
    fields: { version: 'text', codeHash: 'text', previous: 'object?', originMs: 'number', offMs: 'number?' },
  },
  config: { number: 2, fields: { hash: 'text', sensors: 'list' } },
  observation: { number: 3, fields: { sensor: 'text', value: 'scalar' } },
  'sensor-health': { number: 4, fields: { sensor: 'text', health: 'text', why: 'text' } },
  reply: { number: 5, fields: { by: 'text', meaning: 'text' } },
  speech: { number: 6, fields: { utterance: 'text', outcome: 'text', why: 'text?' } },
  desk: {
    number: 7,
    fields: {
      alert: 'text',
      stage: 'text',
      by: 'text',
      minutes: 'number?',
      outcome: 'text?',
      keyId: 'text',
      counter: 'number',
    },
  },
  kept: {
    number: 8,
    fields: { lane: 'text', boot: 'text', upTo: 'number', keyId: 'text', counter: 'number' },
  },
  link: { number: 9, fields: { state: 'text', why: 'text?' } },
  refused: { number: 10, fields: { topic: 'text', why: 'text' } },
  clock: { number: 11, fields: { stepMs: 'number' } },
  store: { number: 12, fields: { state: 'text', why: 'text?', dropped: 'number' } },
  deadline: { number: 13, fields: {} },
  presence: { number: 14, fields: { state: 'text', why: 'text' } },
  overdue: { number: 15, fields: { cause: 'text', evidence: 'object' } },
  prompt: {
    number: 16,
    fields: {
      conversation: 'text',
      cause: 'text',
      stage: 'number',
      again: 'flag',
      quietMinutes: 'number',
      evidence: 'object',
    },
  },
  answer: { number: 17, fields: { conversation: 'text', by: 'text' } },
  postponed: { number: 18, fields: { conversation: 'text', why: 'text', dueMs: 'number' } },
  correction: { number: 19, fields: { of: 'text', conversation: 'text?', untilMs: 'number' } },
  alert: {
    number: 20,
    fields: {
      alert: 'text',
      stage: 'text',
      revision: 'number',
      cause: 'text',
      test: 'flag',
      asked: 'text',
      why: 'text',
      by: 'text?',
      minutes: 'number?',
      outcome: 'text?',
      durable: 'flag',
      evidence: 'object',
    },
  },
  say: {
    number: 21,
    fields: {
      utterance: 'text',
      sentence: 'text',
      level: 'number',
      minutes: 'number?',
      expiresMs: 'number',
      about: 'text',
    },
  },
  condition: { number: 22, fields: { edge: 'text', code: 'text', subject: 'text' } },
  checkpoint: {
    number: 23,
    fields: { schema: 'number', codeHash: 'text', configHash: 'text', state: 'text', checksum: 'text' },
  },
  delivery: { number: 24, fields: { state: 'text', lane: 'text?', why: 'text?' } },
  withheld: { number: 25, fields: { of: 'text?', why: 'text' } },
  probe: { number: 26, fields: { probe: 'text', sentence: 'text', quietMinutes: 'number' } },
  plan: {
    number: 27,
    fields: {
      plan: 'text',
      fromWallMs: 'number?',
      untilWallMs: 'number?',
      by: 'text',
      keyId: 'text',
      counter: 'number',
    },
  },
  watch: {
    number: 28,
    fields: { level: 'text', untilWallMs: 'number?', by: 'text', keyId: 'text', counter: 'number' },
  },
  climate: {
    number: 29,
    fields: { device: 'text', room: 'text?', quantity: 'text', value: 'number' },
  },
  battery: {
    number: 30,
    fields: { device: 'text', percent: 'number?', millivolts: 'number?', isLow: 'flag' },
  },
  supply: { number: 31, fields: { source: 'text', minutesLeft: 'number?' } },
  'frame-counter': { number: 32, fields: { device: 'text', session: 'number', count: 'number' } },
  key: {
    number: 33,
    fields: { change: 'text', key: 'text', publicKey: 'text?', by: 'text', keyId: 'text', counter: 'number' },
  },
  pause: {
    number: 34,
    fields: { untilWallMs: 'number?', by: 'text', keyId: 'text', counter: 'number' },
  },
  'pause-over': { number: 35, fields: {} },
  'card-written': { number: 36, fields: { bytes: 'number', monthsLeft: 'number?' } },
  summary: {
    number: 37,
    fields: {
      minutes: 'number',
      seenMinutes: 'number',
      offMinutes: 'number',
      homeMinutes: 'number',
      awayMinutes: 'number',
      doorOpenings: 'number',
      powerSteps: 'number',
      rooms: 'object',
    },
  },
  'welfare-card': {
    number: 38,
    fields: {
      fromLocalMs: 'number',
      untilLocalMs: 'number',
      hours: 'number',
      seenHours: 'number',
      leaves: 'list',
      facts: 'object',
    },
  },
  settings: {
    number: 39,
    fields: {
      version: 'number',
      set: 'object',
      dryRun: 'flag',
      by: 'text',
      keyId: 'text',
      counter: 'number',
    },
  },
  'settings-judged': {
    number: 40,
    fields: { version: 'number', dryRun: 'flag', problems: 'list', changes: 'list' },
  },
  'settings-settled': { number: 41, fields: { version: 'number', outcome: 'text', why: 'text' } },
  message: {
    number: 42,
    fields: {
      message: 'text',
      text: 'text',
      invites: 'flag',
      urgent: 'flag',
      forMs: 'number',
      by: 'text',
      keyId: 'text',
      counter: 'number',
    },
  },
  'message-outcome': { number: 43, fields: { message: 'text', outcome: 'text', why: 'text?' } },
  diagnostics: { number: 44, fields: { by: 'text', keyId: 'text', counter: 'number' } },
  visit: {
    number: 45,
    fields: { fromWallMs: 'number?', untilWallMs: 'number?', by: 'text', keyId: 'text', counter: 'number' },
  },
  peace: { number: 46, fields: { untilWallMs: 'number?', why: 'text' } },
  offer: {
    number: 47,
    fields: { offer: 'text', of: 'text', subject: 'text', steps: 'list', gapMs: 'number' },
  },
  'offer-end': {
    number: 48,
    fields: { offer: 'text', of: 'text', subject: 'text', choice: 'text?', by: 'text?', why: 'text' },
  },
  need: { number: 49, fields: { need: 'text', what: 'text' } },
  'need-withdrawn': { number: 50, fields: { what: 'text' } },
  companion: { number: 51, fields: { part: 'text', state: 'text', why: 'text?' } },
  consent: { number: 52, fields: { version: 'number', facts: 'list', rawEvents: 'flag' } },
  reminder: {
    number: 53,
    fields: {
      reminder: 'text',
      text: 'text',
      minutes: 'list',
      days: 'list',
      forMs: 'number?',
      by: 'text',
      keyId: 'text',
      counter: 'number',
    },
  },
  'reminder-outcome': {
    number: 54,
    fields: { reminder: 'text', localMs: 'number', outcome: 'text', by: 'text?' },
  },
  programme: {
    number: 55,
    fields: {
      programme: 'text',
      what: 'text',
      who: 'text',
      where: 'text?',
      fromWallMs: 'number?',
      untilWallMs: 'number?',
      by: 'text',
      keyId: 'text',
      counter: 'number',
    },
  },
  'programme-step': {
    number: 56,
    fields: { programme: 'text', step: 'text', wishes: 'list', isOver: 'flag' },
  },
  'programme-missed': {
    number: 57,
    fields: { programme: 'text', what: 'text', missed: 'text', owner: 'text', dueMs: 'number' },
  },
  badge: { number: 58, fields: { device: 'text' } },
  'test-asked': { number: 59, fields: {} },
  console: { number: 60, fields: { isLocked: 'flag', locks: 'number' } },
  'press-expected': { number: 61, fields: { by: 'text?' } },
};

/** True when `value` has the shape. */
export function hasShape(value: unknown, shape: Shape): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'text?':
      return value === null || typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'number?':
      return value === null || typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'scalar':
      return typeof value === 'string' || typeof value === 'number';
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'object?':
      return typeof value === 'object' && !Array.isArray(value);
    case 'list':
      return Array.isArray(value);
    default:
      return unreachable(shape);
  }
}
