/**
 * A conversation, killed at each of its steps: before the commit, after it, after its effect and in the wait that follows,
 * for no time, seconds, hours and nobody knows how long. The steps are those its commits are named by, so that none
 * can be left out: the first test of each conversation names them. Each step meets every death and every time off;
 * the pairs of the two take turns from step to step, so that the whole takes seconds.
 *
 * What must hold is told from outside: what was heard in the room, what arrived at the centre, what is on disk.
 */
import { describe, expect, test } from 'vitest';
import type { Alert, Body } from '../../agent/record.ts';
import { MortalHome } from './mortal-home.ts';
import { DEATHS, type Kill, MINUTE_MS, OFF_MS, OFF_TIMES, SECOND_MS } from './mortal-setting.ts';
import { SCRIPTS, type Script, stepOf } from './survival-scripts.ts';

/** Five minutes to the raise, four to the close, and what a restart may add. */
const RUN_MS = 13 * MINUTE_MS;
/** A question that is asked again waits anew, and a minute of home time may be lost with the hub. */
const LATE_MS = 100 * SECOND_MS + MINUTE_MS;
/** As long as a question hangs in the air: nothing here is worth saying for longer. */
const FRESH_MS_MAX = 100 * SECOND_MS;
/** Three waits and two postponements. */
const QUESTION_MS_MAX = 7 * MINUTE_MS;
/** What is told to the desk in place of an answer. */
const TELLS: ReadonlySet<Alert['why']> = new Set(['raised', 'asked-again', 'pressed-again']);

function lived(script: Script, kill: Kill | null): MortalHome {
  const home = new MortalHome(script.people(), stepOf, kill);
  home.run(RUN_MS);
  return home;
}

/** The first time that each alert arrived. */
function raised(home: MortalHome): { readonly atMs: number; readonly alert: Alert }[] {
  const seen = new Set<string>();
  return home.arrivals.filter(({ alert }) => !seen.has(alert.alert) && seen.add(alert.alert));
}

describe.each(SCRIPTS.map((script) => [script.name, script] as const))('%s', (_, script) => {
  const untouched = lived(script, null);
  const steps = [...new Set(untouched.steps)];

  test('these are its steps, and what comes of it', () => {
    expect(steps).toEqual(script.steps);
    expect(raised(untouched).map(({ alert }) => alert.cause)).toEqual(script.alerts);
    expect(faultsOf(untouched, script, untouched, 0)).toEqual([]);
  });

  test.each(script.kills ?? steps)('killed at "%s"', (step) => {
    const found: string[] = [];
    for (const [at, death] of DEATHS.entries()) {
      for (const off of OFF_TIMES.filter((__, each) => (each + at) % 2 === steps.indexOf(step) % 2)) {
        const home = lived(script, { step, death, off });
        const faults = faultsOf(home, script, untouched, OFF_MS[off]);
        if (home.killed !== 1) faults.push(`killed ${home.killed} times`);
        found.push(...faults.map((fault) => `${death}, off ${off}: ${fault}`));
      }
    }
    expect(found).toEqual([]);
  });
});

function faultsOf(home: MortalHome, script: Script, untouched: MortalHome, offMs: number): string[] {
  return [
    ...wordsOf(home),
    ...alertsOf(home, script, offMs),
    ...revisionsOf(home),
    ...endsOf(home),
    ...boundOf(home, untouched, offMs),
  ];
}

/** Nothing stale is said; and nothing twice, but by a hub that cannot know what the one before it has said. */
function wordsOf(home: MortalHome): string[] {
  const faults: string[] = [];
  const told = new Set<string>();
  for (const { id, sentence, isTrue, ageMs, life } of home.spoken) {
    if (!isTrue) faults.push(`"${sentence}" was untrue`);
    if (ageMs > FRESH_MS_MAX) faults.push(`"${sentence}" was ${ageMs / SECOND_MS} s old`);
    if (told.has(`${life} ${id}`)) faults.push(`"${sentence}" was said twice`);
    told.add(`${life} ${id}`);
  }
  return faults;
}

/** No second alert for one incident, none is missing, and none is there without ground. */
function alertsOf(home: MortalHome, script: Script, offMs: number): string[] {
  const faults: string[] = [];
  const causes = raised(home).map(({ alert }) => alert.cause);
  const wanted = [...script.alerts].filter((cause) => !causes.includes(cause));
  if (wanted.length > 0) faults.push(`never told: ${wanted.join(', ')}`);
  const most = new Set<string>([...script.alerts, ...(script.mayCall === true ? ['help'] : [])]);
  // After hours the silence is another one.
  if (offMs < 60 * MINUTE_MS) {
    if (causes.some((cause) => !most.has(cause)) || new Set(causes).size < causes.length)
      faults.push(`told of ${causes.join(', ')}`);
  }
  const open = new Map<string, string>();
  for (const { alert } of home.arrivals) {
    const holder = open.get(alert.cause);
    if (alert.stage === 'closed' || alert.stage === 'arrived' || alert.why === 'answered')
      open.delete(alert.cause);
    else if (holder === undefined) open.set(alert.cause, alert.alert);
    else if (holder !== alert.alert && alert.why === 'raised')
      faults.push(`${alert.cause} raised while ${holder} is open`);
  }
  return faults;
}

/** Every revision arrives, each says one thing, and nobody is sent twice for one alert. */
function revisionsOf(home: MortalHome): string[] {
  const faults: string[] = [];
  const byAlert = new Map<string, Map<number, string>>();
  const sent = new Map<string, Set<number>>();
  for (const { alert } of home.arrivals) {
    const revisions = byAlert.get(alert.alert) ?? new Map<number, string>();
    byAlert.set(alert.alert, revisions);
    const text = JSON.stringify(alert);
    if ((revisions.get(alert.revision) ?? text) !== text) faults.push(`revision ${alert.revision} differs`);
    revisions.set(alert.revision, text);
    if (alert.why !== 'desk' || alert.stage !== 'dispatched') continue;
    const dispatches = sent.get(alert.alert) ?? new Set();
    sent.set(alert.alert, dispatches.add(alert.revision));
    if (dispatches.size > 1) faults.push('dispatched twice');
  }
  for (const revisions of byAlert.values()) {
    const last = Math.max(...revisions.keys());
    if (revisions.size !== last + 1) faults.push(`revisions are missing below ${last}`);
  }
  return faults;
}

/** No question and no call ends without a word: on disk an answer, or somebody told, follows each. */
function endsOf(home: MortalHome): string[] {
  const faults: string[] = [];
  let open: string | null = null;
  let call = false;
  for (const { body } of home.written) {
    if (body.kind === 'prompt' && open !== null && body.conversation !== open)
      faults.push('a question ended without a word');
    if (body.kind === 'prompt') open = body.conversation;
    else if (body.kind === 'answer' || tells(body)) open = null;
    if (body.kind === 'correction') call = body.of === 'help';
    else if (tells(body) && body.cause === 'help') call = false;
  }
  const { conversation, correction } = home.state.checkon;
  const askedMs = conversation === null ? 0 : home.state.time.lastMs - conversation.openedMs;
  if (askedMs > QUESTION_MS_MAX) faults.push('a question is still open');
  if (call || correction?.of === 'help') faults.push('a call is still open');
  if (open !== (conversation?.id ?? null)) faults.push('a question was forgotten');
  return faults;
}

function tells(body: Body): body is Alert {
  return body.kind === 'alert' && !body.test && TELLS.has(body.why);
}

/** Whoever is to be told is told in time: as if nothing had died, the time off and one more wait added. */
function boundOf(home: MortalHome, untouched: MortalHome, offMs: number): string[] {
  const faults: string[] = [];
  for (const { atMs, alert } of raised(untouched)) {
    const here = raised(home).find((each) => each.alert.cause === alert.cause);
    const lateMs = (here?.atMs ?? 0) - atMs;
    if (lateMs > offMs + LATE_MS) faults.push(`${alert.cause} was told ${lateMs / SECOND_MS} s late`);
  }
  return faults;
}
