/**
 * The proof that each house rule can fail: planted files, and exactly what the rule must say about them.
 * A plant also shows, beside its violations, what the rule must leave alone.
 */
import { CALLS } from './planted-calls.ts';
import { IMPORTS } from './planted-imports.ts';
import { SHAPES } from './planted-shapes.ts';
import type { Plant } from './rule.ts';

export const PLANTS: readonly Plant[] = [...IMPORTS, ...CALLS, ...SHAPES];
