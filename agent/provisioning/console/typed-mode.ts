/**
 * The console as a person sees it: a prompt, words with answers, and questions for what must not be shown.
 *
 * Owns what is on the terminal and which question is open. Silent while a script speaks in frames, until somebody types
 * a word that there is. Never decides what may be done.
 */
import { Buffer } from 'node:buffer';
import { FRAME_BYTES_MAX } from './frame.ts';
import { type Answer, type Request, readRequest } from './requests.ts';
import { NOT_THAT, type Question, answerLines, isKnownWord, meantBy } from './typed-words.ts';

const PROMPT = '> ';
/** A private key of 4,096 bits is 3,300 characters. */
const PEM_CHARS_MAX = 4 * FRAME_BYTES_MAX;
const PEM_END = /^-----END [A-Z0-9 ]+-----\s*$/;

type Ask = (request: Request, reply: (answer: Answer) => void, progress: (step: string) => void) => void;

export class TypedMode {
  readonly #send: (bytes: Uint8Array) => void;
  readonly #ask: Ask;
  #isForScripts = false;
  #question: Question | null = null;
  #pem = '';
  /** A walk is under way, and whoever walks sees what happens. */
  #isWalking = false;

  constructor(send: (bytes: Uint8Array) => void, ask: Ask) {
    this.#send = send;
    this.#ask = ask;
  }

  /** Whether what is typed may be seen. */
  get isShown(): boolean {
    return !this.#isForScripts && this.#question === null;
  }

  get isWalking(): boolean {
    return this.#isWalking && !this.#isForScripts;
  }
  /** Looks after the walk, and says only what is new. */
  tick(): void {
    if (!this.isWalking || this.#question !== null) return;
    this.#ask(
      { do: 'walk-test', step: 'next' },
      (answer) => {
        this.#followWalk(answer);
        if (hasNews(answer)) this.#print(['', ...answerLines(answer)]);
      },
      () => undefined,
    );
  }
  #followWalk(answer: Answer): void {
    this.#isWalking = 'ok' in answer && answer.ok['isOver'] === false;
  }

  line(text: string): void {
    if (this.#question !== null) {
      this.#answerTo(this.#question, text);
      return;
    }
    // Noise between frames is nobody's word.
    if (this.#isForScripts && !isKnownWord(text)) return;
    this.#isForScripts = false;
    const meant = meantBy(text);
    if (meant.type === 'nothing') this.#print([]);
    else if (meant.type === 'say') this.#print(meant.lines);
    else if (meant.type === 'request') this.#do(meant.request);
    else {
      this.#question = meant.question;
      this.#pem = '';
      this.#print([meant.question.text], '');
    }
  }

  tooLong(): void {
    this.#question = null;
    if (!this.#isForScripts) this.#print(['That line is longer than any word. All words: help']);
  }
  /** Ctrl-C: whatever was begun is not meant. */
  drop(): void {
    this.#question = null;
    if (!this.#isForScripts) this.#print(['']);
  }
  /** A script speaks now. */
  leave(): void {
    this.#isForScripts = true;
    this.#question = null;
    this.#pem = '';
  }
  forget(): void {
    this.#isWalking = false;
    this.#isForScripts = false;
    this.#question = null;
    this.#pem = '';
  }

  #answerTo(question: Question, text: string): void {
    if (question.isPem) {
      if (text.trim() !== '') {
        this.#pem += `${text.trim()}\n`;
        const isWhole = PEM_END.test(text) || this.#pem.length > PEM_CHARS_MAX;
        if (!isWhole) return;
      }
      if (text.trim() === '' || this.#pem.length > PEM_CHARS_MAX) {
        this.#question = null;
        this.#print(['Given up; nothing was set.']);
        return;
      }
    }
    this.#question = null;
    const request = question.answered(question.isPem ? this.#pem : text);
    this.#pem = '';
    this.#do(request);
  }

  /** Typed words go the same way as a script's, through the same check. */
  #do(request: Request): void {
    const checked = readRequest(request);
    if ('wrong' in checked) this.#print(answerLines(NOT_THAT));
    else
      this.#ask(
        checked,
        (answer) => {
          if (checked.do === 'walk-test') this.#followWalk(answer);
          this.#print(answerLines(answer));
        },
        (step) => this.#print([`… ${step}`], ''),
      );
  }

  #print(lines: readonly string[], prompt = PROMPT): void {
    // A visit of a script may have begun before this answer came.
    if (this.#isForScripts) return;
    const text = lines.map((line) => `${line}\r\n`).join('');
    this.#send(Buffer.from(`${text}${prompt}`));
  }
}

/** Whether a person has to see it: something has happened, or it is over, or it went wrong. */
function hasNews(answer: Answer): boolean {
  if (!('ok' in answer)) return true;
  const { isOver, news } = answer.ok;
  return isOver === true || (Array.isArray(news) && news.length > 0);
}
