/**
 * The journal of a hub beside which somebody walks: signs of now and of before, presses, and a test alert that comes back.
 * Written by hand, as a hub writes it; the walk only reads.
 */
import type { JournalStore, Row } from '../../agent/ports.ts';
import type { Body, Evidence, Stamp } from '../../agent/record.ts';

const EVIDENCE: Evidence = {
  lastSign: null,
  quietMinutes: 0,
  lineMinutes: null,
  learnedDays: 0,
  cannotSee: [],
  unobservedMinutes: 0,
  timeTrusted: true,
  text: 'A test.',
  textKo: '시험입니다.',
};
export const testAlert = (stage: 'raised' | 'acknowledged'): Body => ({
  kind: 'alert',
  alert: 'a-1',
  stage,
  revision: stage === 'raised' ? 0 : 1,
  cause: 'test',
  test: true,
  asked: 'could-not-ask',
  why: stage === 'raised' ? 'raised' : 'desk',
  by: stage === 'raised' ? null : 'desk-3',
  minutes: null,
  outcome: null,
  durable: true,
  evidence: EVIDENCE,
});
export const sign = (sensor: string, value: 'on' | 'open'): Body => ({ kind: 'observation', sensor, value });

/** Whoever holds the journal: it writes what a hub would. */
export class WalkJournal {
  readonly #store: JournalStore;
  #n = 0;
  constructor(store: JournalStore) {
    this.#store = store;
    store.open();
  }
  write(agoMs: number, ...bodies: readonly Body[]): void {
    const rows = bodies.map((body): Row => {
      this.#n += 1;
      const wallMs = Date.now() - agoMs;
      const at: Stamp = {
        boot: 'a'.repeat(32),
        monotonicMs: wallMs,
        wallMs,
        quality: 'synced',
        utcOffsetMin: 0,
      };
      const isAlert = body.kind === 'alert';
      return {
        n: this.#n,
        entry: { at, body },
        lane: isAlert ? 'alert' : null,
        seq: isAlert ? this.#n : null,
      };
    });
    this.#store.commit({ rows, kept: [], sent: [], pruneUpTo: null });
  }
  close(): void {
    this.#store.close();
  }
}
