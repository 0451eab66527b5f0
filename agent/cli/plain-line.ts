/**
 * One line of a replay for a person: when, what, and the evidence in words.
 *
 * Reads the same lines as `--json` prints, so it can say nothing that is not there. Pure.
 */
import { type Line, evidenceText } from '../lines.ts';

export function plainLine(line: Line): string {
  const at = typeof line['at'] === 'string' ? line['at'].slice(0, 19).replace('T', ' ') : ''.padEnd(19);
  return `${at}  ${words(line)}`;
}

function words(line: Line): string {
  switch (line.kind) {
    case 'prompt':
      return `${line['stage'] === 1 ? 'a question: ' : ''}asks (${text(line['stage'])} of 3): ${evidenceText(line)}`;
    case 'probe':
      return `says ${text(line['sentence'])} after ${text(line['quietMinutes'])} quiet minutes; nothing is asked`;
    case 'answer':
      return `answered by ${text(line['by'])}`;
    case 'alert':
      return `ALERT ${text(line['stage'])} (${text(line['cause'])})${by(line)}${line['stage'] === 'raised' ? `: ${evidenceText(line)}` : ''}`;
    case 'condition':
      return `condition ${text(line['code'])} ${text(line['edge'])}${line['subject'] === '' ? '' : ` (${text(line['subject'])})`}`;
    case 'presence':
      return `presence: ${text(line['state'])} (${text(line['why'])})`;
    case 'end':
      return Object.entries(line)
        .filter(([key, value]) => key !== 'kind' && typeof value !== 'object')
        .map(([key, value]) => `${text(value)} ${NAMES[key] ?? key}`)
        .join(', ');
    default:
      return JSON.stringify(line);
  }
}

/** What a count is called in plain text: a question is asked up to three times, and counted once. */
const NAMES: Readonly<Record<string, string>> = { prompts: 'questions (each asked up to 3 times)' };

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function by(line: Line): string {
  return typeof line['by'] === 'string' ? ` by ${line['by']}` : '';
}
