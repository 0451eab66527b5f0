/**
 * Signs, presses and acknowledgements as the running hub tells them on its socket, while they happen.
 *
 * Owns the connection and its bounds, and what was told since it was last asked. Only listens.
 */
import { type Socket, connect } from 'node:net';
import { type HubNews, readNews } from '../../provisioning/hub-words.ts';
import { walkNowMs } from './walk-clock.ts';

/** A hub that lives says its first line at once. */
const BEGIN_MS_MAX = 2_000;
/** The longest line is a sign with its link: some 200. */
const LINE_CHARS_MAX = 4_096;
/** Nobody walks that much between two looks; what is older is given up. */
const NEWS_MAX = 1_000;

export class LiveSigns {
  readonly #client: Socket;
  readonly #news: HubNews[] = [];
  #rest = '';
  #isOver = false;

  private constructor(client: Socket) {
    this.#client = client;
  }

  /** Null: no hub tells anything there. */
  static async open(socket: string): Promise<{ signs: LiveSigns; bootMs: number } | null> {
    const client = connect(socket);
    const signs = new LiveSigns(client);
    const begun = Promise.withResolvers<number | null>();
    client.setEncoding('utf8').setTimeout(BEGIN_MS_MAX, () => begun.resolve(null));
    client.on('connect', () => client.write('{"ask":"news"}\n'));
    client.on('error', () => client.destroy());
    client.on('close', () => {
      signs.#isOver = true;
      begun.resolve(null);
    });
    client.on('data', (text: string) => signs.#hear(text, begun.resolve));
    const bootMs = await begun.promise;
    client.setTimeout(0);
    if (bootMs === null) client.destroy();
    return bootMs === null ? null : { signs, bootMs };
  }

  /** The hub, or this life of it, is gone: nothing more will come. */
  get isOver(): boolean {
    return this.#isOver;
  }
  /** What was told since the last time, oldest first. */
  taken(): HubNews[] {
    return this.#news.splice(0);
  }
  close(): void {
    this.#client.destroy();
  }

  #hear(text: string, begun: (bootMs: number | null) => void): void {
    const lines = `${this.#rest}${text}`.split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LINE_CHARS_MAX) this.#client.destroy();
    for (const line of lines) {
      const news = readNews(line);
      // What answers there and is no hub of this version tells nothing.
      if (news === null) this.#client.destroy();
      else if (news.kind === 'begin') begun(news.bootMs);
      // When it came, and not by whose clock it was stamped.
      else this.#news.push({ ...news, atMs: walkNowMs() });
      if (this.#news.length > NEWS_MAX) this.#news.shift();
    }
  }
}
