/**
 * What the running hub says on its socket to programs of its own machine, as the side that listens may believe it.
 *
 * Owns the shapes, one JSON object a line; who speaks is `cli/hub-socket.ts`. Pure.
 */
import { z } from 'zod';
import { unreachable } from '../errors.ts';
import { CALLS_BY, REPLIES_BY } from '../record.ts';

const testAlertAnswer = z.object({
  kind: z.literal('test-alert'),
  /** The alert; null: none was raised, and `why`. */
  raised: z.string().nullable(),
  why: z.enum(['not-started', 'asking', 'alert-open', 'test-open', 'too-soon']).optional(),
  /** With `alert-open` and `test-open`. */
  alert: z.string().optional(),
  /** With `too-soon`. */
  leftMs: z.number().optional(),
});
export type TestAlertAnswer = Readonly<z.infer<typeof testAlertAnswer>>;

/** Null: that is no such answer. */
export function readTestAlert(value: unknown): TestAlertAnswer | null {
  const read = testAlertAnswer.safeParse(value);
  return read.success ? read.data : null;
}

const pressTestAnswer = z.object({
  kind: z.literal('press-test'),
  /** The next press of it is a test; null: it stays a call, and `why`. */
  expected: z.enum(CALLS_BY).nullable(),
  why: z.enum(['not-started', 'asking', 'alert-open', 'expected', 'too-soon']).optional(),
  /** With `too-soon`. */
  leftMs: z.number().optional(),
  /** With `alert-open`. */
  alert: z.string().optional(),
});
export type PressTestAnswer = Readonly<z.infer<typeof pressTestAnswer>>;

/** Null: that is no such answer. */
export function readPressTest(line: string): PressTestAnswer | null {
  return asRead(pressTestAnswer, line);
}

const atMs = z.number();
const link = z
  .object({
    rssiDbm: z.number().nullable(),
    frames: z.object({ heard: z.number(), again: z.number(), lost: z.number() }).nullable(),
  })
  .nullable();
const news = z.discriminatedUnion('kind', [
  /** First of all: when this life of the hub began. */
  z.object({ kind: z.literal('begin'), bootMs: z.number() }),
  z.object({ kind: z.literal('sign'), sensor: z.string(), atMs, link }),
  /** `isTest`: it was asked for, and calls nobody. */
  z.object({ kind: z.literal('press'), by: z.enum(REPLIES_BY), atMs, isTest: z.boolean().default(false) }),
  /** Of a test alert, by the centre. */
  z.object({ kind: z.literal('acknowledged'), alert: z.string(), by: z.string().nullable(), atMs }),
]);
/** What happens in a home, as its hub tells it; wall clock, ms since 1970 UTC. */
export type HubNews = Readonly<z.infer<typeof news>>;

/** Null: that is none of it. */
export function readNews(line: string): HubNews | null {
  return asRead(news, line);
}

function asRead<Shape>(shape: z.ZodType<Shape>, line: string): Shape | null {
  try {
    const read = shape.safeParse(JSON.parse(line));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** Why a press stays a call; `answer` null: no hub answers. */
export function realPressText(answer: PressTestAnswer | null): string {
  if (answer === null) return 'the hub does not answer';
  switch (answer.why) {
    case 'asking':
      return 'the resident is being asked, or may still take back a press';
    case 'alert-open':
      return `alert ${answer.alert ?? ''} is open until the centre closes it`;
    case 'expected':
      return 'another walk waits for a press';
    case 'too-soon':
      return `one was a test just now, or too many in this hour: wait ${Math.ceil((answer.leftMs ?? 0) / 1000)} s`;
    case 'not-started':
    case undefined:
      return 'the hub has only begun';
    default:
      return unreachable(answer.why);
  }
}

/** What is said to whoever waits for the centre; `answer` null: no hub answers. */
export function testAlertText(answer: TestAlertAnswer | null): string {
  if (answer === null)
    return 'the hub does not answer, so none can be asked for: its own, a minute after its first start or once a day, is waited for';
  const { raised, why, alert = '', leftMs = 0 } = answer;
  if (raised !== null) return `test alert ${raised} has left`;
  switch (why) {
    case 'asking':
      return 'none now: the resident is being asked, or may still take back a press; asked for again';
    case 'alert-open':
      return `none beside a real alert: ${alert} is open until the centre closes it; asked for again`;
    case 'test-open':
      return `test alert ${alert} is on its way already`;
    case 'too-soon':
      return `the last one was a moment ago: the next can leave in ${Math.ceil(leftMs / 60_000)} min; asked for again`;
    case 'not-started':
    case undefined:
      return 'none yet: the hub has only begun; asked for again';
    default:
      return unreachable(why);
  }
}
