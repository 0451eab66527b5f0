/**
 * How far the visit to a home has come, as it lies beside the hub's file: a visit that broke off goes on from there.
 *
 * Owns the form, `provisioning.json`. Holds no key. What it says is a help and no proof: each node is met again.
 */
import { z } from 'zod';
import { deviceLines } from './device-lines.ts';

export const VISIT_FILE = 'provisioning.json';

const node = z.object({
  serial: z.string(),
  port: z.string(),
  /** `keyed`: its key is on disk, and whether it has taken it is not known. */
  stage: z.enum(['keyed', 'done']),
  firmware: z.string(),
});
const memory = z.object({
  version: z.literal(1),
  home: z.string(),
  /** Only a walk test arms a home. */
  state: z.enum(['begun', 'installed-not-armed', 'armed']),
  /** SHA-256 of the hub's file as it was written last, and the time before: of one that somebody changed only own lines are. */
  hubFiles: z.array(z.string()),
  /** By device of the plan: its lines as they were put into the hub's file last. What has changed since is what is put next. */
  lines: z.record(z.string(), deviceLines).default({}),
  nodes: z.record(z.string(), node),
});
export type VisitMemory = Readonly<z.infer<typeof memory>>;
export type VisitedNode = Readonly<z.infer<typeof node>>;

export function freshVisit(home: string): VisitMemory {
  return { version: 1, home, state: 'begun', hubFiles: [], lines: {}, nodes: {} };
}
export function withNode(visit: VisitMemory, id: string, visited: VisitedNode): VisitMemory {
  return { ...visit, nodes: { ...visit.nodes, [id]: visited } };
}
export function visitText(visit: VisitMemory): string {
  return `${JSON.stringify(visit, null, 2)}\n`;
}
/** Null: it is none of ours, or damaged. */
export function readVisit(text: string): VisitMemory | null {
  try {
    const read = memory.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
