/**
 * What a technician takes along of a hub that ails: the answers of its own commands, its log, its versions, redacted.
 *
 * Owns which parts there are and that each goes through `provisioning/redact.ts`. Nothing that was seen or said in the
 * home is among them: no record of the journal, no sentence, not whether somebody is in.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { program } from '../../host.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { type Secret, redact } from '../../provisioning/redact.ts';
import { readArguments } from '../arguments.ts';
import { equipmentOf } from '../console/short-status.ts';
import { journalStatus } from '../journal-status.ts';
import type { Io, Verb } from '../verb.ts';
import { VERBS } from '../verbs.ts';

export interface BundlePart {
  readonly name: string;
  readonly text: string;
}
export interface Bundled {
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  readonly leftOut: Readonly<Record<string, number>>;
}
export interface Wanted {
  readonly config: string | null;
  readonly data: string;
  /** Lines of the system's log. */
  readonly lines: number;
}

/** Text of a few hundred kilobytes; a doctor or a log that says more is cut. */
const PART_CHARS_MAX = 2_000_000;
const PROGRAM_MS_MAX = 20_000;
const PROGRAM_BYTES_MAX = 16 * 1024 * 1024;
/** Where the package puts the list of what is inside it. */
const SBOM = '/usr/share/doc/anbu/sbom.cdx.json';

export async function collect({ config, data, lines }: Wanted): Promise<BundlePart[]> {
  const named = config === null ? [] : ['--config', config];
  return [
    { name: 'versions.json', text: versions() },
    { name: 'status.json', text: await equipmentIn(data) },
    { name: 'doctor.jsonl', text: await said('doctor', '--json', ...named, '--data', data) },
    { name: 'journal.json', text: await said('inspect', 'journal', '--json', '--last', '0', '--data', data) },
    ...(config === null ? [] : [{ name: 'config.txt', text: await said('inspect', 'config', config) }]),
    { name: 'log.txt', text: log(lines) },
  ];
}

/** What a verb says, also when it ends in an error: that is what is looked for. */
async function said(name: string, ...words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const io: Io = {
    line: (text) => void lines.push(text),
    note: (text) => void lines.push(text),
    status: () => {},
    columns: null,
    interrupted: () => new AbortController().signal,
  };
  try {
    const verb: Verb | undefined = (await VERBS.find((row) => row.name === name)?.load())?.verb;
    await verb?.run(readArguments(verb, words), io);
  } catch (error) {
    lines.push(error instanceof AnbuError ? `${error.code}: ${error.message}` : String(error));
  }
  return `${lines.join('\n')}\n`;
}

/** Who is in, is asked, is waited for, or was here is nobody's business who mends a hub: what is not listed does not come in. */
async function equipmentIn(data: string): Promise<string> {
  try {
    return `${JSON.stringify(equipmentOf(await journalStatus(data, { running: null, unanswered: null }, null)))}\n`;
  } catch (error) {
    return `${error instanceof AnbuError ? `${error.code}: ${error.message}` : String(error)}\n`;
  }
}

function versions(): string {
  const { version, codeHash } = program();
  const about = {
    anbu: version,
    codeHash,
    node: process.version,
    arch: arch(),
    kernel: release(),
    system: /^PRETTY_NAME="?([^"\n]*)/m.exec(textOf('/etc/os-release'))?.[1] ?? null,
    board: textOf('/proc/device-tree/model').replaceAll('\0', '') || null,
    inside: textOf(SBOM) === '' ? null : SBOM,
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}

/** journalctl(1); a machine without it has its log elsewhere, and that is said. */
function log(lines: number): string {
  const words = ['--unit', 'anbu', '--lines', String(lines), '--no-pager', '--output', 'short-iso'];
  const { error, status, stdout } = spawnSync('journalctl', words, {
    encoding: 'utf8',
    timeout: PROGRAM_MS_MAX,
    maxBuffer: PROGRAM_BYTES_MAX,
  });
  return error === undefined && status === 0 ? stdout : 'no journal of the system can be read here\n';
}

/** One file, whole or not there. Throws `AnbuError`. */
export function writeBundle(out: string, parts: readonly BundlePart[], secrets: readonly Secret[]): Bundled {
  const leftOut: Record<string, number> = {};
  const redacted = parts.map(({ name, text }) => {
    const { text: left, counts } = redact(text.slice(0, PART_CHARS_MAX), secrets);
    for (const [what, count] of counts) leftOut[what] = (leftOut[what] ?? 0) + count;
    return { name, text: left };
  });
  const about = { kind: 'diagnostics', leftOut, neverIn: ['records of the journal', 'keys', 'sound'] };
  const all = [{ name: 'about.json', text: `${JSON.stringify(about, null, 2)}\n` }, ...redacted];
  const staging = mkdtempSync(join(tmpdir(), 'anbu-diagnostics-'));
  try {
    for (const { name, text } of all) writeFileSync(join(staging, name), text, { mode: 0o600 });
    writeSynced(out, packed(staging, all));
  } catch (error) {
    if (error instanceof AnbuError) throw error;
    throw new AnbuError('file-unwritable', `${out} cannot be written: ${String(error)}`, { cause: error });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return { parts: all.map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text) })), leftOut };
}

/** tar(1), which every Debian has. */
function packed(folder: string, parts: readonly BundlePart[]): Buffer {
  const words = ['--create', '--gzip', '--owner=0', '--group=0', '--directory', folder];
  const { error, status, stdout } = spawnSync('tar', [...words, ...parts.map(({ name }) => name)], {
    timeout: PROGRAM_MS_MAX,
    maxBuffer: PROGRAM_BYTES_MAX,
  });
  if (error !== undefined || status !== 0)
    throw new AnbuError('file-unwritable', 'the program tar cannot be run', {
      hint: 'Install the package tar.',
    });
  return stdout;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
