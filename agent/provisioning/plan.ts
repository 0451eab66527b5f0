/**
 * What a technician has planned for one home: where it is, what stands in it, to whom it tells. Read from `plan.yaml`.
 *
 * Owns what may stand there, and finds all mistakes at once, each with its line and remedy. Never reads a file. What the
 * hub itself is told (`uplink`, `companion`) is checked by the hub's own schema and handed on as it was written.
 */
import type { z } from 'zod';
import { companion } from '../config/companion-schema.ts';
import { list, oneOf, section, text, whole } from '../config/fields.ts';
import { type Finding, findingsOf, valueAt } from '../config/findings.ts';
import { placedProblems } from '../config/placed.ts';
import type { Problem } from '../config/problems.ts';
import { uplink } from '../config/schema.ts';
import { readTree } from '../config/tree.ts';
import { type PlanSurroundings, checkPlan } from './plan-check.ts';
import { TEMPLATES, TEMPLATE_NAMES } from './templates.ts';

/** What a device can watch: the kinds of sensor, and what is pressed or pulled. */
export const WATCHES = ['motion', 'door', 'entrance', 'item', 'button', 'pull-cord'] as const;
export type Watch = (typeof WATCHES)[number];
export const NODE_PART = 'sensor-node';
/** It is looked for when its turn comes. */
export const ASK = 'ask';

export interface PlanDevice {
  readonly id: string;
  readonly room: string;
  readonly watches: readonly Watch[];
  readonly part: string;
  /** Where it is plugged in: a path below /dev/serial/by-id, a connector of the board for what is no node, or `ask`. */
  readonly port: string;
  /** Of a node; null: its place in the list. */
  readonly address: number | null;
  /** Seconds that a movement is one movement; null: as the node comes. */
  readonly hold: number | null;
}
export interface Plan {
  readonly home: string;
  readonly timezone: string;
  readonly language: 'ko' | 'en';
  readonly board: string;
  /** The plan says which; else it is the usual one. */
  readonly isBoardNamed: boolean;
  /** The port by which the hub hears all nodes; null: each by the one it was set up at. */
  readonly radio: string | null;
  readonly devices: readonly PlanDevice[];
  /** As they are written in the plan. */
  readonly uplink: unknown;
  readonly companion: unknown;
}

/** A home has one hub and a dozen nodes; an address is one byte of what people say aloud. */
const DEVICES_MAX = 64;
const WORD = /^[a-z0-9][a-z0-9-]{0,39}$/;
const LINE = /^[^\p{Cc}]{1,64}$/u;
const PATH = /^[^\p{Cc}]{1,4096}$/u;

const word = (doc: string): z.ZodType<string> =>
  text(doc, WORD, 'small letters, digits and dashes (at most 40)');
const line = (doc: string): z.ZodType<string> => text(doc, LINE, '1 to 64 printable characters');
const path = (doc: string): z.ZodType<string> => text(doc, PATH, 'a path, or ask');

const device = section({
  id: word('What it is called in this home, for example bedroom; unique.'),
  room: line('The room it stands in; if it is left out, its id.').optional(),
  watches: list(oneOf('What it notices.', WATCHES), WATCHES.length, 'words').min(1, {
    error: `a list of ${WATCHES.join(', ')}`,
  }),
  part: word('The part; if it is left out, a sensor node.').default(NODE_PART),
  port: path('Where it is plugged in; if it is left out, it is looked for.').default(ASK),
  address: whole('The address of the node; if it is left out, its place in the list.', 1, 65_534)
    .nullable()
    .default(null),
  hold: whole('For so many seconds movement is one movement.', 1, 600).nullable().default(null),
});

const planSchema = section({
  home: line('A name for the home; no name of a person.'),
  timezone: line('IANA time zone, for example Asia/Seoul.').default('Asia/Seoul'),
  language: oneOf('The language spoken in the home.', ['ko', 'en']).default('ko'),
  board: word('The hub board: a file in boards/.').default('raspberry-pi-4'),
  template: oneOf('What kind of home it is.', TEMPLATE_NAMES).optional(),
  radio: path('The port of the radio by which the hub hears its nodes.').nullable().default(null),
  devices: list(device, DEVICES_MAX, 'devices').optional(),
  uplink,
  companion: companion.optional(),
});

/** Every mistake in the order of the file, or the plan. `file`: as it was named, for the problems. */
export function readPlan(
  file: string,
  content: string,
  surroundings: PlanSurroundings,
): { readonly plan: Plan } | { readonly problems: readonly Problem[] } {
  const tree = readTree(content);
  if (tree.broken.length > 0) return { problems: placedProblems(file, tree, []) };
  const read = planOf(tree.value, surroundings);
  return 'plan' in read ? read : { problems: placedProblems(file, tree, read.findings) };
}

/** The same for a plan that was put together of several: values without a text. */
export function planOf(
  value: unknown,
  surroundings: PlanSurroundings,
): { readonly plan: Plan } | { readonly findings: readonly Finding[] } {
  const named = withHubName(value);
  const read = planSchema.safeParse(named);
  const findings = [
    ...(read.success ? [] : findingsOf(read.error.issues, named)),
    ...checkPlan(named, surroundings),
  ];
  if (!read.success || findings.length > 0) return { findings };
  const { home, timezone, language, board, template, radio, devices } = read.data;
  const own = devices?.map(({ room, ...rest }) => ({ ...rest, room: room ?? rest.id }));
  const plan = {
    home,
    timezone,
    language,
    board,
    isBoardNamed: valueAt(named, ['board']) !== undefined,
    radio,
    devices: withAddresses(own ?? TEMPLATES.find(({ name }) => name === template)?.devices ?? []),
    uplink: valueAt(named, ['uplink']),
    companion: valueAt(value, ['companion']),
  };
  return { plan };
}

/** A hub is called as its home unless it has a name of its own: what is the same in all homes cannot say it. */
function withHubName(value: unknown): unknown {
  const [home, link] = [valueAt(value, ['home']), valueAt(value, ['uplink'])];
  if (!isTable(value) || !isTable(link) || 'hub' in link || typeof home !== 'string') return value;
  return { ...value, uplink: { ...link, hub: home } };
}
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type PlanNode = PlanDevice & { readonly address: number };
/** The nodes of a plan, those to be set up. */
export function nodesOf({ devices }: Pick<Plan, 'devices'>): readonly PlanNode[] {
  return devices.flatMap((each) =>
    each.part === NODE_PART && each.address !== null ? [{ ...each, address: each.address }] : [],
  );
}

/** Who has no address gets the lowest that is free, in the order of the list. */
function withAddresses(devices: readonly PlanDevice[]): readonly PlanDevice[] {
  const taken = new Set(devices.map(({ address }) => address));
  let next = 1;
  return devices.map((each) => {
    if (each.part !== NODE_PART || each.address !== null) return each;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { ...each, address: next };
  });
}
