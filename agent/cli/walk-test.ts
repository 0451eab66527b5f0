/**
 * `anbu walk-test`: guides whoever installs a hub through the home, and says whether it is ready.
 *
 * Owns the terminal and the pace; what passes is `provisioning/walk-test.ts`, the words `provisioning/acceptance.ts`. Runs
 * beside the hub, hears what it tells, and asks it for one thing: a test alert when that step comes. Answers: y, n, s (pass
 * this over), q (stop here).
 */
import { createInterface } from 'node:readline';
import { loadConfig } from '../config/load.ts';
import { printProblems } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { writeSynced } from '../journal/disk-file.ts';
import { type Acceptance, acceptanceText } from '../provisioning/acceptance.ts';
import type { SignedReceipt } from '../provisioning/receipt.ts';
import { type WalkState, stepOf, walkDeadlineMs } from '../provisioning/walk-test.ts';
import { whoIsHere } from './identity/receipts.ts';
import { CONFIG, DATA, SOCKET } from './places.ts';
import type { Io, Verb } from './verb.ts';
import { walkNowMs } from './walk/walk-clock.ts';
import { acceptanceFor, armReady } from './walk/record.ts';
import { type WalkNews, type Word, Walker, newsText } from './walk/walker.ts';

/** Whoever waits for a lamp to answer looks four times a second. */
const LOOK_MS = 250;

export const verb: Verb = {
  name: 'walk-test',
  summary:
    'walk through the home with the hub watching, until each sensor, the voice and the centre are ready',
  usage: ['[--config FILE] [--data DIR] [--socket FILE] [--out FILE] [--by NAME] [--json]'],
  flags: [
    { name: 'config', value: 'FILE', summary: `the configuration of this hub (${CONFIG})` },
    { name: 'data', value: 'DIR', summary: `where its journal lives (${DATA})` },
    { name: 'socket', value: 'FILE', summary: `where the running hub answers (${SOCKET})` },
    {
      name: 'out',
      value: 'FILE',
      summary: 'the signed record of it (JSON), with the page beside it (FILE.txt)',
    },
    { name: 'by', value: 'NAME', summary: 'who walks, for the record (the user of this session)' },
    { name: 'json', value: null, summary: 'for programs: a JSON object a line' },
  ],
  note: 'Answers: y and n where something is asked, s passes a step over (then the home is not ready), q stops.',
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const file = args.text('config') ?? CONFIG;
    const loaded = await loadConfig(file);
    if ('problems' in loaded) {
      printProblems(file, loaded.problems, io, args.on('json'));
      return 2;
    }
    const { config } = loaded;
    const places = {
      config: file,
      data: args.text('data') ?? DATA,
      socket: args.text('socket') ?? SOCKET,
    };
    const walker = await Walker.begin(config, places);
    await walkThrough(walker, { io, isJson: args.on('json') });
    const acceptance = acceptanceFor(config, walker, whoIsHere(args.text('by')));
    const receipt = armReady(acceptance, config, places, io);
    leave(acceptance, receipt, { out: args.text('out'), isJson: args.on('json') }, io);
    return acceptance.isReady ? 0 : 1;
  },
};

interface Shown {
  readonly io: Io;
  readonly isJson: boolean;
}

async function walkThrough(walker: Walker, shown: Shown): Promise<void> {
  const words = new Words();
  tellStep(walker, shown);
  try {
    while (stepOf(walker.state) !== null && !words.isStopped && !shown.io.interrupted().aborted) {
      const all = await walker.look(words.taken());
      for (const news of all) tellNews(news, shown);
      if (all.some(({ kind }) => kind === 'result')) tellStep(walker, shown);
      tellWait(walker.state, shown);
      await pause();
    }
  } finally {
    words.close();
    walker.close();
  }
}

function tellStep({ state, request: text }: Walker, { io, isJson }: Shown): void {
  const step = stepOf(state);
  if (step === null) return;
  const at = `${state.results.length + 1}/${state.steps.length}`;
  io.line(isJson ? JSON.stringify({ kind: 'step', at, step, text }) : `${at}  ${text}`);
}

function tellNews(news: WalkNews, { io, isJson }: Shown): void {
  if (isJson) {
    if (news.kind === 'result') io.line(JSON.stringify({ kind: 'result', ...news.result, link: news.link }));
    else io.line(JSON.stringify(news));
    return;
  }
  io.line(`     ${newsText(news)}`);
}

function tellWait(state: WalkState, { io }: Shown): void {
  const step = stepOf(state);
  if (step === null) return;
  const nowMs = walkNowMs();
  const isCold = step.kind === 'sensor' && nowMs < state.warmMs;
  const leftS = Math.max(0, Math.ceil((walkDeadlineMs(state) - nowMs) / 1000));
  io.status(
    isCold ? `     warming up, ${Math.ceil((state.warmMs - nowMs) / 1000)} s` : `     ${leftS} s left`,
  );
}

function leave(
  acceptance: Acceptance,
  receipt: SignedReceipt | null,
  { out, isJson }: { readonly out: string | null; readonly isJson: boolean },
  io: Io,
): void {
  const page = acceptanceText(acceptance);
  io.line(isJson ? JSON.stringify(acceptance) : `\n${page}`);
  if (out === null) return;
  try {
    writeSynced(out, `${JSON.stringify({ ...acceptance, receipt })}\n`);
    writeSynced(`${out}.txt`, `${page}\n`);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${out} cannot be written: ${String(error)}`, { cause: error });
  }
}

const SPOKEN: Readonly<Partial<Record<string, Word>>> = { y: 'yes', n: 'no', s: 'skip' };

/** Lines that were typed since they were last asked for. */
class Words {
  readonly #reader = createInterface({ input: process.stdin });
  #taken: Word[] = [];
  isStopped = false;

  constructor() {
    this.#reader.on('line', (line) => {
      const letter = line.trim().slice(0, 1).toLowerCase();
      const word = SPOKEN[letter];
      if (letter === 'q') this.isStopped = true;
      else if (word !== undefined) this.#taken.push(word);
    });
  }
  taken(): readonly Word[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }
  close(): void {
    this.#reader.close();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LOOK_MS);
  });
}
