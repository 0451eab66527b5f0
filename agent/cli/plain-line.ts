/**
 * One line of a run for a person: when, what, and the evidence in words.
 *
 * Reads the same lines as `--json` prints, so it can say nothing that is not there. Pure.
 */
import type { Line } from '../lines.ts';

export function plainLine(line: Line): string {
  const at = typeof line['at'] === 'string' ? line['at'].slice(0, 19).replace('T', ' ') : ''.padEnd(19);
  return `${at}  ${words(line)}`;
}

function words(line: Line): string {
  switch (line.kind) {
    case 'prompt':
      return `${line['stage'] === 1 ? 'a question: ' : ''}asks (${text(line['stage'])} of 3): ${evidence(line)}`;
    case 'answer':
      return `answered by ${text(line['by'])}`;
    case 'alert':
      return `ALERT ${text(line['stage'])} (${text(line['cause'])})${by(line)}${line['stage'] === 'raised' ? `: ${evidence(line)}` : ''}`;
    case 'revision':
      return `alert (${text(line['cause'])}) goes on: ${text(line['why'])}`;
    case 'test':
      return `test alert ${text(line['stage'])}`;
    case 'condition':
      return `condition ${text(line['code'])} ${text(line['edge'])}${line['subject'] === '' ? '' : ` (${text(line['subject'])})`}`;
    case 'presence':
      return `presence: ${text(line['state'])} (${text(line['why'])})`;
    case 'speech':
      return `says: ${text(line['text'])}`;
    case 'puback':
      return `broker took ${text(line['lane'])} ${text(line['seq'])}`;
    case 'desk':
      return `desk: ${text(line['action'])}`;
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

function evidence({ evidence: met }: Line): string {
  return typeof met === 'object' && met !== null && 'text' in met ? text(met.text) : '';
}
