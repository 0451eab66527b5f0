/**
 * The page that is left in a home when it is ready, and the one that says why it is not: what was walked, how soon somebody is
 * told here, and what one more sensor would buy.
 *
 * Owns these words. Pure: the walk, the settings and the names come from its caller. Must never call the wait shorter than
 * it may be: what a home teaches only makes it shorter later.
 */
import type { CheckonPolicy, DetectorPolicy } from '../config/config.ts';
import { toldWithinByHour } from '../checkon/worst-case.ts';
import { isNightHour } from '../detector/night.ts';
import { unreachable } from '../errors.ts';
import type { CallBy, SensorDescription } from '../record.ts';
import { type LinkMargin, linkText } from '../sensors/link-margin.ts';
import {
  type StepResult,
  type WalkFinding,
  type WalkState,
  type WalkStep,
  subjectOf,
  verdictOf,
} from './walk-test.ts';

export interface Delay {
  /** A silence is asked about after so long at the latest, whatever was learned. */
  readonly askedWithinMs: number;
  /** The same where nobody knows whether somebody is at home. */
  readonly askedAwayMs: number;
  /** Minutes from the first question until somebody is told, at most. */
  readonly toldByDay: number;
  readonly toldByNight: number;
}
export interface Acceptance {
  readonly kind: 'walk-test';
  readonly site: string;
  readonly hub: string;
  readonly home: string;
  /** RFC 3339. */
  readonly at: string;
  readonly by: string | null;
  readonly isReady: boolean;
  readonly results: readonly StepResult[];
  readonly findings: readonly WalkFinding[];
  /** Who acknowledged the test alert, and which; null: nobody. */
  readonly acknowledged: { readonly alert: string; readonly by: string | null } | null;
  /** By sensor: how well it was heard at its last sign; null: not known. */
  readonly links: Readonly<Record<string, LinkMargin | null>>;
  readonly delay: Delay;
  readonly advice: readonly string[];
}

export function delayOf(detector: DetectorPolicy, checkon: CheckonPolicy): Delay {
  const hours = toldWithinByHour(checkon);
  const most = (isNight: boolean): number =>
    Math.max(...hours.filter(({ hour }) => isNightHour(hour) === isNight).map((one) => one.minutesMax));
  return {
    askedWithinMs: detector.capMs,
    askedAwayMs: detector.unknownMaxMs,
    toldByDay: most(false),
    toldByNight: most(true),
  };
}

/** What this home cannot see, and the sensor that would. */
export function adviceFor(sensors: readonly SensorDescription[], { askedAwayMs }: Delay): string[] {
  const found: string[] = [];
  if (!sensors.some(({ entrance }) => entrance === true))
    found.push(
      `A contact at the entrance door: without it the hub never knows that nobody is at home, and asks after ${hoursText(askedAwayMs)}`,
    );
  const rooms = [...new Set(sensors.map(({ room }) => room))];
  const blind = rooms.filter(
    (room) => !sensors.some((sensor) => sensor.room === room && sensor.class === 'motion'),
  );
  for (const room of blind)
    found.push(`A motion detector in ${room}: whoever is there and touches nothing is not seen`);
  return found;
}

const OUTCOMES: Readonly<Record<StepResult['outcome'], string>> = {
  passed: 'ok',
  late: 'NOTHING CAME',
  refused: 'NO',
  skipped: 'PASSED OVER',
};

/** One page of text. */
export function acceptanceText(acceptance: Acceptance): string {
  const { site, hub, home, at, by, isReady, results, findings, acknowledged, links, delay, advice } =
    acceptance;
  return [
    isReady ? `READY: ${home}` : `INSTALLED, NOT READY: ${home}`,
    `hub ${hub} of site ${site}; walked on ${at}${by === null ? '' : ` by ${by}`}`,
    '',
    ...results.map(({ step, outcome, tookMs, isTest }) => {
      const took = outcome === 'passed' ? ` after ${Math.ceil(tookMs / 1000)} s` : '';
      const heard = step.kind === 'sensor' ? `; ${linkText(links[step.sensor] ?? null)}` : '';
      const tested = isTest === true ? ', as a test' : '';
      return `${titleOf(step).padEnd(44)} ${OUTCOMES[outcome]}${tested}${took}${heard}`;
    }),
    ...(acknowledged === null
      ? []
      : [`test alert ${acknowledged.alert} acknowledged by ${acknowledged.by ?? 'the centre'}`]),
    '',
    ...findings.map((finding) => `to do: ${remedyOf(finding)}`),
    `A silence at home is asked about after ${hoursText(delay.askedWithinMs)} at the latest; what this home teaches makes it sooner.`,
    `From the first question somebody is told within ${delay.toldByDay} minutes by day, ${delay.toldByNight} by night, also where movement in one room puts it off.`,
    ...advice.map((one) => `one more sensor: ${one}.`),
  ].join('\n');
}

/** What stands for a step on the page. */
export function titleOf(step: WalkStep): string {
  switch (step.kind) {
    case 'sensor':
      return `${step.room}: ${step.sensor}`;
    case 'press':
      return `pressed: ${step.by}`;
    case 'heard':
      return `heard from: ${step.place}`;
    case 'receiver':
      return 'test alert acknowledged by the centre';
    case 'well':
      return 'nothing of the hub is broken';
    default:
      return unreachable(step);
  }
}

/** A press that a step needs, and whether the hub has said that it will be a test. */
export interface AskedPress {
  readonly by: CallBy;
  /** `soon`: not yet; it is said when it is. */
  readonly is: 'test' | 'soon' | 'call';
}

/** What whoever walks is asked to do; `press` null: it needs none that calls for help. */
export function requestOf(
  step: WalkStep,
  sensors: readonly SensorDescription[],
  press: AskedPress | null,
): string {
  switch (step.kind) {
    case 'sensor': {
      const kind = sensors.find(({ id }) => id === step.sensor)?.class;
      if (kind === 'motion') return `Walk through: ${step.room} (${step.sensor})`;
      if (kind === 'door') return `Open it and close it: ${step.sensor} (${step.room})`;
      return `Use it once: ${step.sensor} (${step.room})`;
    }
    case 'press': {
      const deed = step.by === 'touch' ? 'Touch the companion once' : `Press once: ${step.by}`;
      return press === null ? deed : `${deed}. ${pressText(press)}`;
    }
    case 'heard': {
      const deed = press === null ? ', by a touch' : `: press ${press.by} once. ${pressText(press)}`;
      return `The resident is at: ${step.place}. Let the hub speak${deed}. Was every word understood? y/n`;
    }
    case 'receiver':
      return 'Wait: the hub raises a test alert, and the centre must acknowledge it. It pages nobody';
    case 'well':
      return 'Wait, or mend what the hub reports';
    default:
      return unreachable(step);
  }
}

function pressText({ by, is }: AskedPress): string {
  if (is === 'test') return 'It is a test, once: the hub says so, and calls nobody';
  if (is === 'soon') return 'Wait until it says below that a press is a test';
  return by === 'button'
    ? 'It is a REAL call: once the hub has said that it calls, press again within ten seconds to take it back'
    : 'It is a REAL call, and no press takes it back: tell the centre first';
}

export function remedyOf({ code, subjects }: WalkFinding): string {
  const [first = '', second = ''] = subjects;
  switch (code) {
    case 'silent':
      return `${first} saw nothing: look at its cable and place, then at anbu doctor`;
    case 'swapped':
      return `${first} and ${second} spoke in each other's room: swap them, or their rooms in the configuration`;
    case 'not-pressed':
      return `${first} was not felt: look at its cable, then at anbu doctor`;
    case 'not-heard':
      return `not understood from ${first}: louder (companion.volume), another place, or a light`;
    case 'not-acknowledged':
      return 'nobody acknowledged a test alert: look at the link (anbu status), then call the centre';
    case 'unwell':
      return `the hub reports: ${first}: look at anbu doctor, mend it, walk again`;
    case 'passed-over':
      return `${first} was passed over: walk again`;
    default:
      return unreachable(code);
  }
}

/** What the receipt of a ready home says. */
export function receiptDetails({
  results,
  acknowledged,
  delay,
}: Acceptance): Record<string, string | number | readonly string[] | null> {
  return {
    passed: results.filter(({ outcome }) => outcome === 'passed').map(({ step }) => subjectOf(step)),
    testAlert: acknowledged?.alert ?? null,
    acknowledgedBy: acknowledged?.by ?? null,
    toldByDay: delay.toldByDay,
    toldByNight: delay.toldByNight,
  };
}

export function acceptanceOf(
  state: WalkState,
  about: Omit<Acceptance, 'kind' | 'isReady' | 'results' | 'findings' | 'advice'>,
): Acceptance {
  const { isReady, findings } = verdictOf(state);
  return {
    kind: 'walk-test',
    ...about,
    isReady,
    results: state.results,
    findings,
    advice: adviceFor(state.sensors, about.delay),
  };
}

function hoursText(ms: number): string {
  return `${Math.ceil(ms / 3_600_000)} h`;
}
