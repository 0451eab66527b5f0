/**
 * The sorted table of verbs. A new verb is one file beside this one and one line here.
 *
 * A verb's file is loaded only when it is called, so that `anbu --help` needs no database and no broker.
 */
import type { Verb } from './verb.ts';

export interface VerbRow {
  readonly name: string;
  /** The same words as in the verb's file; a test compares them. */
  readonly summary: string;
  load(): Promise<{ readonly verb: Verb }>;
}

export const VERBS: readonly VerbRow[] = [
  // sorted
  {
    name: 'carry-out',
    summary: 'write what the centre has not kept into one signed file, to be carried there by hand',
    load: () => import('./carry-out.ts'),
  },
  {
    name: 'console',
    summary: 'the console of this hub on a cable, for whoever sets it up',
    load: () => import('./console.ts'),
  },
  {
    name: 'decode',
    summary: 'say what a Bluetooth advert says, and whether it is authentic',
    load: () => import('./decode.ts'),
  },
  {
    name: 'decommission',
    summary: 'take this hub out of its home for good: keys and data wiped, and a signed receipt of it',
    load: () => import('./decommission.ts'),
  },
  {
    name: 'demo',
    summary: 'a simulated home from the first quiet day to a closed alert',
    load: () => import('./demo.ts'),
  },
  {
    name: 'diagnostics',
    summary: 'everything that helps to mend this hub, in one file without secrets or names',
    load: () => import('./diagnostics.ts'),
  },
  {
    name: 'doctor',
    summary: 'look at everything this hub needs, and say what to do about what is wrong',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'evaluate',
    summary: 'judge the detector on a folder of homes: false prompts, delays, baselines',
    load: () => import('./evaluate.ts'),
  },
  {
    name: 'export',
    summary:
      'hand this hub over: all that it is and knows, in one closed file for the hub that takes its place',
    load: () => import('./export.ts'),
  },
  {
    name: 'identity',
    summary: 'make the key of this hub, ask for its certificate, install it, and replace both in the field',
    load: () => import('./identity.ts'),
  },
  {
    name: 'import',
    summary: 'take over what another hub exported, and go on from there',
    load: () => import('./import.ts'),
  },
  {
    name: 'inspect',
    summary:
      'show the journal, the configuration in force, one incident on one page, what was learned, the week, or the voice',
    load: () => import('./inspect.ts'),
  },
  {
    name: 'provision',
    summary: 'set up the sensor nodes of a home, and write the file of its hub',
    load: () => import('./provision.ts'),
  },
  {
    name: 'replay',
    summary: "run the detector over a home's log, as fast as it goes",
    load: () => import('./replay.ts'),
  },
  { name: 'run', summary: 'run the hub of a home', load: () => import('./run.ts') },
  {
    name: 'sim',
    summary: 'virtual sensors on real ports, for a hub in another terminal',
    load: () => import('./sim.ts'),
  },
  {
    name: 'status',
    summary: 'say how this hub is: whom it asks, whom it has told, what is broken, what waits to leave',
    load: () => import('./status.ts'),
  },
  {
    name: 'walk-test',
    summary:
      'walk through the home with the hub watching, until each sensor, the voice and the centre are ready',
    load: () => import('./walk-test.ts'),
  },
];
