/**
 * One visit at the hub's console: bytes of the cable in, bytes and deeds out.
 *
 * Owns the visit: whose turn it is, what was asked before (and is not done twice), whether the code was given, what is
 * staged. It ends with the cable, with `bye`, with another laptop, or after a quarter of an hour without a word. Never
 * touches a disk: `Deeds` does. Time is handed in.
 */
import { Buffer } from 'node:buffer';
import { answerFrame } from './fitting.ts';
import { NO_ID, PROTOCOL_VERSION, encodeFrame, readLine } from './frame.ts';
import { unreachable } from '../../errors.ts';
import { AnsweredBefore } from './answered-before.ts';
import { LineEditor } from './line-editor.ts';
import {
  type Answer,
  type ConsoleCode,
  type Request,
  type RequestName,
  readRequest,
  refusal,
} from './requests.ts';
import { NOTHING_STAGED, type Staged, stagedNames, withSetting } from './staged.ts';
import { TypedMode } from './typed-mode.ts';

/** What the shell carries out, each to its end: calls back once. `progress`: a step that has begun. */
export interface Deeds {
  carryOut(deed: Deed, progress: (step: string) => void, done: (answer: Answer) => void): void;
  /** Whoever was here is gone, or may do nothing any more: what was begun for them is let go. */
  ended(): void;
}
export type Deed =
  | Extract<Request, { do: 'claim' | 'restart' | 'walk-test' | 'log' }>
  /** Without the code nothing is told of the resident. */
  | { readonly do: 'status'; readonly isClaimed: boolean }
  /** One that was begun is ended without the code: it is gone by then. */
  | { readonly do: 'factory-reset'; readonly confirm: string; readonly isClaimed: boolean }
  | { readonly do: 'commit'; readonly staged: Staged };

/** Requests that wait while one is carried out: two scripts at once, and some. */
const WAITING_MAX = 8;
/** A technician talks with the resident; nobody leaves a hub open for the next one. */
const IDLE_MS_MAX = 15 * 60_000;
const FAULT_HINTS = {
  'frame-damaged': 'Send it again, with the same id.',
  'frame-too-long': 'A frame has 4,096 bytes at most. Send a long value in pieces, with append.',
  'version-unsupported': 'This hub speaks version 1. Install a newer anbu on it, or an older tool here.',
} as const satisfies Partial<Record<ConsoleCode, string>>;
const ID_REUSED =
  'An id stands for one request, and ids go up. Take the next one, or say hello with another session.';
const FREE: ReadonlySet<RequestName> = new Set(['hello', 'status', 'claim', 'factory-reset', 'bye']);

interface Waiting {
  readonly request: Request;
  readonly reply: (answer: Answer) => void;
  readonly progress: (step: string) => void;
}

export class Console {
  readonly #deeds: Deeds;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #editor = new LineEditor();
  readonly #typed: TypedMode;
  readonly #before = new AnsweredBefore();
  readonly #waiting: Waiting[] = [];
  #isBusy = false;
  /** Another visit: what is still being carried out for the last one is not told to this one. */
  #visit = 0;
  #session: string | null = null;
  #isClaimed = false;
  #staged: Staged = NOTHING_STAGED;
  #heardMs = 0;

  constructor(deeds: Deeds, send: (bytes: Uint8Array) => void) {
    this.#deeds = deeds;
    this.#send = send;
    this.#typed = new TypedMode(send, (request, reply, progress) => this.#ask({ request, reply, progress }));
  }

  /** The cable is there. */
  opened(): void {
    this.#end();
  }
  /** The cable is gone. */
  lost(): void {
    this.#end();
  }

  /**
   * Once a second, so that whoever walks is told what happens without a word. As long as they walk somebody is there; a walk
   * ends by itself.
   */
  tick(nowMs: number): void {
    if (this.#typed.isWalking) this.#heardMs = nowMs;
    if (!this.#isBusy) this.#typed.tick();
  }

  /** `nowMs`: of a clock that only goes on. */
  hear(bytes: Uint8Array, nowMs: number): void {
    if (nowMs - this.#heardMs > IDLE_MS_MAX) this.#forget();
    this.#heardMs = nowMs;
    for (const event of this.#editor.take(bytes, () => this.#typed.isShown)) {
      if (event.type === 'echo') this.#send(event.bytes);
      else if (event.type === 'dropped') this.#typed.drop();
      else if (event.type === 'line') this.#line(event.text);
      else if (event.isLikeFrame) this.#fault('frame-too-long');
      else this.#typed.tooLong();
    }
  }

  #line(text: string): void {
    const line = readLine(text);
    if (line.type === 'typed') this.#typed.line(line.text);
    else if (line.type === 'fault') this.#fault(line.fault);
    else this.#frame(line);
  }

  #fault(code: keyof typeof FAULT_HINTS): void {
    this.#refuse(NO_ID, code, FAULT_HINTS[code]);
  }
  #refuse(id: number, code: ConsoleCode, hint: string): void {
    this.#send(Buffer.from(answerFrame(id, refusal(code, hint))));
  }

  #frame({ id, crc, body }: { readonly id: number; readonly crc: string; readonly body: unknown }): void {
    const request = id === NO_ID ? { wrong: 'Ids begin with 1.' } : readRequest(body);
    if (!('wrong' in request) && request.do === 'hello' && request.session !== this.#session) this.#end();
    this.#typed.leave();
    if ('wrong' in request) {
      this.#refuse(id, 'request-unknown', request.wrong);
      return;
    }
    const before = this.#before.of(id, crc);
    if (before.is === 'answered') this.#send(Buffer.from(before.frame));
    if (before.is === 'other') this.#refuse(id, 'id-reused', ID_REUSED);
    if (before.is !== 'new') return;
    if (request.do !== 'hello' && this.#session === null) {
      this.#refuse(id, 'hello-first', 'Say hello, then ask again.');
      return;
    }
    this.#before.begun(id, crc);
    const reply = (answer: Answer): void => {
      const frame = answerFrame(id, answer);
      this.#before.answered(id, frame);
      this.#send(Buffer.from(frame));
    };
    const progress = (step: string): void => {
      this.#send(Buffer.from(encodeFrame(id, { progress: { step } }) ?? ''));
    };
    this.#ask({ request, reply, progress });
  }

  #ask(asked: Waiting): void {
    // Who comes with another cable is greeted, whatever is still being done for the last one.
    if (!this.#isBusy || asked.request.do === 'hello') {
      this.#begin(asked);
      return;
    }
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(asked);
    else
      asked.reply(refusal('busy', 'Others are being carried out. Wait for their answers, then ask again.'));
  }

  #begin({ request, reply, progress }: Waiting): void {
    const answer = this.#answerNow(request);
    if (!('do' in answer)) {
      reply(answer);
      return;
    }
    this.#isBusy = true;
    const visit = this.#visit;
    const isHere = (): boolean => visit === this.#visit;
    const done = (said: Answer): void => {
      this.#isBusy = false;
      if (isHere()) {
        this.#follow(answer, said);
        reply(said);
      }
      this.#goOn();
    };
    this.#deeds.carryOut(answer, (step) => isHere() && progress(step), done);
  }

  #goOn(): void {
    while (!this.#isBusy) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#begin(next);
    }
  }

  /** The answer, or what has to be carried out for it. */
  #answerNow(request: Request): Answer | Deed {
    if (!this.#isClaimed && !FREE.has(request.do))
      return refusal('claim-first', 'Give the code from the label of this hub: claim CODE');
    switch (request.do) {
      case 'hello':
        return this.#hello(request);
      case 'set': {
        const staged = withSetting(this.#staged, request);
        if (staged === null)
          return refusal('staged-too-much', 'More is staged than one commit takes. Commit it, or abort.');
        this.#staged = staged;
        return this.#stagedAnswer();
      }
      case 'staged':
        return this.#stagedAnswer();
      case 'abort':
        this.#staged = NOTHING_STAGED;
        return { ok: { staged: [] }, lines: ['ok: nothing waits'] };
      case 'commit':
        if (stagedNames(this.#staged).length === 0)
          return refusal('nothing-staged', 'Set something first; help shows what there is.');
        return { do: 'commit', staged: this.#staged };
      case 'status':
        return { do: 'status', isClaimed: this.#isClaimed };
      case 'bye':
        this.#forget();
        return { ok: {}, lines: ['ok: good-bye'] };
      case 'claim':
      case 'restart':
      case 'walk-test':
      case 'log':
        return request;
      case 'factory-reset':
        return { ...request, isClaimed: this.#isClaimed };
      default:
        return unreachable(request);
    }
  }

  #stagedAnswer(): Answer {
    const staged = stagedNames(this.#staged);
    const lines = [staged.length === 0 ? 'ok: nothing waits' : `ok: waits for commit: ${staged.join(', ')}`];
    return { ok: { staged }, lines };
  }

  #hello({ versions, session }: Extract<Request, { do: 'hello' }>): Answer {
    if (!versions.includes(PROTOCOL_VERSION))
      return refusal('version-unsupported', `This hub speaks version ${PROTOCOL_VERSION} of its console.`);
    this.#session = session;
    return { ok: { version: PROTOCOL_VERSION, claimed: this.#isClaimed } };
  }

  #follow(deed: Deed, said: Answer): void {
    if ('error' in said) return;
    if (deed.do === 'claim') this.#isClaimed = true;
    // What came while it was written stays staged.
    if (deed.do === 'commit' && deed.staged === this.#staged) this.#staged = NOTHING_STAGED;
    if (deed.do === 'factory-reset') this.#forget();
  }

  #forget(): void {
    this.#isClaimed = false;
    this.#staged = NOTHING_STAGED;
    this.#deeds.ended();
  }

  #end(): void {
    this.#visit += 1;
    this.#forget();
    this.#session = null;
    this.#before.forget();
    this.#waiting.length = 0;
    this.#typed.forget();
  }
}
