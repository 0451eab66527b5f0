/**
 * Findings given their place in the text that they are about, in the order of that text.
 *
 * Owns the step from a path to a line. Never reads a file.
 */
import type { Finding } from './findings.ts';
import { type Problem, pathText, sortProblems } from './problems.ts';
import type { Tree } from './tree.ts';

/** A file that is wrong from end to end is told by its first mistakes. */
const PROBLEMS_MAX = 50;

/** `file`: as it was named. */
export function placedProblems(file: string, tree: Tree, findings: readonly Finding[]): Problem[] {
  const placed = findings.map((finding) => ({ ...finding, ...tree.placeOf(finding.path, finding.key) }));
  const problems = [...tree.broken, ...placed].map(({ path, line, column, met, expected, hint }) => ({
    file,
    line,
    column,
    path: pathText(path),
    met,
    expected,
    hint,
  }));
  return sortProblems(problems).slice(0, PROBLEMS_MAX);
}
