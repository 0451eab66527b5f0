/**
 * `anbu inspect voice`: every wording by situation, stage and language, how loud it is by hour, and how soon after a
 * question somebody is told at most; all three sections, or one.
 *
 * Owns the text for a terminal; the figures are those the hub goes by (`companion/prompt-table.ts`). Reads no disk.
 */
import {
  SHOWN,
  type TableRow,
  type ToldRow,
  type VolumeRow,
  calledFirst,
  hoursText,
  promptTable,
  toldTable,
  volumeTable,
} from '../companion/prompt-table.ts';
import { LANGUAGES, type Language } from '../companion/prompts.ts';
import type { CompanionPolicy, Config } from '../config/config.ts';
import { durationText } from '../config/durations.ts';
import type { Sentence } from '../record.ts';

const MINUTE_MS = 60_000;

export const SECTIONS = ['prompts', 'volume', 'worst-case'] as const;
type Section = (typeof SECTIONS)[number];

/** What is to be shown. */
export interface Wanted {
  readonly languages: readonly Language[];
  /** Null: all of them. */
  readonly section: Section | null;
}

type Wording = Omit<TableRow, 'wordings'> & { readonly wordings: Readonly<Partial<TableRow['wordings']>> };

export interface VoiceReport {
  readonly kind: 'voice';
  /** The file whose settings these are; null: the shipped ones. */
  readonly file: string | null;
  readonly companion: CompanionPolicy;
  /** Section `prompts`. */
  readonly sentences?: readonly Wording[];
  /** Section `volume`. */
  readonly volume?: readonly VolumeRow[];
  /** What a low tone and the name go before; empty where the resident hears well. */
  readonly calledFirst?: readonly Sentence[];
  /** Section `worst-case`. */
  readonly told?: readonly ToldRow[];
  /** Silence at home is asked about after so long at the latest, whatever was learned. */
  readonly silenceMinutesMax?: number;
}

/** What of a configuration decides how somebody is spoken to, and when. */
export type VoiceSettings = Pick<Config, 'companion' | 'checkon' | 'detector'>;

export function voiceReport(
  file: string | null,
  { companion, checkon, detector }: VoiceSettings,
  { languages, section }: Wanted,
): VoiceReport {
  const shows = (one: Section): boolean => section === null || section === one;
  const worded = (row: TableRow): Wording => ({
    ...row,
    wordings: Object.fromEntries(languages.map((language) => [language, row.wordings[language]])),
  });
  return {
    kind: 'voice',
    file,
    companion,
    ...(shows('prompts') && { sentences: promptTable().map(worded) }),
    ...(shows('volume') && { volume: volumeTable(companion), calledFirst: calledFirst(companion) }),
    ...(shows('worst-case') && {
      told: toldTable(checkon),
      silenceMinutesMax: Math.ceil(detector.capMs / MINUTE_MS),
    }),
  };
}

export function voiceText(report: VoiceReport): string {
  const { sentences, volume, told, silenceMinutesMax } = report;
  const sections = [
    // First what fits a screen: the sentences are some hundred lines.
    ...(volume === undefined ? [] : [volumeLines(report, volume)]),
    ...(told === undefined || silenceMinutesMax === undefined ? [] : [toldLines(told, silenceMinutesMax)]),
    ...(sentences === undefined ? [] : [promptLines(sentences)]),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function promptLines(sentences: readonly Wording[]): string[] {
  return sentences.flatMap(({ situation, stage, arrival, time, wordings }) => [
    `${situation}, ${stage}${arrival === null ? '' : `, ${arrival}`}${time === 'any' ? '' : ` (by ${time})`}`,
    ...LANGUAGES.flatMap((language) => (wordings[language] ?? []).map((text) => `  ${language}  ${text}`)),
  ]);
}

function volumeLines(
  { file, companion, calledFirst: called = [] }: VoiceReport,
  volume: readonly VolumeRow[],
): string[] {
  const { hearing, quietHours, callName } = companion;
  const levels = volume.map(
    (row) =>
      `  ${hoursText(row).padEnd(16)}${SHOWN.map((one) => `${row.levels[one]}`.padStart(one.length + 2)).join('')}`,
  );
  const quiet =
    quietHours.from === quietHours.to
      ? 'never quiet'
      : `quiet from ${quietHours.from}:00 to ${quietHours.to}:00`;
  const name = callName === null ? 'no name is said' : `the name is "${callName}"`;
  return [
    `How loud (1 normal, 3 loudest): hearing ${hearing}, ${quiet}, settings of ${file ?? 'a new hub'}`,
    `  ${''.padEnd(16)}${SHOWN.map((one) => `  ${one}`).join('')}`,
    ...levels,
    ...(called.length === 0 ? [] : [`A low tone first, and ${name}: ${called.join(', ')}`]),
    ...besidesSound(companion),
    ...spokenThrough(companion),
  ];
}

/** What speaks, and what listens. */
function spokenThrough({ device, output, microphone }: CompanionPolicy): readonly string[] {
  if (device !== null) return [`The companion device at ${device} speaks: boards/companion/PROTOCOL.md`];
  return [
    output === null ? 'Spoken through the machine’s own sound output' : `Spoken through ${output}`,
    microphone === null
      ? 'No microphone: nothing listens.'
      : `The microphone ${microphone} measures how loud it is from shortly before a question to its answer; nothing of it is kept.`,
  ];
}

function toldLines(told: readonly ToldRow[], silenceMinutesMax: number): string[] {
  const longest = Math.max(...told.map(({ minutesMax }) => minutesMax));
  return [
    'How soon somebody is told, if nobody answers and each question is put off as often as it may be:',
    ...told.map((row) => `  asked ${hoursText(row).padEnd(16)} at most ${row.minutesMax} min later`),
    `Silence at home is asked about after ${durationText(silenceMinutesMax * MINUTE_MS)} at the latest, so somebody is told of it`,
    `after ${durationText((silenceMinutesMax + longest) * MINUTE_MS)} at the latest; a pause, or being left in peace, comes on top.`,
  ];
}

/** What says it to somebody who does not hear. */
function besidesSound({ hearing, light, shaker, device }: CompanionPolicy): readonly string[] {
  const lines = [
    ...(light === null && device === null
      ? []
      : ['A light shows questions and calls: agent/companion/LIGHT.md']),
    ...(shaker === null ? [] : ['A bed shaker shakes three times in half a minute while a question waits']),
  ];
  return lines.length === 0 && hearing === 'deaf'
    ? ['Nothing is seen or felt of it: no light, no bed shaker']
    : lines;
}
