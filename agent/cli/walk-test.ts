/**
 * `anbu walk-test`: guides whoever installs a hub through the home, and says whether it is ready.
 *
 * Owns the terminal and the pace; what passes is `provisioning/walk-test.ts`, the words `provisioning/acceptance.ts`. Runs
 * beside the hub, reads what it writes, and asks it for one thing: a test alert when that step comes. Answers: y, n, s (pass
 * this over), q (stop here).
 */
import { createInterface } from 'node:readline';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { printProblems } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { writeSynced } from '../journal/disk-file.ts';
import {
  type Acceptance,
  acceptanceOf,
  acceptanceText,
  delayOf,
  receiptDetails,
  requestOf,
} from '../provisioning/acceptance.ts';
import {
  type WalkInput,
  type WalkState,
  beginWalk,
  stepOf,
  walk,
  walkDeadlineMs,
} from '../provisioning/walk-test.ts';
import { REPLIES_BY, type ReplyBy } from '../record.ts';
import { ownIdentity } from './identity/own-identity.ts';
import { keepReceipt, receiptOf, whoIsHere } from './identity/receipts.ts';
import { CONFIG, DATA, SOCKET } from './places.ts';
import type { Io, Verb } from './verb.ts';
import { JournalSigns } from './walk/signs.ts';
import { TestAsker } from './walk/test-asker.ts';

/** Only whether the journal has changed; whoever waits for a lamp to answer looks four times a second. */
const LOOK_MS = 250;
/** A sign is on the disk after ten seconds at most (`journal.group`), and read within two more: only then is it late. */
const WRITTEN_WITHIN_MS = 12_000;
/** A test alert that was acknowledged in this visit, as the one a minute after the first start. */
const VISIT_MS = 60 * 60_000;

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
    const signs = new JournalSigns(args.text('data') ?? DATA);
    const asker = new TestAsker(args.text('socket') ?? SOCKET);
    const state = await walkThrough(config, { signs, asker }, { io, isJson: args.on('json') });
    const { uplink, home, detector, checkon } = config;
    const acceptance = acceptanceOf(state, {
      site: uplink.site,
      hub: uplink.hub,
      home: home.home,
      at: new Date().toISOString(),
      by: whoIsHere(args.text('by')),
      acknowledged: signs.acknowledged,
      delay: delayOf(detector, checkon),
    });
    leave(acceptance, { file, out: args.text('out'), isJson: args.on('json') }, io);
    return acceptance.isReady ? 0 : 1;
  },
};

interface Shown {
  readonly io: Io;
  readonly isJson: boolean;
}

interface Around {
  readonly signs: JournalSigns;
  readonly asker: TestAsker;
}
async function walkThrough(config: Config, { signs, asker }: Around, shown: Shown): Promise<WalkState> {
  // What lies in the journal already is no step of this walk; who is asked for is known from it.
  await signs.read();
  const startedMs = Date.now();
  const words = new Words();
  let state = beginWalk(
    { sensors: config.home.sensors, presses: pressesOf(config) },
    signs.bootMs,
    startedMs,
  );
  const take = (input: WalkInput, atMs: number): void => {
    if (atMs < state.sinceMs) return;
    const next = walk(state, input, atMs);
    if (next !== state) tellChange(state, next, shown);
    state = next;
  };
  tellStep(state, shown);
  try {
    while (stepOf(state) !== null && !words.isStopped && !shown.io.interrupted().aborted) {
      for (const word of words.taken()) take({ kind: 'word', word }, Date.now());
      for (const { input, atMs } of await signs.read()) take(input, atMs);
      const { acknowledged } = signs;
      if (acknowledged !== null && acknowledged.atMs >= startedMs - VISIT_MS)
        take({ kind: 'acknowledged' }, Date.now());
      if (stepOf(state)?.kind === 'receiver') tellAsked(await asker.ask(performance.now()), shown);
      take({ kind: 'time' }, Date.now() - WRITTEN_WITHIN_MS);
      tellWait(state, shown);
      await pause();
    }
  } finally {
    words.close();
  }
  return state;
}

/** What a hand can press here, in the order in which replies are listed. */
function pressesOf({ devices, companion }: Config): ReplyBy[] {
  const named = new Set(devices.flatMap(({ role, feeds }) => [role, ...Object.values(feeds ?? {})]));
  if (companion.device !== null) named.add('touch');
  return REPLIES_BY.filter((by) => by !== 'motion' && by !== 'voice' && named.has(by));
}

function tellStep(state: WalkState, { io, isJson }: Shown): void {
  const step = stepOf(state);
  if (step === null) return;
  const text = requestOf(step, state.sensors);
  const at = `${state.results.length + 1}/${state.steps.length}`;
  io.line(isJson ? JSON.stringify({ kind: 'step', at, step, text }) : `${at}  ${text}`);
}

function tellChange(before: WalkState, after: WalkState, shown: Shown): void {
  const { io, isJson } = shown;
  const result = after.results[before.results.length];
  if (result === undefined) {
    const other = after.instead.at(-1);
    if (other !== undefined && !isJson)
      io.line(`     seen by ${other}, not yet by the one that is asked for`);
    return;
  }
  if (isJson) io.line(JSON.stringify({ kind: 'result', ...result }));
  else io.line(`     ${result.outcome === 'passed' ? 'ok' : result.outcome}`);
  tellStep(after, shown);
}

function tellAsked(text: string | null, { io, isJson }: Shown): void {
  if (text !== null) io.line(isJson ? JSON.stringify({ kind: 'test-alert', text }) : `     ${text}`);
}

function tellWait(state: WalkState, { io }: Shown): void {
  const step = stepOf(state);
  if (step === null) return;
  const nowMs = Date.now();
  const isCold = step.kind === 'sensor' && nowMs < state.warmMs;
  const leftS = Math.max(0, Math.ceil((walkDeadlineMs(state) - nowMs) / 1000));
  io.status(
    isCold ? `     warming up, ${Math.ceil((state.warmMs - nowMs) / 1000)} s` : `     ${leftS} s left`,
  );
}

function leave(
  acceptance: Acceptance,
  { file, out, isJson }: { readonly file: string; readonly out: string | null; readonly isJson: boolean },
  io: Io,
): void {
  const page = acceptanceText(acceptance);
  io.line(isJson ? JSON.stringify(acceptance) : `\n${page}`);
  const receipt = acceptance.isReady ? signed(acceptance, file, io) : null;
  if (out === null) return;
  try {
    writeSynced(out, `${JSON.stringify({ ...acceptance, receipt })}\n`);
    writeSynced(`${out}.txt`, `${page}\n`);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${out} cannot be written: ${String(error)}`, { cause: error });
  }
}

/** By the hub's key; a hub on a broker of its own machine may have none, and then nobody signs. */
function signed(acceptance: Acceptance, file: string, io: Io): ReturnType<typeof receiptOf> | null {
  try {
    const own = ownIdentity(file);
    const { by } = acceptance;
    const receipt = receiptOf(own, own.clientKey, { what: 'ready', by, details: receiptDetails(acceptance) });
    keepReceipt(own, receipt, io);
    return receipt;
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    io.note(`anbu: nobody signs the record: ${error.message}`);
    return null;
  }
}

const SPOKEN: Readonly<Partial<Record<string, 'yes' | 'no' | 'skip'>>> = { y: 'yes', n: 'no', s: 'skip' };

/** Lines that were typed since they were last asked for. */
class Words {
  readonly #reader = createInterface({ input: process.stdin });
  #taken: ('yes' | 'no' | 'skip')[] = [];
  isStopped = false;

  constructor() {
    this.#reader.on('line', (line) => {
      const letter = line.trim().slice(0, 1).toLowerCase();
      const word = SPOKEN[letter];
      if (letter === 'q') this.isStopped = true;
      else if (word !== undefined) this.#taken.push(word);
    });
  }
  taken(): readonly ('yes' | 'no' | 'skip')[] {
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
