/**
 * What happens in the home while somebody walks: from the running hub as it happens, and from a copy of its journal only where
 * it does not answer.
 *
 * Owns which of the two, and how late a sign may come by it. Falls back once, and says so.
 */
import type { HubNews } from '../../provisioning/hub-words.ts';
import { JournalSigns } from './journal-signs.ts';
import { LiveSigns } from './live-signs.ts';
import { ofWall } from './walk-clock.ts';

/** A line on a socket of this machine; the walk looks four times a second. */
const LIVE_WITHIN_MS = 1_000;
/** A sign is on the disk after ten seconds at most (`journal.group`), and read within two more. */
const WRITTEN_WITHIN_MS = 12_000;

export class Signs {
  readonly #journal: JournalSigns;
  #live: LiveSigns | null;
  /** When this life of the hub began; 0: not known. */
  readonly bootMs: number;

  private constructor(journal: JournalSigns, live: LiveSigns | null, bootMs: number) {
    this.#journal = journal;
    this.#live = live;
    this.bootMs = bootMs;
  }

  /** What lies in the journal already is no step of this walk. Throws `AnbuError` when neither hub nor journal is there. */
  static async open(socket: string, folder: string): Promise<{ signs: Signs; before: HubNews[] }> {
    const journal = new JournalSigns(folder);
    const live = await LiveSigns.open(socket);
    if (live !== null) return { signs: new Signs(journal, live.signs, ofWall(live.bootMs)), before: [] };
    const before = (await journal.read()).map(onWalk);
    const boot = before.findLast((each) => each.kind === 'begin');
    return { signs: new Signs(journal, null, boot?.bootMs ?? 0), before };
  }

  /** A sign that has not come so long after its time is late. */
  get withinMs(): number {
    return this.#live === null ? WRITTEN_WITHIN_MS : LIVE_WITHIN_MS;
  }
  get isLive(): boolean {
    return this.#live !== null;
  }

  async read(): Promise<HubNews[]> {
    if (this.#live === null) return (await this.#journal.read()).map(onWalk);
    const { isOver } = this.#live;
    const news = this.#live.taken();
    if (isOver) this.#live = null;
    return news;
  }
  close(): void {
    this.#live?.close();
  }
}

/** The journal has stamps of the wall clock. */
function onWalk(news: HubNews): HubNews {
  if (news.kind === 'begin') return { ...news, bootMs: ofWall(news.bootMs) };
  return { ...news, atMs: ofWall(news.atMs) };
}
