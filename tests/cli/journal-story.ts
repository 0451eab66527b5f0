/**
 * A journal with one incident in it, record by record, as a hub writes it: silence, three questions, an alert that
 * is acknowledged, dispatched and closed, with a restart in the middle; then a question that was answered.
 */
import type { Batch, JournalStore, Row } from '../../agent/ports.ts';
import type { Alert, Body, Evidence, Lane, Prompt, Say, Stamp } from '../../agent/record.ts';

export const BOOTS = ['a'.repeat(32), 'b'.repeat(32)] as const;
export const ALERT = 'aaaaaaaaaaaa-7';
export const CONVERSATION = 'aaaaaaaaaaaa-1';
export const ANSWERED = 'bbbbbbbbbbbb-9';

const EVIDENCE: Evidence = {
  lastSign: { room: 'bathroom', sensor: 'M1', localMs: 0 },
  quietMinutes: 215,
  lineMinutes: 180,
  learnedDays: 21,
  cannotSee: ['porch'],
  unobservedMinutes: 0,
  timeTrusted: true,
  text: 'Quiet for 215 minutes since the bathroom.',
  textKo: '욕실 이후 215분 동안 조용합니다.',
};

const prompt = (stage: 1 | 2 | 3, conversation = CONVERSATION): Prompt => ({
  kind: 'prompt',
  conversation,
  cause: 'inactivity',
  stage,
  again: false,
  quietMinutes: 215,
  evidence: EVIDENCE,
});
const say = (utterance: string, sentence: Say['sentence'], about: string): Say => ({
  kind: 'say',
  utterance,
  sentence,
  level: 1,
  minutes: null,
  expiresMs: 0,
  about,
});
const alert = (stage: Alert['stage'], revision: number, more: Partial<Alert> = {}): Alert => ({
  kind: 'alert',
  alert: ALERT,
  stage,
  revision,
  cause: 'inactivity',
  test: false,
  asked: 'asked',
  why: revision === 0 ? 'raised' : 'desk',
  by: revision === 0 ? null : 'Kim',
  minutes: null,
  outcome: null,
  durable: true,
  evidence: EVIDENCE,
  ...more,
});
const boot = (offMs: number | null): Body => ({
  kind: 'boot',
  version: '0.1.0',
  codeHash: 'c',
  previous: null,
  originMs: 0,
  offMs,
});

/** [which boot, minutes since 2026-11-21T03:00 UTC, body] */
const STORY: readonly (readonly [0 | 1, number, Body])[] = [
  [0, 0, boot(null)],
  [0, 1, { kind: 'config', hash: 'c', sensors: [{ id: 'M1', room: 'bathroom', class: 'motion' }] }],
  [0, 2, { kind: 'observation', sensor: 'M1', value: 'on' }],
  [0, 3, { kind: 'observation', sensor: 'M1', value: 'off' }],
  [0, 218, { kind: 'overdue', cause: 'inactivity', evidence: EVIDENCE }],
  [0, 218, prompt(1)],
  [0, 218, say('u1', 'ask', CONVERSATION)],
  [0, 218, { kind: 'speech', utterance: 'u1', outcome: 'spoken', why: null, ear: 'heard' }],
  [0, 221, prompt(2)],
  [1, 222, boot(42_000)],
  [1, 224, prompt(3)],
  [1, 226, alert('raised', 0)],
  [1, 227, alert('acknowledged', 1)],
  [1, 228, alert('dispatched', 2, { minutes: 20 })],
  [1, 250, alert('closed', 3, { outcome: 'was asleep' })],
  [1, 300, prompt(1, ANSWERED)],
  [1, 301, { kind: 'reply', by: 'button', meaning: 'fine' }],
  [1, 301, { kind: 'answer', conversation: ANSWERED, by: 'button' }],
];

const laneOf = (body: Body): Lane | null => {
  if (body.kind === 'alert') return 'alert';
  return body.kind === 'prompt' || body.kind === 'answer' ? 'notice' : null;
};

/** The story as numbered rows, cut after `length` records. */
export function storyRows(length = STORY.length): Row[] {
  const seqs = new Map<string, number>();
  return STORY.slice(0, length).map(([bootIndex, minutes, body], index) => {
    const at: Stamp = {
      boot: BOOTS[bootIndex],
      monotonicMs: minutes * 60_000,
      wallMs: Date.UTC(2026, 10, 21, 3) + minutes * 60_000,
      quality: 'synced',
      utcOffsetMin: 540,
    };
    const lane = laneOf(body);
    const key = `${bootIndex} ${lane ?? ''}`;
    const seq = lane === null ? null : (seqs.get(key) ?? 0) + 1;
    if (seq !== null) seqs.set(key, seq);
    return { n: index + 1, entry: { at, body }, lane, seq };
  });
}

/** Commits the story; the centre has kept the first three alert records, the broker has taken them all. */
export function tellStory(store: JournalStore, length = STORY.length): void {
  const rows = storyRows(length);
  const batch: Batch = {
    rows,
    kept: [{ lane: 'alert', boot: BOOTS[1], upTo: 3 }],
    sent: [{ lane: 'alert', n: rows.length }],
    pruneUpTo: null,
  };
  store.open();
  store.commit(batch);
}
