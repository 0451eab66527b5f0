/**
 * What a visit says, to a technician or to a program: the same facts, as lines of text or of JSON.
 *
 * Owns the words. Says nothing of a key, and never that a home is watched: only a walk test shows that.
 */
import { PLUGGED_IN, type PluggedIn } from '../../provisioning/plugged-in.ts';
import { SETUP_FAULTS, type SetupFault } from '../../provisioning/setup-faults.ts';
import type { SetUp, SetupStep } from '../../provisioning/setup-order.ts';
import type { PlanDevice } from '../../provisioning/plan.ts';
import { asCalled, calledHere } from '../called-as.ts';
import type { Io } from '../verb.ts';
import { nextSteps, standingHere } from './next-steps.ts';
import type { Visited } from './visit.ts';

const STEPS: Readonly<Record<SetupStep, string>> = {
  listening: 'listening',
  heard: 'a new node is there',
  staging: 'gets its address and key',
  committing: 'writes them down',
  meeting: 'is met under its new name',
  testing: 'tests itself',
  unplugged: 'unplugged: plug it in again',
  other: 'set up already: take it off and plug in the right one',
};
/** Worth a line of its own: somebody has to do something. The rest passes within a second. */
const CALLS: readonly SetupStep[] = ['unplugged', 'other'];
/** It is the one that is meant. */
const MET: readonly SetupStep[] = ['heard', 'staging', 'committing', 'meeting', 'testing'];

export interface KitRow {
  readonly home: string;
  readonly hub: string;
  readonly done: number;
  readonly nodes: number;
  readonly isWhole: boolean;
  /** What a kit lacks although its nodes are set up. */
  readonly missing: readonly string[];
  readonly folder: string;
}

export class Teller {
  readonly #io: Io;
  readonly #isJson: boolean;
  /** The node that was last heard in its own place; null: none. What is unplugged before is the one before it. */
  #met: string | null = null;

  constructor(io: Io, isJson: boolean) {
    this.#io = io;
    this.#isJson = isJson;
  }

  /** `before`: set up already, at the depot or in a visit before; `done`: of these, in their places. */
  begins(home: string, { done, before, nodes }: Record<'done' | 'before' | 'nodes', number>): void {
    const where = before > done ? ` (${before - done} to be plugged in)` : '';
    const text = `${home}: ${countOf(nodes, 'node')}, ${before} of them set up before${where}`;
    this.#say({ kind: 'visit', home, done, before, nodes }, text);
  }
  /** Nobody has named one. */
  takesBoard(board: string, others: readonly string[]): void {
    const text = `the hub is taken for a ${board}; if it is another, write board: into the plan, one of ${others.join(', ')}`;
    this.#say({ kind: 'board', board, others }, text);
  }
  /** Somebody has changed the hub's file since. */
  keeps(hubFile: string): void {
    this.#say(
      { kind: 'keeps', hubFile },
      `${hubFile} was changed since: it stays as it is, but for the lines of the devices that this visit changes`,
    );
  }
  awaits({ id, room, watches }: PlanDevice): void {
    this.#say({ kind: 'awaits', node: id }, `${id}: plug in its node (${room}: ${watches.join(', ')})`);
  }
  found({ id }: PlanDevice, port: string): void {
    this.#say({ kind: 'port', node: id, port }, `${id}: at ${port}`);
  }
  /** What is at a port that may be the right one, and what to do about it. */
  sees(id: string, port: string, { kind, detail }: PluggedIn): void {
    const [what, todo] = PLUGGED_IN[kind];
    const hint = asCalled(todo, calledHere());
    const whole = kind === 'own-node' ? `${detail}, ${what}` : detail === '' ? what : `${what} (${detail})`;
    this.#say({ kind: 'plugged-in', node: id, port, is: kind, detail, hint }, `${port}: ${whole}\n  ${hint}`);
  }
  step(id: string, step: SetupStep, detail: string): void {
    const isNext = step === 'unplugged' && this.#met !== id;
    if (MET.includes(step)) this.#met = id;
    const words = isNext ? `unplugged: now plug in its node` : STEPS[step];
    const text = `${id}: ${step === 'other' ? `that is ${detail}, ` : ''}${words}`;
    const other = step === 'other' ? { other: detail } : {};
    if (this.#isJson) this.#io.line(JSON.stringify({ kind: 'step', node: id, step, ...other }));
    else if (CALLS.includes(step)) this.#io.line(text);
    else this.#io.status(text);
  }
  /** `check`: the code of its label. */
  setUp(id: string, { serial, firmware, selfTest, wasDone }: SetUp, check: string): void {
    const { battery, temperature, findings } = selfTest;
    const measured = [
      ...(battery === null ? [] : [`${(battery / 1_000).toFixed(2)} V`]),
      ...(temperature === null ? [] : [`${temperature.toFixed(1)} °C`]),
    ];
    const well = findings.length === 0 ? 'well' : findings.join('; ');
    const words = [`node ${serial}`, `check ${check}`, `firmware ${firmware}`, ...measured, well].join(', ');
    const line = { kind: 'node', node: id, serial, check, firmware, battery, temperature, findings, wasDone };
    this.#say(line, `${id}: ${wasDone ? 'was set up before' : 'set up'}: ${words}`);
  }
  known(id: string): void {
    this.#say({ kind: 'known', node: id }, `${id}: set up before`);
  }
  failed(id: string, fault: SetupFault, detail: string): void {
    const hint = asCalled(SETUP_FAULTS[fault], calledHere());
    this.#say(
      { kind: 'failed', node: id, fault, detail, hint },
      `${id}: NOT set up: ${detail} [${fault}]\n  ${hint}`,
    );
  }
  warns(text: string): void {
    this.#say({ kind: 'warning', text }, `warning: ${text}`);
  }
  ends({ done, nodes, hubFile, isNew, state, isStopped }: Visited): void {
    const count = `${done} of ${countOf(nodes, 'node')} ${nodes === 1 ? 'is' : 'are'} set up`;
    const line = { kind: 'end', state, done, nodes, hubFile };
    if (hubFile === null) {
      const begun = isStopped ? 'Stopped' : 'The visit is not over';
      const text = `${count}. ${begun}: run the same command to go on. No hub's file was written.`;
      this.#say({ ...line, state: 'begun' }, text);
      return;
    }
    const armed =
      state === 'armed'
        ? 'What was learned stays, and the home is armed; what was replaced or moved wants a walk.'
        : 'Installed, not armed: a walk that ends ready arms the home.';
    const written = isNew ? 'is written' : 'is as it was';
    const steps = nextSteps(hubFile, standingHere(calledHere()));
    this.#say(
      line,
      `${count}. ${hubFile} ${written}.\n${armed} Start the hub and, while it runs, walk:\n${steps}`,
    );
  }
  /** A kit at a depot; what comes next is the summary's to say. */
  endsKit(home: string, { done, nodes, hubFile, missing }: Visited): void {
    const isWhole = hubFile !== null && missing.length === 0;
    const file = hubFile === null ? 'its hub.yaml is not written yet' : `${hubFile} is written`;
    const lacks = missing.map((each) => `\n  not whole yet: ${each}`).join('');
    const text = `${home}: ${done} of ${countOf(nodes, 'node')} ${nodes === 1 ? 'is' : 'are'} set up; ${file}${lacks}`;
    this.#say({ kind: 'kit', home, isWhole, done, nodes, hubFile, missing }, text);
  }
  /** `labels`: the page of stickers; null: there is none yet. */
  endsBatch(rows: readonly KitRow[], labels: string | null): void {
    if (this.#isJson) for (const row of rows) this.#io.line(JSON.stringify({ kind: 'summary', ...row }));
    else this.#io.line(tableOf(rows));
    const done = rows.filter(({ isWhole }) => isWhole).length;
    const missing = new Set(rows.flatMap((row) => row.missing));
    const lacks = [...missing].map((each) => `\nMissing: ${each}`).join('');
    const next =
      done === rows.length
        ? 'At the home, copy a kit to /etc/anbu of its hub, plug its nodes in, and: sudo anbu provision'
        : `Run the same command to go on: what is done is passed over.${lacks}`;
    const print = labels === null ? '' : `Their labels, to be printed: ${labels}\n`;
    const text = `${done} of ${countOf(rows.length, 'kit')} ${rows.length === 1 ? 'is' : 'are'} whole. ${print}${asCalled(next, calledHere())}`;
    const state = done === rows.length ? 'whole' : 'begun';
    this.#say({ kind: 'end', state, done, kits: rows.length, labels }, text);
  }

  #say(line: Readonly<Record<string, unknown>>, text: string): void {
    this.#io.line(this.#isJson ? JSON.stringify(line) : text);
  }
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
function tableOf(rows: readonly KitRow[]): string {
  const head = ['home', 'hub', 'nodes', 'kit', 'folder'];
  const cells = rows.map(({ home, hub, done, nodes, isWhole, missing, folder }) => [
    home,
    hub,
    `${done}/${nodes}`,
    isWhole ? 'whole' : missing.length > 0 ? 'not whole' : done === 0 ? 'not begun' : 'begun',
    folder,
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...cells].map((row) => row[at]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return ['', ...[head, ...cells].map(lineOf)].join('\n');
}
