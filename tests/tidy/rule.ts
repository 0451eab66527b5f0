/**
 * The shape of a house rule and of what it finds.
 *
 * A rule is a pure function over the whole house, with the reason and the way out in its own words: whoever
 * meets a finding at night must not need to ask anybody what to do.
 */
import type { Source } from './source.ts';

export type Hit = { readonly path: string; readonly line: number; readonly what: string };

export type Rule = {
  readonly id: string;
  /** Why the house wants it: one sentence. */
  readonly why: string;
  /** What to do when it fires: one sentence. */
  readonly remedy: string;
  readonly find: (house: readonly Source[]) => readonly Hit[];
};

/** A planted violation: texts by path, and every hit in order as `path:line` and how its message begins. */
export type Plant = {
  readonly rule: string;
  /** What was planted, and what the rule must leave alone beside it. */
  readonly why: string;
  readonly files: Readonly<Record<string, string>>;
  readonly finds: readonly string[];
};

/** One finding as it is printed. */
export function render(rule: Rule, hit: Hit): string {
  return `${hit.path}:${hit.line}: ${hit.what} [${rule.id}]`;
}

/** All findings of one rule with its reason and remedy; empty when the house is in order. */
export function report(rule: Rule, house: readonly Source[]): string {
  const hits = rule.find(house);
  if (hits.length === 0) return '';
  return [...hits.map((hit) => render(rule, hit)), `Why: ${rule.why}`, `Do: ${rule.remedy}`].join('\n');
}

/** A rule that looks at one file at a time. */
export function eachFile(
  wanted: (path: string) => boolean,
  find: (source: Source) => readonly { line: number; what: string }[],
): Rule['find'] {
  return (house) =>
    house
      .filter((source) => wanted(source.path))
      .flatMap((source) => {
        const hits = find(source).map((hit) => ({ path: source.path, ...hit }));
        return hits.toSorted((one, other) => one.line - other.line);
      });
}

/** Matches a path against one pattern of the house tables: `*` within a folder, `**` across folders. */
export function matches(pattern: string, path: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const regex = escaped.replace(/\*\*\/|\*\*|\*/g, (star) => {
    if (star === '**/') return '(?:.*/)?';
    return star === '**' ? '.*' : '[^/]*';
  });
  return new RegExp(`^${regex}$`).test(path);
}
