/**
 * The press that a walk has asked for, as it comes: told and acknowledged as a call is, and answered in words that nobody
 * takes for one.
 *
 * Owns what follows from it; which press it is, is `expected-memory.ts`. Pages nobody.
 */
import type { Reply } from '../record.ts';
import { raiseAlert, withdrawTest } from './alerts.ts';
import type { Draft } from './draft.ts';
import { pressedTestEvidence } from './evidence.ts';
import { say } from './speech.ts';

/** It is the test that counts from now on: one on its way makes room, as for the daily one. */
export function testPress(draft: Draft, { by }: Reply): void {
  withdrawTest(draft);
  const alert = raiseAlert(draft, 'test', 'called-for-help', pressedTestEvidence(by, draft.turn.now));
  say(draft, { sentence: 'press-tested', about: alert });
}
