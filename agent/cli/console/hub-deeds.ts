/**
 * What the console carries out on this machine, one deed at a time.
 *
 * Owns how each is done and said. Never lets a deed throw into the visit: the world's errors become answers with a remedy.
 */
import { existsSync } from 'node:fs';
import { AnbuError, unreachable } from '../../errors.ts';
import type { Log, Random } from '../../ports.ts';
import { lastGoodPath } from '../last-good-config.ts';
import type { Verdict } from '../../provisioning/console/claim.ts';
import type { Deed, Deeds } from '../../provisioning/console/console.ts';
import { redacted } from '../../provisioning/console/redacted.ts';
import { type Answer, refusal } from '../../provisioning/console/requests.ts';
import { askHub, howIsIt } from './ask-hub.ts';
import type { ClaimsFile } from './claims-file.ts';
import { commitStaged } from './commit.ts';
import { type ResetPlaces, factoryReset } from './factory-reset.ts';
import { forgetReceipt } from './kept-receipt.ts';
import type { Networks } from './networks.ts';
import { runProgram } from '../run-program.ts';
import { waitsFor } from '../status-report.ts';
import { serviceIn, shortStatus } from './short-status.ts';
import { WalkDeed } from './walk-deed.ts';

interface Parts {
  readonly claims: ClaimsFile;
  readonly networks: Networks;
  readonly random: Random;
  readonly log: Log;
  /** Of a clock that only goes on, ms. */
  readonly nowMs: () => number;
}

const UNIT = 'anbu.service';
const SYSTEMCTL_MS_MAX = 5_000;
/** A start waits for a journal that was copied off a sick card; the stop before it for an open write. */
const RESTART_MS_MAX = 150_000;
const LOG_MS_MAX = 5_000;
const MINUTE_MS = 60_000;

export class HubDeeds implements Deeds {
  readonly #places: ResetPlaces;
  readonly #parts: Parts;

  readonly #walk: WalkDeed;

  constructor(places: ResetPlaces, parts: Parts) {
    this.#places = places;
    this.#parts = parts;
    this.#walk = new WalkDeed(places);
  }

  ended(): void {
    this.#walk.drop();
  }

  carryOut(deed: Deed, progress: (step: string) => void, done: (answer: Answer) => void): void {
    void this.#carriedOut(deed, progress, done);
  }

  async #carriedOut(
    deed: Deed,
    progress: (step: string) => void,
    done: (answer: Answer) => void,
  ): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#do(deed, progress);
    } catch (error) {
      if (!(error instanceof AnbuError)) throw error;
      answer = refusal(error.code, `${error.message}. ${error.hint}`);
    }
    done(answer);
  }

  async #do(deed: Deed, progress: (step: string) => void): Promise<Answer> {
    switch (deed.do) {
      case 'status':
        return this.#status(deed.isClaimed);
      case 'claim':
        return this.#claim(deed.code);
      case 'commit': {
        const { networks, random } = this.#parts;
        const { config, data, claims } = this.#places;
        const places = { config, lastGood: lastGoodPath(data), networks, random };
        const answer = await commitStaged(deed.staged, places, progress);
        if ('ok' in answer && existsSync(config)) forgetReceipt(claims);
        return answer;
      }
      case 'restart':
        return this.#restart(deed.now, progress);
      case 'log':
        return this.#logLines(deed.lines);
      case 'walk-test':
        return this.#walk.step(deed.step);
      case 'factory-reset':
        return factoryReset(deed, this.#places, progress);
      default:
        return unreachable(deed);
    }
  }

  async #status(isClaimed: boolean): Promise<Answer> {
    const known = await howIsIt(this.#places);
    const words = ['show', UNIT, '--property=ActiveState,SubState,NRestarts'];
    const ran = await runProgram('systemctl', words, SYSTEMCTL_MS_MAX);
    return shortStatus(known, ran?.code === 0 ? serviceIn(ran.output) : null, isClaimed);
  }

  #claim(code: string): Answer {
    const verdict = this.#parts.claims.try(code, this.#parts.nowMs());
    if (verdict.is === 'locked' && verdict.begins)
      this.#parts.log.write(
        'error',
        `Ten wrong codes at the console: nobody can claim this hub for ${minutes(verdict.leftMs)} min.`,
      );
    return claimAnswer(verdict);
  }

  async #restart(now: boolean, progress: (step: string) => void): Promise<Answer> {
    const before = await askHub(this.#places.socket);
    const why = before === null ? null : waitsFor(before);
    if (why !== null && !now) return refusal('not-now', `Not now: ${why}. Wait, or say: restart now`);
    progress('restarting');
    const ran = await runProgram('systemctl', ['restart', UNIT], RESTART_MS_MAX);
    if (ran === null)
      return refusal('restart-failed', 'There is no systemd here: start the hub as it was started.');
    if (ran.code !== 0)
      return refusal('restart-failed', 'The hub does not start. Its log says why: log', [
        redacted(ran.output),
      ]);
    const isUp = (await askHub(this.#places.socket)) !== null;
    const how = isUp ? 'it answers' : 'it does not answer yet; ask: status';
    return { ok: { answers: isUp }, lines: [`ok: started anew, ${how}`] };
  }

  async #logLines(count: number): Promise<Answer> {
    const words = ['-q', '--no-pager', '-o', 'short-iso', '-u', UNIT, '-n', String(count)];
    const ran = await runProgram('journalctl', words, LOG_MS_MAX);
    if (ran?.code !== 0)
      return refusal('log-unavailable', 'There is no log of systemd here. Look where the hub was started.');
    const log = ran.output.split('\n').map(redacted);
    return { ok: { log }, lines: log };
  }
}

function minutes(ms: number): number {
  return Math.ceil(ms / MINUTE_MS);
}

function claimAnswer(verdict: Verdict): Answer {
  switch (verdict.is) {
    case 'right': {
      const { codesLeft } = verdict;
      const lines = [`ok: this hub is yours until the cable is pulled; codes left: ${codesLeft}`];
      return { ok: { claimed: true, codesLeft }, lines };
    }
    case 'wrong':
      return refusal(
        'code-wrong',
        `That is not a code of this hub, or it was used. Tries left: ${verdict.triesLeft}.`,
      );
    case 'locked':
      return refusal('code-locked', `Too many wrong codes. Try again in ${minutes(verdict.leftMs)} min.`);
    case 'malformed':
      return refusal('code-malformed', 'A code has 16 letters and digits, as on the label: 7QXK-02M9-…');
    case 'none':
      return refusal(
        'code-none',
        'This hub has no code that is still good. On the hub, as root: anbu console --issue 1',
      );
    default:
      return unreachable(verdict);
  }
}
