/**
 * What a technician without a plan is asked: as little as can be, each with an answer that Enter takes.
 *
 * Owns the questions, and makes a plan's text of the answers and of what the depot wrote. Reads whole lines, from a
 * terminal or a pipe. Must never ask twice for what a file says already.
 */
import { hostname } from 'node:os';
import { type Interface, createInterface } from 'node:readline';
import { AnbuError } from '../../errors.ts';
import { TEMPLATES } from '../../provisioning/templates.ts';
import type { Io } from '../verb.ts';

/** A folder, a topic and a certificate are called so, too. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u;

/** Answers that fit none of the choices; then somebody else should type. */
const TRIES_MAX = 5;

export class Asker {
  readonly #io: Io;
  readonly #reader: Interface;
  readonly #waiting: string[] = [];
  #wake: (() => void) | null = null;
  #isOver = false;

  constructor(io: Io, signal: AbortSignal) {
    this.#io = io;
    this.#reader = createInterface({ input: process.stdin, terminal: false });
    this.#reader.on('line', (line) => {
      this.#waiting.push(line.trim());
      this.#wake?.();
    });
    const over = (): void => {
      this.#isOver = true;
      this.#wake?.();
    };
    this.#reader.on('close', over);
    signal.addEventListener('abort', () => this.#reader.close(), { once: true });
  }
  close(): void {
    this.#reader.close();
  }

  /** The answer, or `usual` for an empty one. Throws `usage` when nobody answers any more. */
  async ask(question: string, usual: string): Promise<string> {
    this.#io.line(usual === '' ? question : `${question} [${usual}]`);
    while (this.#waiting.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const answer = this.#waiting.shift();
    if (answer === undefined)
      throw new AnbuError(
        'usage',
        'nobody answers here: name a plan by --plan, or a batch by --batch with --json',
      );
    return answer === '' ? usual : answer;
  }
  /** A word that names a home and its hub. */
  async name(question: string): Promise<string> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const answer = (await this.ask(question, '')).trim();
      if (NAME.test(answer)) return answer;
      this.#io.line('Letters, digits and dashes, such as flat-12.');
    }
    throw new AnbuError('usage', 'no name was typed');
  }
  /** One of several by its number; `usual`: what Enter takes, '' where nobody may guess. */
  async choose(question: string, choices: readonly string[], usual: '1' | '' = '1'): Promise<number> {
    const list = choices.map((choice, at) => `  ${at + 1}  ${choice}`).join('\n');
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const answer = Number(await this.ask(`${question}\n${list}\nIts number`, usual));
      if (Number.isInteger(answer) && answer >= 1 && answer <= choices.length) return answer - 1;
      this.#io.line(`Type a number from 1 to ${choices.length}.`);
    }
    throw new AnbuError('usage', `no number from 1 to ${choices.length} was typed`);
  }
}

/** The text of a plan. `depot`: what is the same for all homes, as a plan without a home; null: there is none. */
export async function planByHand(asker: Asker, depot: string | null): Promise<string> {
  const kinds = TEMPLATES.map(({ name, summary }) => `${name}: ${summary}`);
  const kind = TEMPLATES[await asker.choose('What kind of home is it?', kinds)];
  const home = await asker.name('What is it called? No name of a person.');
  const template = kind?.name ?? '';
  const own = `home: ${JSON.stringify(home)}\ntemplate: ${template}\n`;
  return own + (depot ?? (await uplinkByHand(asker)));
}

async function uplinkByHand(asker: Asker): Promise<string> {
  const url = await asker.ask('Which broker?', 'mqtt://localhost:1883');
  const site = await asker.ask('Which site, or district?', 'site');
  const hub = await asker.ask('What is this hub called there?', hostname());
  return `uplink: ${JSON.stringify({ url, site, hub })}\n`;
}
