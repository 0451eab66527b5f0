/**
 * The walk through a home over the console: the same walk as `anbu walk-test`, looked at whenever the visit asks.
 *
 * Owns the one walk of a visit, and what is told of it in an answer. It ends with the visit: then the home is not armed.
 */
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { acceptanceText, remedyOf } from '../../provisioning/acceptance.ts';
import { type Answer, type WalkStepName, refusal } from '../../provisioning/console/requests.ts';
import { stepOf, walkDeadlineMs } from '../../provisioning/walk-test.ts';
import { acceptanceFor, armReady } from '../walk/record.ts';
import { Walker, newsText } from '../walk/walker.ts';
import type { HubPlaces } from './ask-hub.ts';
import { walkNowMs } from '../walk/walk-clock.ts';

/** Whoever holds the cable and gave the code: more is not known of them. */
const BY = 'at the console';
const FINDINGS_MAX = 6;

interface Walk {
  readonly walker: Walker;
  readonly config: Config;
}

export class WalkDeed {
  readonly #places: HubPlaces;
  #walk: Walk | null = null;
  /** What was begun for another visit is not this one's. */
  #visit = 0;

  constructor(places: HubPlaces) {
    this.#places = places;
  }

  /** Throws `AnbuError` when neither the hub nor its journal is there, or a disk refuses. */
  async step(step: WalkStepName): Promise<Answer> {
    if (step === 'start') return this.#start();
    const walk = this.#walk;
    if (walk === null) return refusal('no-walk', 'No walk is under way. Begin one: walk-test start, or walk');
    if (step === 'stop') {
      this.drop();
      return {
        ok: { isOver: true, isReady: false, news: [] },
        lines: ['ok: stopped; the home is not armed until a walk ends ready'],
      };
    }
    const news = (await walk.walker.look(step === 'next' ? [] : [step])).map(newsText);
    return stepOf(walk.walker.state) === null ? this.#ready(walk, news) : underWay(walk, news);
  }

  /** The visit is over, or walks no more. */
  drop(): void {
    this.#visit += 1;
    this.#walk?.walker.close();
    this.#walk = null;
  }

  async #start(): Promise<Answer> {
    this.drop();
    const visit = this.#visit;
    const loaded = await loadConfig(this.#places.config);
    if ('problems' in loaded)
      return refusal('config-invalid', 'The hub has no configuration that can be walked. Commit one first.');
    const { config } = loaded;
    const walk: Walk = { walker: await Walker.begin(config, this.#places), config };
    if (visit === this.#visit) this.#walk = walk;
    else walk.walker.close();
    return underWay(walk, []);
  }

  #ready({ walker, config }: Walk, news: string[]): Answer {
    const acceptance = acceptanceFor(config, walker, BY);
    const receipt = armReady(acceptance, config, this.#places, { note: (text) => news.push(text) });
    this.drop();
    const { isReady, findings, acknowledged } = acceptance;
    return {
      ok: {
        isOver: true,
        isReady,
        isSigned: receipt !== null,
        findings: findings.slice(0, FINDINGS_MAX).map(remedyOf),
        acknowledgedBy: acknowledged?.by ?? null,
        news,
      },
      lines: [
        ...news,
        ...acceptanceText(acceptance).split('\n'),
        isReady
          ? 'ok: the home is armed'
          : 'ok: walked; the home is not armed: mend what is named, then walk again',
      ],
    };
  }
}

function underWay({ walker: { state, request: text } }: Walk, news: readonly string[]): Answer {
  const at = `${state.results.length + 1}/${state.steps.length}`;
  const leftS = Math.max(0, Math.ceil((walkDeadlineMs(state) - walkNowMs()) / 1000));
  return {
    ok: { isOver: false, at, text, leftS, news },
    lines: [...news, `ok: ${at}  ${text} (${leftS} s)`],
  };
}
