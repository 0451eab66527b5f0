/**
 * Whether another hub goes by our name, by the word that stands on our own status topic.
 *
 * A broker hangs up on the one who was there first, and few say why: to a hub its twin looks like a bad network. But
 * each writes its birth, or its last will, over the other's, and whoever comes back finds a start there that was never
 * its own. Owns that one comparison. Must never take what was there before our first birth for another's: it is what
 * the process before us left.
 */
import { parseObject } from './envelope.ts';
import type { Birth } from './heartbeat.ts';
import { type Identity, topicOf } from './wire.ts';

export class Namesake {
  readonly topic: string;
  readonly #birth: Birth;
  #isBorn = false;
  /** Once for each connection: birth and last will of the same other are one taking. */
  #isKnown = false;

  constructor(identity: Identity, birth: Birth) {
    this.topic = topicOf(identity, 'status');
    this.#birth = birth;
  }

  connected(): void {
    this.#isKnown = false;
  }
  /** The broker has taken a birth of ours. */
  born(): void {
    this.#isBorn = true;
  }
  /** Whether this status is the first word, in this connection, of another under our name. */
  isNewIn(payload: string): boolean {
    const boot = parseObject(payload)?.['boot'];
    const { boot: own, previous } = this.#birth;
    // A broker that was restored to an older day brings back the start before this one.
    if (!this.#isBorn || this.#isKnown || typeof boot !== 'string') return false;
    if (boot === own || boot === previous?.boot) return false;
    this.#isKnown = true;
    return true;
  }
}
