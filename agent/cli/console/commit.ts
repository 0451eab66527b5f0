/**
 * What was staged, put in force: all of it, or nothing.
 *
 * Keys and certificates go into files of new names first; the configuration that names them is checked by the hub's own
 * check and moved into its place by one rename, which is the moment it is in force. Before that nothing that the hub uses
 * was touched; the configuration before it is kept beside it. Networks are files of NetworkManager: one that has a former one is
 * tried first, and its rename comes just before that of the configuration. Cut between the two, the same commit again ends the same.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { edited } from '../../config/edit.ts';
import { readApart } from '../../config/read-apart.ts';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder, syncFolder } from '../../journal/disk-folder.ts';
import { lteConnection, wifiConnection } from '../../provisioning/console/nm-connection.ts';
import { type Answer, refusal } from '../../provisioning/console/requests.ts';
import { type Staged, type TextPath, stagedNames } from '../../provisioning/console/staged.ts';
import type { Random } from '../../ports.ts';
import { NetworkChange, type NotUp } from './network-change.ts';
import type { Networks } from './networks.ts';
import { BEFORE, CANDIDATE, removed, sweep } from './own-files.ts';

export interface CommitPlaces {
  readonly config: string;
  /** A copy that the hub may fall back to: what it names must stay. */
  readonly lastGood: string;
  readonly networks: Networks;
  readonly random: Random;
}

const NAME_BYTES = 4;
const MEND = 'Mend these, set them again, and commit. Nothing was changed.';

export async function commitStaged(
  staged: Staged,
  places: CommitPlaces,
  progress: (step: string) => void,
): Promise<Answer> {
  const connections = [
    ...(staged.wifi === null ? [] : [wifiConnection(staged.wifi)]),
    ...(staged.lte === null ? [] : [lteConnection(staged.lte)]),
  ];
  if (connections.length > 0 && !(await places.networks.isThere()))
    return refusal(
      'network-unavailable',
      'NetworkManager is not there. Install the package network-manager, or set the network up by hand. Nothing was changed.',
    );
  const candidate = staged.texts.size === 0 ? null : new Candidate(staged, places);
  const change = new NetworkChange(places.networks, connections);
  try {
    progress('checking');
    const problems = (await candidate?.problems()) ?? [];
    if (problems.length > 0) {
      candidate?.drop();
      return refusal('config-invalid', MEND, problems);
    }
    const down = await change.tryOut(progress);
    if (down !== null) {
      candidate?.drop();
      return notUp(down);
    }
    progress('writing');
    change.putInForce();
    candidate?.putInForce();
  } catch (error) {
    candidate?.drop();
    const networks = candidate?.isInForce === true ? '' : await undone(change);
    if (error instanceof AnbuError) return refusal(error.code, `${error.message}. ${error.hint}${networks}`);
    const now =
      candidate?.isInForce === true
        ? 'It may be in force; commit it again.'
        : `The configuration was not changed.${networks}`;
    return refusal('file-unwritable', `The disk did not take it (${String(error)}). ${now}`);
  }
  return committed(stagedNames(staged), await change.bringUp(progress), candidate !== null);
}

function notUp({ id, why, still }: NotUp): Answer {
  return refusal(
    'network-not-up',
    `${id} does not come up (${why}). Look at what was typed, and whether it is in reach; set it again, and commit. Nothing was changed, the network before it is in force${stillText(still)}.`,
  );
}

/** A sentence more when they are not all as they were. Never throws. */
async function undone(change: NetworkChange): Promise<string> {
  try {
    const still = stillText(await change.undo());
    return still === '' ? '' : ` The networks before it are in force${still}.`;
  } catch (error) {
    return ` The new networks stay (${String(error)}): they were tried, or there were none before.`;
  }
}

function stillText(still: Readonly<Record<string, string>>): string {
  const each = Object.entries(still).map(([id, why]) => `, but ${id} is not up yet: ${why}`);
  return each.join('');
}

function committed(
  names: string[],
  network: Readonly<Record<string, string>>,
  needsRestart: boolean,
): Answer {
  return {
    ok: { committed: names, network, needsRestart },
    lines: [
      ...Object.entries(network).map(([id, how]) => `${id}: ${how === 'up' ? 'up' : `not up yet: ${how}`}`),
      `ok: in force on the disk: ${names.join(', ')}${needsRestart ? '; the hub takes it with: restart' : ''}`,
    ],
  };
}

class Candidate {
  readonly #staged: Staged;
  readonly #places: CommitPlaces;
  /** Name → content of each file that the new configuration names. */
  readonly #files = new Map<string, string>();
  #text = '';
  #isInForce = false;

  constructor(staged: Staged, places: CommitPlaces) {
    this.#staged = staged;
    this.#places = places;
  }

  get isInForce(): boolean {
    return this.#isInForce;
  }
  get #path(): string {
    return `${this.#places.config}${CANDIDATE}`;
  }
  #beside(name: string): string {
    return join(dirname(this.#places.config), name);
  }

  /** All that is wrong with it; afterwards it lies beside the one in force. Throws what the disk throws. */
  async problems(): Promise<string[]> {
    const { texts } = this.#staged;
    const base = texts.get('config') ?? readText(this.#places.config);
    if (base === null)
      return [
        'config: there is no configuration on this hub yet; set a whole one, as anbu provision writes it',
      ];
    const edits = [...texts].flatMap(([path, text]) => {
      if (path === 'config') return [];
      const isFile = isFilePath(path);
      const name = isFile ? `${stemOf(path)}.${this.#places.random.hex(NAME_BYTES)}.pem` : text;
      if (isFile) this.#files.set(name, text.endsWith('\n') ? text : `${text}\n`);
      return [{ path: stepsOf(path), value: name }];
    });
    const result = edited(base, edits);
    if ('nowhere' in result)
      return [`${result.nowhere.join('.')}: there is no such place in the configuration`];
    this.#text = result.text;
    makeFolder(dirname(this.#path));
    for (const [name, content] of this.#files) writeSynced(this.#beside(name), content, true);
    writeSynced(this.#path, this.#text, true);
    const read = await readApart(this.#path, this.#places.config);
    if ('problems' in read)
      return read.problems.map(
        ({ line, path, expected, met, hint }) =>
          `line ${line}, ${path}: expected ${expected}, but met ${met}. ${hint}`,
      );
    return pairProblems(read.config);
  }

  putInForce(): void {
    const { config, lastGood } = this.#places;
    const before = readText(config);
    if (before !== null) writeSynced(`${config}${BEFORE}`, before, true);
    renameSync(this.#path, config);
    this.#isInForce = true;
    syncFolder(dirname(config));
    sweep(config, lastGood, 0);
  }

  /** What it wrote goes, unless it is named by what is in force. */
  drop(): void {
    if (this.#isInForce) return;
    for (const path of [this.#path, ...[...this.#files.keys()].map((name) => this.#beside(name))])
      removed(path);
  }
}

/** Values that are the content of a file; the configuration holds its name. */
function isFilePath(path: TextPath): boolean {
  return (
    path === 'uplink.clientCertificate' ||
    path === 'uplink.clientKey' ||
    path === 'uplink.authority' ||
    path.startsWith('uplink.centreKeys.') ||
    path.startsWith('devices.')
  );
}

function stemOf(path: TextPath): string {
  return path.replaceAll(/[^A-Za-z0-9-]+/g, '-');
}

/** The id of a device may have dots. */
function stepsOf(path: TextPath): string[] {
  const device = /^devices\.(.+)\.key$/u.exec(path)?.[1];
  return device === undefined ? path.split('.') : ['devices', device, 'key'];
}

/** A certificate is of no use with another's key; the broker would only say that it refuses. */
function pairProblems({ uplink: { clientCertificate, clientKey } }: Pick<Config, 'uplink'>): string[] {
  if (clientCertificate === null || clientKey === null) return [];
  const certificate = given(() => new X509Certificate(readFileSync(clientCertificate)));
  const key = given(() => createPrivateKey(readFileSync(clientKey)));
  return [
    ...(certificate === null ? [`uplink.clientCertificate: expected a certificate in PEM form`] : []),
    ...(key === null ? [`uplink.clientKey: expected a private key in PEM form, without a passphrase`] : []),
    ...(certificate !== null && key !== null && !certificate.checkPrivateKey(key)
      ? [
          `uplink.clientCertificate: it is for another key than ${basename(clientKey)}; set both, or ask for another`,
        ]
      : []),
  ];
}

function given<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  return given(() => readFileSync(path, 'utf8'));
}
