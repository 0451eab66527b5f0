/**
 * A bench with a microphone: what it makes of each question is said by hand.
 *
 * Owns nothing but that; judges nothing.
 */
import type { Overrides } from '../../agent/config/defaults.ts';
import { owedSpeech } from '../../agent/checkon/speech.ts';
import type { CompanionPart, EarVerdict } from '../../agent/record.ts';
import { Bench, MINUTE_MS, SENSORS, briefs } from './bench.ts';
import { POLICY } from './promises-table.ts';

export const CONFIGURED = { kind: 'config', hash: 'ear', sensors: SENSORS, hasMicrophone: true } as const;

export class Eared extends Bench {
  constructor(companion: Overrides['companion'] = {}) {
    super({ ...POLICY, probes: false }, { companion });
    this.give(CONFIGURED);
  }
  /** What is owed is played to its end; null: nothing listens. */
  played(ear: EarVerdict | null): string[] {
    const owed = owedSpeech(this.state, this.now);
    if (owed === null) return [];
    const rest = ear === null ? {} : { ear };
    return briefs(
      this.give({ kind: 'speech', utterance: owed.utterance, outcome: 'spoken', why: null, ...rest }),
    );
  }
  asked(ear: EarVerdict | null): void {
    this.overdue('inactivity');
    this.played(ear);
  }
  touch(): string[] {
    return briefs(this.give({ kind: 'reply', by: 'touch', meaning: 'fine' }));
  }
  press(): string[] {
    return briefs(this.give({ kind: 'reply', by: 'button', meaning: 'fine' }));
  }
  tell(part: CompanionPart['part'], state: CompanionPart['state'] = 'works'): string[] {
    return briefs(
      this.give({ kind: 'companion', part, state, why: state === 'works' ? null : 'bus-unavailable' }),
    );
  }
  /** A question that was heard and answered: from now on the microphone is believed. */
  proves(): void {
    this.asked('heard');
    this.touch();
    this.pass(MINUTE_MS);
  }
  get conditions(): string[] {
    return this.state.conditions.open
      .map(({ code }) => code)
      .filter((code) => ['speaker-unheard', 'microphone-failed', 'could-not-ask'].includes(code));
  }
}
export function proven(
  companion: Overrides['companion'] = {},
  ...parts: readonly CompanionPart['part'][]
): Eared {
  const bench = new Eared(companion);
  for (const part of parts) bench.tell(part);
  bench.proves();
  return bench;
}
