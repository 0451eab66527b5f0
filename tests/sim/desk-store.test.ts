/**
 * One contract for both of the desk's stores, and what only the disk can show: a process killed at any instant.
 *
 * The killed process is `desk-child.ts`; no child outlives its test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AckPayload } from '../../agent/uplink/commands.ts';
import { parseEnvelope } from '../../agent/uplink/envelope.ts';
import {
  type DeskState,
  type Touched,
  advance,
  newDesk,
  nothingTouched,
  receive,
} from '../../sim/desk-core.ts';
import type { DeskReport } from '../../sim/desk-report.ts';
import { type DeskStore, MemoryDeskStore, SqliteDeskStore } from '../../sim/desk-store.ts';
import { BOOT_1, alertBody, condition, history, record } from '../uplink/hub-packets.ts';
import { POLICY } from './desk-rig.ts';

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-desk-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const path = (): string => {
  files += 1;
  return join(folder, `${files}.db`);
};

/** A desk that has heard something of everything. */
function busyDesk(): { state: DeskState; touched: Touched } {
  const [state, touched] = [newDesk(), nothingTouched()];
  const previous = { boot: BOOT_1, lastSeq: { alert: 1, notice: 0, need: 0, state: 0, history: 9 } };
  const alert = { ...alertBody(), text: '안부', cause: 'inactivity' };
  receive(state, { kind: 'birth', hub: 'h1', boot: 'b', previous }, 5, touched);
  const seqs = [1, 2, 5, 5].map((seq) => ({ seq, alert: null, previous: null }));
  receive(state, { kind: 'records', hub: 'h1', lane: 'history', boot: 'b', records: seqs }, 6, touched);
  const news = [{ seq: 1, alert, previous: null }];
  receive(state, { kind: 'records', hub: 'h1', lane: 'alert', boot: 'b', records: news }, 7.5, touched);
  receive(state, { kind: 'heartbeat', hub: 'h1', boot: 'b', waiting: [] }, 8.25, touched);
  receive(state, { kind: 'refused', topic: 't', why: 'envelope-malformed' }, 9, touched);
  advance(state, { key: 'h1/alert-1', stage: 'acknowledged', atMs: 10 }, POLICY, touched);
  advance(state, { key: 'h1/alert-1', stage: 'dispatched', atMs: 11 }, POLICY, touched);
  state.counter = 2048;
  return { state, touched };
}

describe.each([
  ['memory', () => new MemoryDeskStore(), (store: DeskStore) => store],
  [
    'disk',
    () => new SqliteDeskStore(path()),
    (store: DeskStore) => {
      store.close();
      return new SqliteDeskStore(join(folder, `${files}.db`));
    },
  ],
] as const)('store in %s', (_name, open, reopen) => {
  test('an empty store is an empty desk', () => {
    const store = open();
    expect(store.load()).toEqual(newDesk());
    store.close();
  });

  test('what was committed is there again, all of it', () => {
    const store = open();
    const { state, touched } = busyDesk();
    store.commit(state, touched);
    const again = reopen(store);
    expect(again.load()).toEqual(state);
    again.close();
  });

  test('what was not touched is not stored, and what changes later does not reach the store', () => {
    const store = open();
    const { state, touched } = busyDesk();
    store.commit(state, { ...touched, cases: new Set() });
    state.counter = 9999;
    for (const ledger of Object.values(state.lanes)) ledger.ranges.push([100, 200]);
    const again = reopen(store);
    const loaded = again.load();
    expect(loaded.cases).toEqual({});
    expect(loaded.counter).toBe(2048);
    expect(Object.values(loaded.lanes).flatMap(({ ranges }) => ranges)).not.toContainEqual([100, 200]);
    again.close();
  });
});

test('a second desk on the same file is refused while the first lives', () => {
  const file = path();
  const first = new SqliteDeskStore(file);
  first.commit(newDesk(), nothingTouched());
  expect(() => new SqliteDeskStore(file).load()).toThrow(/locked/);
  first.close();
});

// ---- kill -9 ---------------------------------------------------------------------------------------------------

const KILLS = 8;
const RECORDS = 1200;
const CHILD = new URL('desk-child.ts', import.meta.url).pathname;

interface Child {
  readonly process: ChildProcess;
  send(line: object): void;
}

/** A desk as a process of its own; what it says comes line by line. */
function startChild(file: string, heard: (line: string) => void): Child {
  const child = spawn(process.execPath, [CHILD, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  // Also when the test fails half-way: no desk is left behind.
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  // Writing to a process that was just killed is what this test is about.
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', heard);
  return { process: child, send: (line) => child.stdin.write(`${JSON.stringify(line)}\n`) };
}

test('killed eight times in mid-stream: nothing acknowledged is forgotten, nothing is applied twice', async () => {
  const file = path();
  const sender = { identity: { site: 'seoul', hub: 'hub-1' } };
  let kept = 0;
  let counter = 0;
  let report: DeskReport | null = null;
  let wake = (): void => {};
  const heard = (line: string): void => {
    const said = JSON.parse(line) as { readonly packet?: { payload: string }; readonly report?: DeskReport };
    if (said.report !== undefined) report = said.report;
    const envelope = said.packet === undefined ? null : parseEnvelope(said.packet.payload);
    if (envelope !== null) {
      expect(envelope.counter).toBeGreaterThan(counter);
      counter = envelope.counter;
      const payload = JSON.parse(envelope.payload) as AckPayload;
      if (payload.kind === 'kept' && payload.lane === 'history') {
        expect(payload.upTo).toBeGreaterThanOrEqual(kept);
        kept = payload.upTo;
      }
    }
    wake();
  };
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise<void>((resolve) => (wake = resolve));
  };
  let child = startChild(file, heard);
  for (let kill = 0; kill <= KILLS; kill += 1) {
    // Like a hub: from what is kept on, a little of it again, then an alert told twice.
    for (let seq = Math.max(1, kept - 5); seq <= RECORDS; seq += 20) {
      child.send(history(sender, seq, Math.min(RECORDS, seq + 19)));
    }
    child.send(record(sender, 'alert', 1, alertBody()));
    child.send(record(sender, 'notice', 1, condition));
    if (kill === KILLS) break;
    const goal = Math.min(RECORDS, kept + 20 + 17 * kill);
    await until(() => kept >= goal);
    child.process.kill('SIGKILL');
    await once(child.process, 'exit');
    child = startChild(file, heard);
  }
  await until(() => kept === RECORDS);
  child.send({ report: true });
  await until(() => report !== null);
  child.process.kill('SIGKILL');
  await once(child.process, 'exit');
  expect(report).toMatchObject({
    records: { alert: 1, notice: 1, history: RECORDS },
    gaps: [],
    duplicatesApplied: 0,
  });
  expect((report as DeskReport | null)?.alerts).toHaveLength(1);
  expect((report as DeskReport | null)?.duplicatesReceived).toBeGreaterThan(0);
});
