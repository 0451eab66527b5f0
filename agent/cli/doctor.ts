/**
 * `anbu doctor [--config FILE]`: every bus, pin, permission, clock, disk, voice, radio and the way to the broker.
 *
 * Owns the order and the print. Each thing that needs a person has a remedy. Runs beside a running hub and takes
 * nothing from it. Exit codes: 0 all is well, 1 something needs a person, 2 the command cannot be used as given.
 */
import { existsSync } from 'node:fs';
import type { Problem } from '../config/problems.ts';
import type { Loaded, Refused } from '../config/load.ts';
import { readDeviceKeys } from '../config/device-keys.ts';
import { type Finding, eachCauseOnce, findingsOf } from './doctor/finding.ts';
import { DATA } from './places.ts';
import type { ExitCode, Io, Verb } from './verb.ts';

const SECONDS = 5;

export const verb: Verb = {
  name: 'doctor',
  summary: 'look at everything this hub needs, and say what to do about what is wrong',
  usage: ['[--config FILE] [--data DIR] [--seconds N] [--json]'],
  flags: [
    { name: 'config', value: 'FILE', summary: 'the configuration of this hub: its devices are opened, too' },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    {
      name: 'seconds',
      value: 'N',
      summary: `how long devices are listened to (${SECONDS}; with a Firmata board at least 12)`,
    },
    { name: 'json', value: null, summary: 'one finding a line, as JSON' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const seconds = args.whole('seconds', 1, 600) ?? SECONDS;
    const findings: Finding[] = [];
    const say = (found: readonly Finding[]): void => {
      // A program looks for each device; a person reads one cause once.
      const shown = args.on('json') ? found : eachCauseOnce(found, findings);
      findings.push(...shown);
      for (const finding of shown) io.line(args.on('json') ? jsonOf(finding) : textOf(finding));
    };
    const folder = args.text('data') ?? (existsSync(DATA) ? DATA : null);
    await examine({ file: args.text('config'), folder, seconds }, io, say);
    return ending(findings, io, args.on('json'));
  },
};

interface Wanted {
  readonly file: string | null;
  readonly folder: string | null;
  readonly seconds: number;
}

/** Says each group of findings as soon as it is known. */
async function examine(
  { file, folder, seconds }: Wanted,
  io: Io,
  say: (found: readonly Finding[]) => void,
): Promise<void> {
  const { Machine } = await import('./doctor/machine.ts');
  const { examined } = await import('./doctor/examined.ts');
  const { examineSystem } = await import('./doctor/system.ts');
  const { examineWires } = await import('./doctor/wires.ts');
  const { examineRadio } = await import('./doctor/radio.ts');
  const { examineSound } = await import('./doctor/sound.ts');
  const { examineBroker } = await import('./doctor/broker.ts');
  const { examineDevices, secondsFor } = await import('./doctor/devices.ts');
  const { loadConfig } = await import('../config/load.ts');
  const loaded = file === null ? null : await loadConfig(file);
  say(configFindings(file, loaded));
  const usable = loaded !== null && 'config' in loaded ? loaded : { config: null, board: null };
  const log = { write: (_: string, message: string) => io.note(`anbu: ${message}`) };
  const keys = usable.config === null ? new Map<string, Uint8Array>() : readDeviceKeys(usable.config, log);
  const about = examined(new Machine(), usable, { keys, folder });
  say(await examineSystem(about));
  say(await examineWires(about));
  say(await examineRadio(about));
  say(await examineSound(about));
  say(await examineBroker(about));
  say(await examineDevices(about, secondsFor(about, seconds)));
}

function configFindings(file: string | null, loaded: Loaded | Refused | null): Finding[] {
  const read = findingsOf('config');
  if (file === null || loaded === null) return [read.skipped('config', 'none was named: --config FILE')];
  if ('problems' in loaded) return loaded.problems.map((problem) => mistake(file, problem));
  return [read.ok(file, `${loaded.config.devices.length} devices on ${loaded.board.title}`)];
}

function mistake(file: string, { line, column, path, expected, met, hint }: Problem): Finding {
  const detail = `line ${line}, column ${column}: ${path}: expected ${expected}, but met ${met}`;
  return findingsOf('config').broken(file, detail, hint);
}

function jsonOf({ check, subject, state, detail, remedy }: Finding): string {
  return JSON.stringify({ kind: 'finding', check, subject, state, detail, remedy });
}

function textOf({ check, subject, state, detail, remedy }: Finding): string {
  const first = `${state.padEnd(8)} ${check.padEnd(11)} ${subject}: ${detail}`;
  return remedy === null ? first : `${first}\n${' '.repeat(21)}→ ${remedy}`;
}

function ending(findings: readonly Finding[], io: Io, json: boolean): ExitCode {
  const counts = { ok: 0, missing: 0, broken: 0, skipped: 0 };
  for (const { state } of findings) counts[state] += 1;
  const trouble = counts.missing + counts.broken;
  if (json) io.line(JSON.stringify({ kind: 'end', ...counts }));
  else if (trouble === 0) io.line(`\nAll is well: ${counts.ok} ok, ${counts.skipped} not looked at.`);
  else io.line(`\n${trouble} of ${findings.length} need a person.`);
  return trouble === 0 ? 0 : 1;
}
