/**
 * Every house rule, in the order in which the suite shows them. A rule that is not in this list is not
 * enforced, and a rule in it must have a planted violation in planted.ts: a test sees to both.
 */
import { CALL_RULES } from './call-rules.ts';
import { IMPORT_RULES } from './import-rules.ts';
import type { Rule } from './rule.ts';
import { SHAPE_RULES } from './shape-rules.ts';

export const RULES: readonly Rule[] = [...IMPORT_RULES, ...CALL_RULES, ...SHAPE_RULES];
