/**
 * The press of a walk that is to be a test: asked of the running hub when the walk waits for it, and let go when it goes on.
 *
 * Owns the connection that stands for it, and how often it is asked again. Raises nothing itself, and never says that a press
 * is a test without the hub's word: where there is none it is a call.
 */
import { type Socket, connect } from 'node:net';
import { type PressTestAnswer, readPressTest, realPressText } from '../../provisioning/hub-words.ts';
import type { CallBy } from '../../record.ts';

const ANSWER_MS_MAX = 2_000;
/** The longest answer is an alert that is open: some 100. */
const ANSWER_CHARS_MAX = 1_024;
/** Whoever waits at a step of three minutes: 90 short lines on a socket. */
const AGAIN_MS = 2_000;
/** A press that was a test a moment ago: whoever is to press again waits so long at most. */
const SOON_MS = 10_000;

/** What a step of the walk waits for. */
export interface WantedPress {
  readonly by: CallBy;
  /** Each step has one press that is a test. */
  readonly step: number;
}

export class HeldPress {
  readonly #path: string;
  #client: Socket | null = null;
  #wanted: WantedPress | null = null;
  #againMs = 0;
  #said: string | null = null;
  #hasCome = false;
  #isSoon = false;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** By the hub's word the next press of what was asked for is a test. */
  get isHeld(): boolean {
    return this.#client !== null && !this.#client.destroyed;
  }

  /** It is not yet, and will be in seconds. */
  get isSoon(): boolean {
    return this.#isSoon;
  }

  /**
   * Waits for this press and for nothing else; null: for none. Returns what is new to be said; null: nothing. `nowMs`: of a
   * clock that only goes on.
   */
  async follow(wanted: WantedPress | null, nowMs: number): Promise<string | null> {
    if (wanted?.by !== this.#wanted?.by || wanted?.step !== this.#wanted?.step) {
      this.#letGo();
      this.#wanted = wanted;
      this.#againMs = 0;
      this.#said = null;
      this.#hasCome = false;
      this.#isSoon = false;
    }
    if (wanted === null || this.#hasCome || this.isHeld || nowMs < this.#againMs) return null;
    this.#againMs = nowMs + AGAIN_MS;
    const answer = await this.#ask(wanted.by);
    this.#isSoon = answer?.why === 'too-soon' && (answer.leftMs ?? 0) < SOON_MS;
    return this.#saidOnce(this.isHeld ? '' : realPressText(answer));
  }

  /** It has come, and was the one of its step: what is pressed now is a call. */
  came(): void {
    this.#letGo();
    this.#hasCome = true;
  }
  /** For good. */
  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }
  #letGo(): void {
    this.#client?.destroy();
    this.#client = null;
  }

  #saidOnce(why: string): string | null {
    const before = this.#said;
    this.#said = why;
    if (why === before) return null;
    if (why !== '') return `a press now is a REAL call for help: ${why}`;
    return before === null ? null : 'a press now is a test';
  }

  async #ask(by: CallBy): Promise<PressTestAnswer | null> {
    const client = connect(this.#path);
    const { promise, resolve } = Promise.withResolvers<string>();
    let text = '';
    client.setEncoding('utf8').setTimeout(ANSWER_MS_MAX, () => client.destroy());
    client.on('connect', () => client.write(`${JSON.stringify({ ask: 'press-test', by })}\n`));
    client.on('data', (piece: string) => {
      text += piece;
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
      else if (text.length > ANSWER_CHARS_MAX) client.destroy();
    });
    client.on('error', () => client.destroy());
    client.on('close', () => resolve(''));
    const answer = readPressTest(await promise);
    client.setTimeout(0);
    // Whoever has gone on meanwhile takes the word back with the connection.
    if (answer?.expected === by && !this.#isClosed) this.#client = client;
    else client.destroy();
    return answer;
  }
}
