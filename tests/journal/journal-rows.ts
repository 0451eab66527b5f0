/**
 * Rows for journal tests: one body of every kind, and a writer that numbers rows as the journal would.
 *
 * Owns sample data only; knows no store.
 */
import type { Batch, Row } from '../../agent/ports.ts';
import type { Body, Evidence, Kind, Lane, Stamp } from '../../agent/record.ts';

export const BOOTS = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32), 'd'.repeat(32)] as const;

export function stampOf(boot: string, monotonicMs: number): Stamp {
  return { boot, monotonicMs, wallMs: 1_795_000_000_000 + monotonicMs, quality: 'synced', utcOffsetMin: 540 };
}

const EVIDENCE: Evidence = {
  lastSign: { room: 'bath', sensor: 'M004', localMs: 1_795_000_000_000 },
  quietMinutes: 215,
  lineMinutes: 180,
  learnedDays: 21,
  cannotSee: ['porch'],
  unobservedMinutes: 0,
  timeTrusted: true,
  text: 'No sign of life for 215 minutes.',
  textKo: '215분 동안 생활 신호가 없습니다.',
};

/** One of each kind; the compiler refuses a kind that is missing. */
export const ONE_OF_EACH: { readonly [K in Kind]: Extract<Body, { readonly kind: K }> } = {
  boot: {
    kind: 'boot',
    version: '0.1.0',
    codeHash: 'c0de',
    previous: { boot: BOOTS[1], lastSeq: { alert: 1, notice: 2, need: 3, state: 4, history: 5 } },
    originMs: 86_400_000,
    offMs: 12_000,
  },
  config: {
    kind: 'config',
    hash: 'c0ffee',
    sensors: [{ id: 'D001', room: 'hall', class: 'door', entrance: true }],
  },
  observation: { kind: 'observation', sensor: 'M001', value: 'on' },
  'sensor-health': { kind: 'sensor-health', sensor: 'M001', health: 'lost', why: 'heartbeat' },
  climate: { kind: 'climate', device: 'node-1', room: 'hall', quantity: 'temperature', value: 21.5 },
  battery: { kind: 'battery', device: 'node-1', percent: null, millivolts: 2_900, isLow: false },
  summary: {
    kind: 'summary',
    minutes: 60,
    seenMinutes: 60,
    offMinutes: 0,
    homeMinutes: 45,
    awayMinutes: 15,
    doorOpenings: 2,
    powerSteps: 1,
    rooms: { kitchen: [12, 5], hall: [2, 1] },
  },
  'welfare-card': {
    kind: 'welfare-card',
    fromLocalMs: 1_794_715_200_000,
    untilLocalMs: 1_795_320_000_000,
    hours: 168,
    seenHours: 167,
    leaves: ['equipment'],
    facts: {
      equipment: {
        values: { broken: 0 },
        rarity: null,
        text: 'Nothing is broken.',
        textKo: '고장 난 장비가 없습니다.',
      },
    },
  },
  supply: { kind: 'supply', source: 'battery', minutesLeft: 240 },
  'frame-counter': { kind: 'frame-counter', device: 'node-1', session: 3, count: 17 },
  reply: { kind: 'reply', by: 'button', meaning: 'fine' },
  speech: { kind: 'speech', utterance: 'u1', outcome: 'failed', why: 'audio-no-device' },
  desk: {
    kind: 'desk',
    alert: 'a1',
    stage: 'dispatched',
    by: 'Kim',
    minutes: 20,
    outcome: null,
    keyId: 'k1',
    counter: 7,
  },
  kept: { kind: 'kept', lane: 'alert', boot: BOOTS[0], upTo: 3, keyId: 'k1', counter: 8 },
  plan: {
    kind: 'plan',
    plan: 'absence',
    fromWallMs: null,
    untilWallMs: 1_795_600_000_000,
    by: 'Kim',
    keyId: 'k1',
    counter: 9,
  },
  watch: {
    kind: 'watch',
    level: 'raised',
    untilWallMs: 1_795_600_000_000,
    by: 'Kim',
    keyId: 'k1',
    counter: 10,
  },
  pause: { kind: 'pause', untilWallMs: 1_795_600_000_000, by: 'Kim', keyId: 'k1', counter: 12 },
  'pause-over': { kind: 'pause-over' },
  consent: { kind: 'consent', version: 2, facts: ['outings', 'equipment'], rawEvents: false },
  peace: { kind: 'peace', untilWallMs: 1_795_600_000_000, why: 'asked' },
  message: {
    kind: 'message',
    message: 'k1-14',
    text: 'The meal comes at noon.',
    invites: false,
    urgent: false,
    forMs: 14_400_000,
    by: 'Kim',
    keyId: 'k1',
    counter: 14,
  },
  visit: {
    kind: 'visit',
    fromWallMs: null,
    untilWallMs: 1_795_600_000_000,
    by: 'Kim',
    keyId: 'k1',
    counter: 16,
  },
  badge: { kind: 'badge', device: 'volunteer' },
  'test-asked': { kind: 'test-asked' },
  'press-expected': { kind: 'press-expected', by: 'button' },
  programme: {
    kind: 'programme',
    programme: 'p1',
    what: 'shopping',
    who: 'Mrs Park',
    where: null,
    fromWallMs: 1_795_600_000_000,
    untilWallMs: 1_795_607_200_000,
    by: 'Kim',
    keyId: 'k1',
    counter: 17,
  },
  'programme-step': {
    kind: 'programme-step',
    programme: 'p1',
    step: 'listed',
    wishes: ['milk'],
    isOver: false,
  },
  'programme-missed': {
    kind: 'programme-missed',
    programme: 'p1',
    what: 'visit',
    missed: 'nobody-came',
    owner: 'case-manager',
    dueMs: 7_200_000,
  },
  diagnostics: { kind: 'diagnostics', by: 'Kim', keyId: 'k1', counter: 15 },
  'message-outcome': { kind: 'message-outcome', message: 'k1-14', outcome: 'spoken', why: null },
  settings: {
    kind: 'settings',
    version: 3,
    set: { 'detector.cap': '10h', 'checkon.probes': false, 'detector.floor': null },
    dryRun: false,
    by: 'Kim',
    keyId: 'k1',
    counter: 13,
  },
  'settings-judged': {
    kind: 'settings-judged',
    version: 3,
    dryRun: false,
    problems: [],
    changes: ['detector.cap: "12h" → "10h"'],
  },
  'settings-settled': { kind: 'settings-settled', version: 3, outcome: 'taken-back', why: 'not-proven' },
  key: {
    kind: 'key',
    change: 'added',
    key: 'k2',
    publicKey: `${'c'.repeat(42)}A`,
    by: 'Kim',
    keyId: 'k1',
    counter: 11,
  },
  link: { kind: 'link', state: 'down', why: 'broker-unreachable' },
  refused: { kind: 'refused', topic: 'anbu/1/s/h/command', why: 'signature-wrong' },
  delivery: { kind: 'delivery', state: 'refused', lane: 'alert', why: 'publish-refused' },
  withheld: { kind: 'withheld', of: 'alert', why: 'journal-corrupt' },
  clock: { kind: 'clock', stepMs: -3_600_000 },
  store: { kind: 'store', state: 'failing', why: 'journal-full', dropped: 4 },
  companion: { kind: 'companion', part: 'light', state: 'lost', why: 'bus-unavailable' },
  'card-written': { kind: 'card-written', bytes: 4_000_000, monthsLeft: 240 },
  console: { kind: 'console', isLocked: true, locks: 2 },
  deadline: { kind: 'deadline' },
  presence: { kind: 'presence', state: 'away', why: 'door' },
  probe: { kind: 'probe', probe: 'p1', sentence: 'small-talk', quietMinutes: 95 },
  overdue: { kind: 'overdue', cause: 'inactivity', evidence: EVIDENCE },
  prompt: {
    kind: 'prompt',
    conversation: 'q1',
    cause: 'inactivity',
    stage: 2,
    again: false,
    quietMinutes: 215,
    evidence: EVIDENCE,
  },
  answer: { kind: 'answer', conversation: 'q1', by: 'motion' },
  postponed: { kind: 'postponed', conversation: 'q1', why: 'unclear-voice', dueMs: 99.5 },
  correction: { kind: 'correction', of: 'help', conversation: null, untilMs: 1e12 },
  offer: {
    kind: 'offer',
    offer: 'o1',
    of: 'invitation',
    subject: 'm1',
    steps: [{ sentence: 'invitation', choice: 'yes' }],
    gapMs: 600_000,
    isHeard: true,
  },
  need: { kind: 'need', need: 'n1', what: 'food' },
  reminder: {
    kind: 'reminder',
    reminder: 'pills-evening',
    text: 'It is time for the evening pills.',
    minutes: [1140],
    days: [],
    forMs: 86_400_000,
    by: 'Kim',
    keyId: 'k',
    counter: 9,
  },
  'reminder-outcome': {
    kind: 'reminder-outcome',
    reminder: 'pills-evening',
    localMs: 1.7e12,
    outcome: 'done',
    by: 'touch',
  },
  'need-withdrawn': { kind: 'need-withdrawn', what: 'company' },
  'offer-end': {
    kind: 'offer-end',
    offer: 'o1',
    of: 'invitation',
    subject: 'm1',
    choice: 'yes',
    by: 'touch',
    why: 'chosen',
  },
  alert: {
    kind: 'alert',
    alert: 'a1',
    stage: 'raised',
    revision: 0,
    cause: 'inactivity',
    test: false,
    asked: 'asked',
    why: 'raised',
    by: null,
    minutes: null,
    outcome: null,
    durable: true,
    evidence: EVIDENCE,
  },
  say: {
    kind: 'say',
    utterance: 'u1',
    sentence: 'ask',
    level: 1,
    minutes: null,
    expiresMs: 120_000,
    about: 'q1',
  },
  condition: { kind: 'condition', edge: 'raised', code: 'sensor-lost', subject: 'M001' },
  checkpoint: {
    kind: 'checkpoint',
    schema: 1,
    codeHash: 'c0de',
    configHash: 'c0ffee',
    state: '{"한글":"안부"}',
    checksum: '00',
  },
};

/** Numbers rows as the journal does: `n` over everything, `seq` per boot and lane. */
export class Numbering {
  n = 0;
  readonly #seq = new Map<string, number>();

  row(boot: string, lane: Lane | null, body: Body = ONE_OF_EACH.observation): Row {
    this.n += 1;
    const entry = { at: stampOf(boot, this.n * 1000), body };
    if (lane === null) return { n: this.n, entry, lane: null, seq: null };
    const seq = (this.#seq.get(boot + lane) ?? 0) + 1;
    this.#seq.set(boot + lane, seq);
    return { n: this.n, entry, lane, seq };
  }
  rows(boot: string, ...lanes: readonly (Lane | null)[]): Row[] {
    return lanes.map((lane) => this.row(boot, lane));
  }
}

export function batchOf(parts: Partial<Batch>): Batch {
  return { rows: [], kept: [], sent: [], pruneUpTo: null, ...parts };
}
/** The numbers of rows, for short expectations. */
export function numbersOf(rows: readonly Row[]): number[] {
  return rows.map((row) => row.n);
}
