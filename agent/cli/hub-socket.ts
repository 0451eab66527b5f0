/**
 * A Unix socket on which the running hub says how it is, to programs of its own machine and group: no port, no network.
 *
 * One question a line, one answer a line, both JSON; whoever asks for news gets a line for each until it goes. Owns the
 * file, its mode and every bound; answers from the living state. What can be asked for is a test alert, and that the next press is
 * one; how often, and beside what, is the hub's own rule. Who asked for a press holds the connection: when it ends, for whatever
 * reason, every press is real again. A socket that cannot be had, or a reader that does not read, costs the hub nothing else.
 */
import { chmodSync, rmSync } from 'node:fs';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { PRESS_EXPECTED_MS } from '../checkon/expected-memory.ts';
import type { Log } from '../ports.ts';
import { CALLS_BY, type CallBy } from '../record.ts';
import type { PressTestAnswer } from '../provisioning/hub-words.ts';

/** A console per cable, somebody who looks, a walk that waits for a press, and one to spare. */
const CLIENTS_MAX = 5;
/** Whoever walks, at a terminal or over the console: two more can always ask. */
const WATCHERS_MAX = 2;
/** A line of news has some hundred: 600 of them wait for a reader that has stopped, then it is let go. */
const UNREAD_BYTES_MAX = 65_536;
/** Longer than the longest walk: 40 steps of three minutes. */
const WATCHED_MS_MAX = 2 * 60 * 60_000;
/** The longest question there is has 39. */
const QUESTION_CHARS_MAX = 256;
const IDLE_MS_MAX = 10_000;
/** Counting what waits reads the disk: four clients that ask without end cost one look a second. */
const FRESH_MS = 1_000;
/** Owner and group: whoever may configure this hub. */
const MODE = 0o660;

/** What a living hub answers, each as JSON. */
export interface Answers {
  readonly status: () => unknown;
  /** Raises a test alert, and says whether it did. */
  readonly testAlert: () => unknown;
  /** The next press by this source is a test, once; or why it stays a call. */
  readonly expectPress: (by: CallBy) => PressTestAnswer;
  /** It was waited for long enough. */
  readonly expectNoPress: () => void;
  /** The first line for whoever sees what happens from now on. */
  readonly begin: () => unknown;
}
const PRESSES: ReadonlyMap<string, CallBy> = new Map(
  CALLS_BY.map((by) => [JSON.stringify({ ask: 'press-test', by }), by]),
);
const ASKS = ['{"ask":"status"}', '{"ask":"test-alert"}', ...PRESSES.keys(), '{"ask":"news"}'];
const QUESTIONS = JSON.stringify({ error: `ask ${ASKS.join(' or ')}` });
const BETWEEN = JSON.stringify({ error: 'the hub is between two lives' });

export class HubSocket {
  readonly #path: string;
  readonly #log: Log;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #watchers = new Set<Socket>();
  /** Whoever waits for a press. */
  #holder: Socket | null = null;
  /** Null: no hub lives at this moment. */
  #answers: Answers | null = null;
  #last: { readonly atMs: number; readonly answer: string } | null = null;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
    this.#server = createServer((client) => this.#serve(client));
    this.#server.maxConnections = CLIENTS_MAX;
  }

  /** False: nobody can ask, and the log says why. */
  async open(): Promise<boolean> {
    try {
      if (await isAnswered(this.#path)) throw new Error('another hub answers there');
      rmSync(this.#path, { force: true });
      await listening(this.#server, this.#path);
      chmodSync(this.#path, MODE);
      this.#server.on('error', (error) => this.#log.write('warning', `${this.#path}: ${error.message}`));
      return true;
    } catch (error) {
      this.#log.write('warning', `Nobody can ask this hub on ${this.#path}: ${String(error)}`);
      return false;
    }
  }

  /** Who answers from now on. */
  answerWith(answers: Answers | null): void {
    this.#answers = answers;
    this.#last = null;
    // What they saw of the life before goes on in no other.
    for (const client of this.#watchers) client.destroy();
    this.letPressGo();
  }

  /** To everybody who asked for news. */
  tell(news: unknown): void {
    if (this.#watchers.size === 0) return;
    const line = `${JSON.stringify(news)}\n`;
    for (const client of this.#watchers) {
      client.write(line);
      if (client.writableLength > UNREAD_BYTES_MAX) client.destroy();
    }
  }

  /** The next press is a call again, by the hub's word. */
  letPressGo(): void {
    const holder = this.#holder;
    this.#holder = null;
    holder?.destroy();
  }

  close(): void {
    for (const client of this.#clients) client.destroy();
    // It takes its file with it.
    this.#server.close();
  }

  #serve(client: Socket): void {
    this.#clients.add(client);
    let line = '';
    client.setEncoding('utf8').setTimeout(IDLE_MS_MAX, () => client.destroy());
    // Whoever goes away has its answer, or does not want it.
    client.on('error', () => client.destroy());
    client.on('close', () => {
      this.#clients.delete(client);
      this.#watchers.delete(client);
    });
    const hear = (text: string): void => {
      line += text;
      if (!line.includes('\n') && line.length <= QUESTION_CHARS_MAX) return;
      client.off('data', hear).resume();
      const question = line.split('\n')[0] ?? '';
      const by = PRESSES.get(question);
      if (by !== undefined && this.#answers !== null) this.#hold(client, by, this.#answers);
      else if (question === '{"ask":"news"}' && this.#answers !== null) this.#watch(client, this.#answers);
      else client.end(`${this.#answer(question)}\n`);
    };
    client.on('data', hear);
  }

  #watch(client: Socket, { begin }: Answers): void {
    if (this.#watchers.size >= WATCHERS_MAX) {
      client.end(`${JSON.stringify({ error: 'others watch already' })}\n`);
      return;
    }
    client.setTimeout(0);
    const over = setTimeout(() => client.destroy(), WATCHED_MS_MAX).unref();
    client.on('close', () => clearTimeout(over));
    this.#watchers.add(client);
    client.write(`${JSON.stringify(begin())}\n`);
  }

  /** The connection is the word: as long as it stands, and no longer than a step of a walk. */
  #hold(client: Socket, by: CallBy, { expectPress, expectNoPress }: Answers): void {
    const answer = expectPress(by);
    if (answer.expected === null) {
      client.end(`${JSON.stringify(answer)}\n`);
      return;
    }
    this.#holder = client;
    client.setTimeout(0);
    const over = setTimeout(() => client.destroy(), PRESS_EXPECTED_MS).unref();
    client.on('close', () => {
      clearTimeout(over);
      // Of the life before this one nothing is expected any more.
      if (this.#holder !== client) return;
      this.#holder = null;
      expectNoPress();
    });
    client.write(`${JSON.stringify(answer)}\n`);
  }

  #answer(question: string): string {
    if (!ASKS.includes(question)) return QUESTIONS;
    if (this.#answers === null) return BETWEEN;
    if (question === '{"ask":"status"}') return this.#statusNow(this.#answers);
    return JSON.stringify(this.#answers.testAlert());
  }

  #statusNow({ status }: Answers): string {
    const nowMs = performance.now();
    if (this.#last === null || nowMs - this.#last.atMs > FRESH_MS)
      this.#last = { atMs: nowMs, answer: JSON.stringify(status()) };
    return this.#last.answer;
  }
}

/** The file stays when a hub is killed; then nobody answers. */
async function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const client = connect(path);
  client.once('connect', () => resolve(true));
  client.once('error', () => resolve(false));
  const is = await promise;
  client.destroy();
  return is;
}

async function listening(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<null>();
  server.once('error', reject);
  server.listen(path, () => resolve(null));
  await promise;
  server.off('error', reject);
}
