/**
 * `npm run prompts -- --lint`: judges every text of the books, and the recordings of a folder, and changes nothing.
 *
 * Owns the report. The rules are those of `safety.ts` and `recording.ts`; a sentence heard often that has too few
 * wordings, or a situation that a language cannot speak in, is found here.
 */
import { rowOf } from '../record.ts';
import { type TableRow, promptTable } from './prompt-table.ts';
import { type Clip, LANGUAGES, clipsOf } from './prompts.ts';
import { type Complaint, type Recorded, clipName, complaintText, readRecorded } from './render-recorded.ts';
import { problemsOf } from './safety.ts';

/** What is heard often in one wording wears out. */
const WORDINGS_MIN = 3;

export interface LintReport {
  readonly kind: 'lint';
  readonly texts: number;
  readonly recordings: number;
  /** Of the recordings that were looked for, those that are not there or cannot be used: espeak-ng speaks them. */
  readonly spokenByEspeak: readonly string[];
  readonly problems: readonly Complaint[];
}

/** `recorded`: a folder of recordings; null: the texts alone. Throws AnbuError 'usage' when there is no such folder. */
export async function lintPrompts(
  recorded: string | null,
  clips: readonly Clip[] = LANGUAGES.flatMap((language) => clipsOf(language)),
  table: readonly TableRow[] = promptTable(),
): Promise<LintReport> {
  const none: Recorded = { recordings: [], complaints: [], missing: clips };
  const found = recorded === null ? none : await readRecorded(recorded);
  return {
    kind: 'lint',
    texts: clips.length,
    recordings: found.recordings.length,
    spokenByEspeak: found.missing.map(clipName),
    problems: [...clips.flatMap(textProblems), ...table.flatMap(gaps), ...found.complaints],
  };
}

function textProblems(clip: Clip): Complaint[] {
  return problemsOf(clip.text, clip.language, clip.sentence).map(({ rule, found, hint }) => ({
    file: clipName(clip),
    rule,
    found: found === '' ? clip.text : `"${found}" in: ${clip.text}`,
    hint,
  }));
}

function gaps(row: TableRow): Complaint[] {
  const wanted = rowOf(row.sentence).isHeardOften ? WORDINGS_MIN : 1;
  return LANGUAGES.filter((language) => row.wordings[language].length < wanted).map((language) => ({
    file: `${language}/${row.sentence}`,
    rule: 'coverage',
    found: `${row.wordings[language].length} of ${wanted} wordings for: ${row.situation}, ${row.stage}`,
    hint: `Add wordings to prompts/${language}/sentences.json.`,
  }));
}

/** `isLookedFor`: a folder of recordings was given. */
export function lintText(
  { texts, recordings, spokenByEspeak, problems }: LintReport,
  isLookedFor = false,
): string {
  const lines = problems.map(complaintText);
  const spoken =
    recordings === 0
      ? `all ${texts} spoken by espeak-ng`
      : `${recordings} recorded, ${spokenByEspeak.length} spoken by espeak-ng`;
  if (isLookedFor && recordings === 0)
    lines.push(
      'prompts: no recording was found in that folder',
      '  It has one folder for each language, and in it files named as `npm run prompts -- --list` says: ko/ask-1.wav',
    );
  const verdict = problems.length === 0 ? 'no problem' : `${problems.length} problems`;
  return [...lines, `prompts: ${texts} texts, ${spoken}; ${verdict}`].join('\n');
}
