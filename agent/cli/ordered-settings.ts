/**
 * Settings by command on the disk: what lies over the hub's file, what is being tried, and how often it was started.
 *
 * One small file beside the journal, always whole: written aside, synced, renamed. It follows the journal's state and is
 * only a copy of it for the next start, which needs it before a journal is open. What does not start, or no longer fits
 * the file, is left out, and said. Never changes the file of the hub.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Refused } from '../config/load.ts';
import type { Problem } from '../config/problems.ts';
import { type ReadApart, readApart } from '../config/read-apart.ts';
import { wantedSettings } from '../config/settings.ts';
import { AnbuError } from '../errors.ts';
import type { HubState } from '../machine.ts';
import { makeFolder } from '../journal/disk-folder.ts';
import { writeSynced } from '../journal/disk-file.ts';
import type { BootTrouble, SettingsChange } from '../record.ts';
import type { JudgedSettings, Log } from '../ports.ts';
import { configRows } from './config-report.ts';

const FILE = 'settings.ordered.json';
/** Starts of one trial: a power cut or two are nobody's fault, a third is. */
const STARTS_MAX = 3;
/** Lines of an answer, and their length: a screen of a desk. */
const LINES_MAX = 10;
const LINE_CHARS_MAX = 200;

interface OnDisk {
  readonly good: SettingsChange | null;
  readonly trial: (SettingsChange & { readonly starts: number }) | null;
}
export interface OrderedStart {
  readonly loaded: ReadApart;
  /** What lies over the file in this life; null: nothing. */
  readonly inForce: SettingsChange | null;
  readonly trouble: readonly BootTrouble[];
}
const NOTHING: OnDisk = { good: null, trial: null };

export class OrderedSettings {
  readonly #folder: string;
  readonly #log: Log;
  readonly #base: ReadApart;
  readonly #read: (set: SettingsChange['set']) => Promise<ReadApart | Refused>;
  #inForce: SettingsChange | null = null;
  /** As it is on the disk, where only this process writes it. */
  #disk: OnDisk;
  #config: ReadApart['config'];

  /** `base`: the file as it is; `read`: the file with settings over it. */
  constructor(
    folder: string,
    log: Log,
    base: ReadApart,
    read: (set: SettingsChange['set']) => Promise<ReadApart | Refused>,
  ) {
    this.#folder = folder;
    this.#log = log;
    this.#base = base;
    this.#read = read;
    this.#config = base.config;
    this.#disk = this.#readDisk();
  }

  /** What the next life of the hub runs with. Counts the start of a trial before it begins. */
  async start(): Promise<OrderedStart> {
    const { good, trial } = this.#disk;
    let trouble: readonly BootTrouble[] = [];
    if (trial !== null) {
      const { starts, version, set } = trial;
      if (starts < STARTS_MAX) {
        this.#write({ good, trial: { ...trial, starts: starts + 1 } });
        const loaded = await this.#tried(set);
        if (loaded !== null) return this.#begin(loaded, { version, set }, []);
      }
      this.#write({ good, trial: null });
      trouble = ['settings-failed'];
    }
    if (good === null) return this.#begin(this.#base, null, trouble);
    const loaded = await this.#tried(good.set);
    if (loaded !== null) return this.#begin(loaded, good, trouble);
    return this.#begin(this.#base, null, ['settings-failed']);
  }

  /** Tells what an order would change, and what is wrong with it. Rejects only with what `done` throws. */
  async judge(change: SettingsChange, done: (judged: JudgedSettings) => void): Promise<void> {
    done(await this.#judged(change));
  }

  async #judged(change: SettingsChange): Promise<JudgedSettings> {
    try {
      const read = await this.#read(change.set);
      if ('problems' in read) return { problems: lines(read.problems.map(problemLine)), changes: [] };
      return { problems: [], changes: lines(changesBetween(this.#config, read.config)) };
    } catch (error) {
      const why = error instanceof AnbuError ? `${error.code}: ${error.message}` : String(error);
      return { problems: lines([why]), changes: [] };
    }
  }

  /** Brings the disk to what the state wants; true when that is not what this life runs with. */
  follow({ settings }: Readonly<HubState>): boolean {
    const wanted = wantedSettings(settings);
    const { good, trial } = settings;
    const before = this.#disk;
    const starts = trial !== null && before.trial?.version === trial.version ? before.trial.starts : 0;
    const next: OnDisk = {
      good,
      trial: trial === null ? null : { version: trial.version, set: trial.set, starts },
    };
    if (JSON.stringify(next) !== JSON.stringify(before)) this.#write(next);
    return (wanted?.version ?? null) !== (this.#inForce?.version ?? null);
  }

  #begin(loaded: ReadApart, inForce: SettingsChange | null, trouble: readonly BootTrouble[]): OrderedStart {
    this.#inForce = inForce;
    this.#config = loaded.config;
    return { loaded, inForce, trouble };
  }

  async #tried(set: SettingsChange['set']): Promise<ReadApart | null> {
    try {
      const read = await this.#read(set);
      if (!('problems' in read)) return read;
      for (const line of lines(read.problems.map(problemLine)))
        this.#log.write('error', `ordered settings: ${line}`);
    } catch (error) {
      this.#log.write('error', `ordered settings: ${String(error)}`);
    }
    return null;
  }

  #readDisk(): OnDisk {
    try {
      const text = readFileSync(join(this.#folder, FILE), 'utf8');
      const value: unknown = JSON.parse(text);
      if (isOnDisk(value)) return value;
    } catch {
      // None yet, or no disk: the state says what there should be.
    }
    return NOTHING;
  }

  /** A disk that refuses is told and does not stop the hub: then the next start knows nothing of the change. */
  #write(next: OnDisk): void {
    this.#disk = next;
    try {
      makeFolder(this.#folder);
      writeSynced(join(this.#folder, FILE), JSON.stringify(next));
    } catch (error) {
      this.#log.write('warning', `cannot keep the ordered settings: ${String(error)}`);
    }
  }
}

function isOnDisk(value: unknown): value is OnDisk {
  if (!isObject(value)) return false;
  const { good, trial } = value;
  const isTrial =
    trial === null || (isChange(trial) && 'starts' in trial && typeof trial.starts === 'number');
  return isTrial && (good === null || isChange(good));
}

function isChange(value: unknown): value is SettingsChange {
  return isObject(value) && typeof value['version'] === 'number' && isObject(value['set']);
}

function isObject(value: unknown): value is Readonly<Partial<Record<string, unknown>>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** From the file, the way a hub reads it. */
export function readOver(path: string, beside: string) {
  return (set: SettingsChange['set']): Promise<ReadApart | Refused> =>
    readApart(path, beside, undefined, set);
}

function changesBetween(before: ReadApart['config'], after: ReadApart['config']): string[] {
  const was = new Map(configRows(before, new Map()).map(({ path, value }) => [path, JSON.stringify(value)]));
  return configRows(after, new Map()).flatMap(({ path, value }) => {
    const now = JSON.stringify(value);
    return was.get(path) === now ? [] : [`${path}: ${was.get(path) ?? 'none'} → ${now}`];
  });
}

/** Without the file: its path is nobody's business at the centre. */
function problemLine({ path, expected, met }: Problem): string {
  return `${path}: expected ${expected}, but met ${met}`;
}

function lines(all: readonly string[]): string[] {
  return all.slice(0, LINES_MAX).map((line) => line.slice(0, LINE_CHARS_MAX));
}
