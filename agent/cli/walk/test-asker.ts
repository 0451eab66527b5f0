/**
 * The test alert of a walk: asked of the running hub until it raises one, and said plainly when it does not.
 *
 * Owns how often it is asked. Raises nothing itself; the hub decides, and never beside anything real.
 */
import { type TestAlertAnswer, testAlertText } from '../../provisioning/hub-words.ts';
import { askTestAlert } from '../ask-socket.ts';

/** Whoever stands there waits for the centre for ten minutes: 300 short lines on a socket. */
const AGAIN_MS = 2_000;

export class TestAsker {
  readonly #socket: string;
  #againMs = 0;
  #said = '';

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** What is new to be said, once; null: nothing. `nowMs`: of a clock that only goes on. */
  async ask(nowMs: number): Promise<string | null> {
    if (nowMs < this.#againMs) return null;
    const answer = await askTestAlert(this.#socket);
    this.#againMs = isUnderWay(answer) ? Number.POSITIVE_INFINITY : nowMs + AGAIN_MS;
    const text = testAlertText(answer);
    if (text === this.#said) return null;
    this.#said = text;
    return text;
  }
}

function isUnderWay(answer: TestAlertAnswer | null): boolean {
  return answer !== null && (answer.raised !== null || answer.why === 'test-open');
}
