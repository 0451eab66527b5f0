/**
 * A hub for another, as TECHNICIAN.md says it: exported, brought along on a stick, imported, started, and as it was before.
 *
 * Owns the steps and what must be true at their end: armed, every node heard, the centre heard. The nodes are not touched.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { JournalSigns } from '../../agent/cli/walk/journal-signs.ts';
import type { StatusReport } from '../../agent/cli/status-report.ts';
import { anbu } from '../cli/command.ts';
import { Command } from '../cli/running-command.ts';
import { ROOMS, type Technician } from './technician.ts';

/** The cables from one box to the other, and its plug. */
const PLUG_ALL_MS = 30_000;
/** With the movement and the two commands of a look, some five seconds. */
const LOOK_MS = 2_000;
const LOOKS_MAX = 40;

export class HubSwap {
  readonly #from: { readonly config: string; readonly data: string };
  readonly #to: { readonly config: string; readonly data: string };
  readonly #stick: string;
  readonly #technician: Technician;
  #startedMs = 0;

  /** `folder`: where the other hub's two folders are made, and the stick's. */
  constructor(
    folder: string,
    from: { readonly config: string; readonly data: string },
    technician: Technician,
  ) {
    this.#from = from;
    this.#to = { config: join(folder, 'other-etc', 'hub.yaml'), data: join(folder, 'other-data') };
    this.#stick = join(folder, 'stick');
    this.#technician = technician;
  }

  /** The old hub is stopped already. What it returns runs. */
  async bringAnother(): Promise<Command> {
    mkdirSync(this.#stick);
    const [file, secret] = [join(this.#stick, 'swap.anbu'), join(this.#stick, 'passphrase')];
    writeFileSync(secret, 'three words of a list\n');
    const closed = ['--passphrase-file', secret];
    await this.#types('export', '--out', file, ...placesOf(this.#from), ...closed);
    await this.#types('import', file, ...placesOf(this.#to), ...closed);
    await pause(PLUG_ALL_MS);
    const refused = await anbu('run', ...placesOf(this.#from));
    if (!refused.err.includes('[journal-handed-over]')) throw new Error(`the old hub runs: ${refused.err}`);
    const socket = join(this.#stick, 'hub.sock');
    this.#startedMs = Date.now();
    const hub = new Command(['run', ...placesOf(this.#to), '--socket', socket]);
    await hub.until('up: home');
    return hub;
  }

  /** Armed as before, all that it wrote since kept by the centre, and a movement of every node in its journal. */
  async untilAsBefore(): Promise<void> {
    const heard = new Set<string>();
    const signs = new JournalSigns(this.#to.data);
    let last = '';
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      await this.#technician.stirsAll();
      for (const news of await signs.read())
        if (news.kind === 'sign' && news.atMs >= this.#startedMs) heard.add(news.sensor);
      const { out } = await anbu('status', '--json', ...placesOf(this.#to));
      const report = JSON.parse(out) as StatusReport;
      const unheard = ROOMS.filter((room) => ![...heard].some((sensor) => sensor.startsWith(room)));
      const missing = [...missingIn(report), ...unheard.map((room) => `not heard: ${room}`)];
      last = missing.join('; ');
      if (missing.length === 0) {
        const { out: told } = await anbu('status', ...placesOf(this.#to));
        this.#technician.note(`$ anbu status\n${told}(heard since: ${[...heard].toSorted().join(', ')})`);
        return;
      }
      await pause(LOOK_MS);
    }
    throw new Error(`the other hub is not as the one before: ${last}`);
  }

  async #types(verb: string, ...words: readonly string[]): Promise<void> {
    const { code, out, err } = await anbu(verb, ...words);
    this.#technician.note(`$ anbu ${verb}\n${out}${err}`);
    if (code !== 0) throw new Error(`anbu ${verb} ended with ${code}: ${err}`);
  }
}

function missingIn({ armed, link, waiting, conditions }: StatusReport): string[] {
  return [
    ...(armed.since === null ? ['not armed'] : []),
    ...armed.notWalked.map((sensor) => `not walked: ${sensor}`),
    ...(link.state === 'up' ? [] : ['no link']),
    ...(waiting.alert + waiting.notice + waiting.state === 0 ? [] : ['the centre has not kept everything']),
    ...conditions
      .map(({ code, subject }) => `${code} ${subject}`)
      .filter((each) => ROOMS.some((room) => each.includes(room))),
  ];
}

function placesOf({ config, data }: { readonly config: string; readonly data: string }): string[] {
  return ['--config', config, '--data', data];
}
