/**
 * What can harm somebody, what we promise against it, what can go wrong, and which test shows that it does not.
 *
 * Owns the chain hazard → promise → fault → test. A fault without a test says why; `faults.test.ts` fails on every other
 * hole, and on a test that is named here and does not exist. `FAULTS.md` is written from it (`npm run pages`).
 */
import type { ConditionCode } from '../../agent/record.ts';

/** The promises of the design, by number. */
export const PROMISES = {
  1: 'Nothing acknowledged is ever lost; alerts leave first.',
  2: 'Silence is judged only where we can see; blindness is a fault with an owner.',
  3: 'The verdict is made in the home.',
  4: 'The resident is asked before anyone is told, unless they called for help.',
  5: 'Same checkpoint, same tail, same code: the same decisions.',
  6: 'Clocks, summer time and restarts change no decision.',
  7: 'One broken part never stops the rest; what is broken is told to its owner.',
  8: 'Everything is bounded.',
  9: 'Nothing listens; every link is authenticated; raw events stay home.',
  10: 'We never say what we do not know.',
} as const;
export type PromiseNumber = keyof typeof PROMISES;

export interface HazardRow {
  readonly hazard: string;
  readonly promises: readonly PromiseNumber[];
}
export const HAZARDS: readonly HazardRow[] = [
  { hazard: 'Somebody lies helpless and nobody is ever told.', promises: [1, 2, 3, 7] },
  { hazard: 'Somebody is told too late.', promises: [1, 3, 6] },
  { hazard: 'Somebody who is well is asked or visited until the hub is unplugged.', promises: [2, 4, 6] },
  { hazard: 'A home is believed to be watched and is not.', promises: [2, 7] },
  { hazard: 'Somebody is reassured, or frightened, by words that are not true.', promises: [4, 10] },
  { hazard: 'A stranger silences the hub, or speaks for it.', promises: [9] },
  { hazard: 'A stranger learns when the home is empty.', promises: [9] },
  { hazard: 'Nobody can say afterwards what was seen, asked and sent.', promises: [1, 5] },
  { hazard: 'The hub chokes on its own work, or wears its card out.', promises: [8] },
];

export interface FaultRow {
  readonly id: `F${number}`;
  readonly fault: string;
  readonly expected: string;
  readonly promises: readonly PromiseNumber[];
  /** What is raised in the home's own catalogue. */
  readonly conditions?: readonly ConditionCode[];
  /** File below `tests/`, and the title of the test in it, as it is written there. */
  readonly proofs: readonly (readonly [file: string, title: string])[];
  /** What is not shown, and why. */
  readonly hole?: string;
}
export const FAULTS: readonly FaultRow[] = [
  {
    id: 'F01',
    fault: 'the process is killed at any instant',
    expected: 'back within seconds; nothing acknowledged is lost, nothing told twice',
    promises: [1, 7],
    proofs: [
      [
        'journal/fire/damage.test.ts',
        'killed ${KILLS} times at any instant: nothing acknowledged is lost, nothing is there twice',
      ],
      [
        'sim/killed-hub.test.ts',
        'four deaths of the hub and one of the broker lose nothing and double nothing',
      ],
    ],
  },
  {
    id: 'F02',
    fault: 'the loop is blocked, or the process stopped, for a minute',
    expected: 'the watchdog restarts it; what passed is unobserved, late timers ring once',
    promises: [2, 6, 7],
    proofs: [
      ['home-time.test.ts', 'did not listen: what passed is told, and is not silence'],
      ['hub.test.ts', 'is fed by the loop, with what it is worth'],
    ],
    hole: 'The restart itself is the service manager’s; the unit file comes with the hub package.',
  },
  {
    id: 'F03',
    fault: 'it dies at each start of one record or one configuration',
    expected: 'safe mode: last good configuration, the record set aside, the detector on',
    promises: [3, 7],
    conditions: ['safe-mode'],
    proofs: [
      ['cli/crash-loop.test.ts', 'a configuration that kills: the last good one is taken, and it is said'],
      ['cli/crash-loop.test.ts', 'a record that kills: it is set aside, and the hub watches'],
      [
        'cli/run.test.ts',
        'a first start with a bad file is refused; a restart goes on with the last good one, and says so',
      ],
      [
        'cli/console/commit.test.ts',
        'all mistakes come back together, each with its remedy, and nothing was changed',
      ],
    ],
  },
  {
    id: 'F04',
    fault: 'memory leaks',
    expected: 'bounded state; restart by the service manager',
    promises: [8],
    proofs: [
      [
        'detector/bounds.test.ts',
        'a busy home of twenty rooms, each with a detector and a seat, fits its checkpoint after 120 days',
      ],
      ['sim/swarm-plants.test.ts', '$invariant: $name'],
    ],
    hole: 'State and queues are bounded by invariant I7 in the swarm; resident memory over months was not measured.',
  },
  {
    id: 'F05',
    fault: 'file descriptors leak',
    expected: 'the count stays flat over reconnects',
    promises: [8],
    proofs: [
      ['uplink/mqtt-faults.test.ts', 'three hundred connections that fail leave no descriptor behind'],
    ],
  },
  {
    id: 'F06',
    fault: 'five percent of a processor is left',
    expected: 'alerts leave within a minute',
    promises: [3],
    proofs: [['../sim/bench/main.ts', 'cord pulled to PUBACK, starved']],
    hole: 'Measured by the bench, not held by a test: the worst of twenty calls took half a second.',
  },
  {
    id: 'F07',
    fault: 'one part of the program throws',
    expected: 'it alone is restarted, and told',
    promises: [7],
    conditions: ['sensor-lost'],
    proofs: [
      ['sensors/wiring/wiring.test.ts', 'a driver that throws is lost and starts again, the others run'],
      ['sensors/buses/firmata.test.ts', 'a message that johnny-five chokes on costs the thread, and no more'],
      [
        'sensors/buses/ble.test.ts',
        'the bus dies, and freezes, and is not there at the start: never the end of the process',
      ],
    ],
  },
  {
    id: 'F08',
    fault: 'the kernel hangs',
    expected: 'the watchdog of the board restarts it; the journal is whole',
    promises: [1, 7],
    proofs: [],
    hole: 'Boards name their watchdog device; opening it is the service manager’s, and no kernel was hung.',
  },
  {
    id: 'F09',
    fault: 'stopped in order in mid-conversation',
    expected: 'the same step after the restart',
    promises: [4, 6],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      ['checkon/promises-table.ts', 'restart of known length: the wait goes on'],
      ['hub.test.ts', 'a hub that was stopped has written everything and says nothing more'],
      ['cli/main.test.ts', 'Ctrl-C stops a running hub in order: 130, and 0 when the service manager asks'],
    ],
  },
  {
    id: 'F10',
    fault: 'started twice on one folder',
    expected: 'the second refuses',
    promises: [1],
    proofs: [
      ['journal/sqlite-store.test.ts', 'a second owner is refused, and comes in when the first is gone'],
      ['cli/open-journal.test.ts', 'a journal in use stops the second one'],
    ],
  },
  {
    id: 'F11',
    fault: 'the power is cut in the middle of a write',
    expected: 'nothing acknowledged is lost',
    promises: [1],
    proofs: [
      [
        'journal/fire/power-cut.test.ts',
        'at 120 places, with what was not synced lost, kept, torn or in part: nothing acknowledged is missing',
      ],
    ],
  },
  {
    id: 'F12',
    fault: 'the end of the log is torn',
    expected: 'everything before it is there',
    promises: [1],
    conditions: ['journal-quarantined'],
    proofs: [
      ['journal/sqlite-crash.test.ts', 'a log torn at any byte gives back a prefix of whole batches'],
      [
        'journal/sqlite-crash.test.ts',
        'a log with one wrong byte gives back what lies before it, says that more is lost, and says it once',
      ],
    ],
    hole: 'Damage to the last two commits of a log cannot be told from a torn end. A log that is deleted after a kill is not missed.',
  },
  {
    id: 'F13',
    fault: 'the power is cut while the log is copied into the file',
    expected: 'it opens clean',
    promises: [1],
    proofs: [
      [
        'journal/fire/power-cut.test.ts',
        'at 120 places, with what was not synced lost, kept, torn or in part: nothing acknowledged is missing',
      ],
    ],
  },
  {
    id: 'F14',
    fault: 'the power flickers twenty times in ten minutes',
    expected: 'home time goes on, nobody is asked again and again',
    promises: [6],
    proofs: [
      ['home-time.test.ts', 'lives of %i s count at least half'],
      ['checkon/promises-table.ts', 'a second one in the same stage counts as the wait being over'],
    ],
  },
  {
    id: 'F15',
    fault: 'the disk is full',
    expected: 'alerts are still written, telemetry is shed, and it is told',
    promises: [1, 7],
    conditions: ['disk-full', 'journal-unwritable'],
    proofs: [
      [
        'journal/sqlite-crash.test.ts',
        'a full disk: the commit fails, and all before it is there, also after a restart on the full disk',
      ],
      ['hub.test.ts', 'an alert leaves all the same, and says that it is nowhere written down'],
      [
        'journal/fire/sick-disk.test.ts',
        'full: alerts stay durable from the ballast, telemetry is shed and counted; said once, over when there is room',
      ],
    ],
  },
  {
    id: 'F16',
    fault: 'the disk has no inodes left',
    expected: 'the same',
    promises: [1, 7],
    conditions: ['disk-full'],
    proofs: [
      [
        'journal/fire/sick-disk.test.ts',
        'no inodes: nothing happens in use; a start has that of the ballast',
      ],
    ],
  },
  {
    id: 'F17',
    fault: 'the file system turns read-only',
    expected: 'alerts leave from memory, marked as not durable; told',
    promises: [1, 7],
    conditions: ['journal-unwritable'],
    proofs: [
      [
        'cli/open-journal.test.ts',
        'a disk that can be read and not written: the open call is known, and kept when it works again',
      ],
      ['loop.test.ts', 'the hub goes on from memory and says so, once when it begins and once when it ends'],
      [
        'journal/fire/sick-disk.test.ts',
        'read-only in use: alerts leave and say that they are not on disk; mounted anew, the journal is opened anew',
      ],
    ],
  },
  {
    id: 'F18',
    fault: 'fsync fails',
    expected: 'the commit counts as failed; the file is opened anew and checked',
    promises: [1],
    conditions: ['journal-unwritable'],
    proofs: [
      [
        'journal/fire/sick-disk.test.ts',
        'syncs that fail: the commit has failed, it is told, and all is there when they work again',
      ],
    ],
  },
  {
    id: 'F19',
    fault: 'each write takes seconds',
    expected: 'what is heard is not lost, the watchdog is content',
    promises: [7, 8],
    proofs: [
      [
        'journal/fire/sick-disk.test.ts',
        'a sync of five seconds: every step that comes meanwhile is taken in, and the watchdog is fed in time',
      ],
    ],
    hole: 'The store is synchronous: while one write lasts, nothing is decided. Buses keep what comes; a write of half a minute is a restart by the watchdog.',
  },
  {
    id: 'F20',
    fault: 'a page of the file is damaged',
    expected: 'moved aside, a new one begun with what is known; told, no loop',
    promises: [1, 7],
    conditions: ['journal-quarantined', 'learning-lost'],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      [
        'journal/fire/damage.test.ts',
        'a damaged page of the file or its log: it starts, goes on, and what is lost is said',
      ],
      ['journal/sqlite-store.test.ts', '%s is moved aside, and the hub goes on'],
      [
        'journal/salvage.test.ts',
        'a page damaged after a day of life: the open call is there, its alert leaves, nothing learned is lost',
      ],
      [
        'journal/damaged-in-use.test.ts',
        'the file is moved aside, the new one begins with what is known, and it is told',
      ],
      [
        'journal/sqlite-store.test.ts',
        'a damaged record is set aside alone: the others are read, counted and gone on from',
      ],
    ],
  },
  {
    id: 'F21',
    fault: 'the file or its log is missing or empty',
    expected: 'it starts, and says so',
    promises: [7],
    proofs: [
      [
        'journal/sqlite-store.test.ts',
        'a log without its file is moved aside: SQLite would delete it unseen',
      ],
      ['journal/sqlite-store.test.ts', 'a file made and not yet filled is a new journal'],
      ['journal/sqlite-store.test.ts', '%s is moved aside, and the hub goes on'],
    ],
  },
  {
    id: 'F22',
    fault: 'the file was written by a newer version',
    expected: 'never touched; one beside it is used; told',
    promises: [1, 7],
    conditions: ['journal-newer'],
    proofs: [
      [
        'cli/open-journal.test.ts',
        'a journal of a newer version stays as it is; one beside it is used, again at the next start, and told',
      ],
      ['journal/sqlite-store.test.ts', 'a journal with a later %s is refused and stays as it is'],
    ],
  },
  {
    id: 'F23',
    fault: 'killed while the file is migrated',
    expected: 'all or nothing',
    promises: [1],
    proofs: [
      [
        'journal/fire/power-cut.test.ts',
        'at 120 places, with what was not synced lost, kept, torn or in part: nothing acknowledged is missing',
      ],
      [
        'journal/fire/power-cut.test.ts',
        '%s, and the power cut at each step of what the start does about it: all or nothing, and nothing else lost',
      ],
    ],
  },
  {
    id: 'F24',
    fault: 'what was learned has a wrong checksum',
    expected: 'the one before is taken, or it learns anew and says so',
    promises: [5],
    conditions: ['learning-lost'],
    proofs: [
      [
        'journal/checkpoint.test.ts',
        'leaves out a checkpoint whose checksum is wrong, and takes the one before',
      ],
      ['journal/checkpoint.test.ts', 'says so when none can be trusted'],
    ],
  },
  {
    id: 'F25',
    fault: 'the card wears out',
    expected: 'few bytes a day, counted, with the months that are left',
    promises: [8],
    proofs: [
      [
        'journal/sqlite-store.test.ts',
        'a batch touches few pages: the log grows by one frame for a group, not by one for each table',
      ],
      [
        'health/card.test.ts',
        'a technician is told half a year ahead, once, and not again until it is clearly over',
      ],
    ],
    conditions: ['card-wearing'],
  },
  {
    id: 'F26',
    fault: 'started in 1970, or at a saved time',
    expected: 'slower, never sooner; each record says how far its time can be believed',
    promises: [6],
    conditions: ['clock-untrusted'],
    proofs: [
      [
        'detector/degraded.test.ts',
        'property: without a trusted time of day it is not asked sooner than with it',
      ],
      ['detector/detector.test.ts', 'without a trusted time of day it is slower, and says so'],
    ],
  },
  {
    id: 'F27',
    fault: 'a time server moves the clock by decades',
    expected: 'no decision moves',
    promises: [6],
    proofs: [
      ['sim/swarm.test.ts', 'seed %i: steps of years, and everything delivered twice, change no decision'],
      [
        'detector/invariance.test.ts',
        'property: however it steps, it changes no due time, and what is told comes from home time',
      ],
    ],
  },
  {
    id: 'F28',
    fault: 'the clock jumps two hours to and fro each minute',
    expected: 'no decision moves, no storm',
    promises: [6],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      ['health/tracker.test.ts', 'a clock that jumps over midnight every minute makes no storm of tests'],
      [
        'checkon/probe-properties.test.ts',
        'at most three of a local day, two hours apart, whatever becomes of the clock',
      ],
      ['home-time.test.ts', 'by %i ms is believed again after an hour'],
    ],
  },
  {
    id: 'F29',
    fault: 'summer time begins and ends; the zone changes',
    expected: 'habits follow the local clock, durations are exact',
    promises: [6],
    proofs: [
      ['detector/invariance.test.ts', '%d min: the same habit by the new clock is not asked about'],
      [
        'detector/invariance.test.ts',
        'property: a silence over the change is asked about once, no sooner than after the floor, no later than the cap',
      ],
      ['zone.test.ts', 'are found to the millisecond'],
    ],
  },
  {
    id: 'F30',
    fault: 'a month without a time server',
    expected: 'it runs, and says that the time is not to be believed',
    promises: [6],
    conditions: ['clock-untrusted'],
    proofs: [['health/tracker.test.ts', 'a long one is, until it is over']],
    hole: 'A crystal that drifts 100 ppm for a month was not simulated.',
  },
  {
    id: 'F31',
    fault: 'the machine is frozen for an hour',
    expected: 'an unobserved span, no inactivity',
    promises: [2, 6],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      ['home-time.test.ts', 'did not listen: what passed is told, and is not silence'],
      ['home-time.test.ts', 'is told once, also when something else than the alarm wakes it'],
    ],
  },
  {
    id: 'F32',
    fault: 'a timer longer than 24.8 days rings at once',
    expected: 'timers are cut into pieces',
    promises: [6],
    proofs: [
      ['host.test.ts', 'an alarm forty days ahead does not ring at once, as a bare timer of Node would'],
      ['sim/virtual-clock.test.ts', 'a delay longer than any timer still takes its time'],
    ],
  },
  {
    id: 'F33',
    fault: 'a command is stamped in the past or the future',
    expected: 'refused beyond its time where the clock is believed, else by its counter alone',
    promises: [9],
    proofs: [
      ['uplink/envelope.test.ts', '%s'],
      ['uplink/command-verbs.test.ts', '%s'],
      ['uplink/orders.test.ts', 'is not believed by a clock that was just set, before the loop has seen it'],
    ],
  },
  {
    id: 'F34',
    fault: 'no broker for thirty days',
    expected: 'everything is kept; alerts leave first; the backlog does not take the link',
    promises: [1, 3],
    conditions: ['link-down', 'history-thinned'],
    proofs: [
      [
        'uplink/uplink.test.ts',
        'down for a month: nothing is published, nothing lost, and the backlog is historic',
      ],
      ['uplink/lanes.test.ts', 'alerts before notices before history, whatever came first'],
      [
        'uplink/drain.test.ts',
        'an alert that is raised as the link comes back is there at once, and history follows at its pace, without a gap',
      ],
      [
        'uplink/pace.test.ts',
        'old history has at most half of any link, and at most its rate, however long packets take',
      ],
      [
        'journal/thinned-hub.test.ts',
        'four days on a full card: history is thinned and said so, every alert arrives, and the desk misses no number',
      ],
      [
        'cli/carry-out.test.ts',
        'weeks without a network: what is carried is kept, frees the journal, and comes again without harm',
      ],
    ],
  },
  {
    id: 'F35',
    fault: 'the broker refuses the connection',
    expected: 'tried again for ever, ever more slowly; told',
    promises: [7, 8],
    conditions: ['link-down'],
    proofs: [
      ['uplink/mqtt-faults.test.ts', 'refused with %i is tried again'],
      [
        'uplink/reconnect.test.ts',
        'doubles while nothing holds, and starts over after a connection that held',
      ],
    ],
  },
  {
    id: 'F36',
    fault: 'no name is found, or a captive portal answers',
    expected: 'the same, without a busy loop',
    promises: [7, 8],
    proofs: [
      [
        'uplink/mqtt-faults.test.ts',
        'nobody there: tried again for ever, in the same version, and nothing is queued',
      ],
      ['uplink/network-faults.test.ts', 'but a login page (%s): one attempt at a time, and nothing believed'],
      ['uplink/network-faults.test.ts', 'but no name: tried again, and nothing is queued'],
    ],
  },
  {
    id: 'F37',
    fault: 'the connection is half open',
    expected: 'noticed within 45 s, sent again',
    promises: [1, 7],
    proofs: [
      [
        'uplink/mqtt-faults.test.ts',
        'that never comes: our own timeout breaks the connection, each packet is called back once',
      ],
      ['uplink/network-faults.test.ts', 'is given up at the first ping that nobody answers: 45 s'],
      ['uplink/network-faults.test.ts', 'swallows a call for help, which arrives once when another is made'],
    ],
  },
  {
    id: 'F38',
    fault: 'an acknowledgement of the broker is lost',
    expected: 'sent again; the receiver takes it once',
    promises: [1],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      [
        'uplink/uplink.test.ts',
        'that never sends a PUBACK still gets everything, again and again, until the receiver keeps it',
      ],
      [
        'sim/desk.test.ts',
        'whatever the broker does, every record arrives once and every alert is opened once',
      ],
      ['uplink/network-faults.test.ts', 'that are lost: sent again, and taken once by the desk'],
    ],
  },
  {
    id: 'F39',
    fault: 'an acknowledgement comes twice, or for nothing',
    expected: 'ignored',
    promises: [1],
    proofs: [
      ['uplink/mqtt-faults.test.ts', 'for a packet nobody sent, or twice, changes nothing'],
      ['uplink/network-faults.test.ts', 'that come twice change nothing'],
    ],
  },
  {
    id: 'F40',
    fault: 'the broker acknowledges and loses it',
    expected: 'the receiver’s own acknowledgement counts',
    promises: [1],
    proofs: [
      [
        'uplink/uplink.test.ts',
        'that loses what it acknowledged gets an alert again after a minute, ever more slowly',
      ],
      [
        'uplink/unkept-alerts.test.ts',
        'a broker that loses what it acknowledged: the new alert is there again within a minute',
      ],
    ],
  },
  {
    id: 'F41',
    fault: 'two hubs push each other out under one name',
    expected: 'they back off, and it is told',
    promises: [7, 8],
    conditions: ['identity-conflict'],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      [
        'uplink/uplink-loop.test.ts',
        'two hubs under one name for a day: told within minutes, once, in a few hundred records',
      ],
      [
        'health/tracker.test.ts',
        'another under our name three times in an hour is told, and over after a day without',
      ],
      [
        'uplink/twin-hub.test.ts',
        'behind $name they back off, are told of, and both raise alerts that arrive',
      ],
    ],
  },
  {
    id: 'F42',
    fault: 'a copied memory card runs in a second hub',
    expected: 'told apart by the boot; both still raise alerts',
    promises: [1, 7],
    conditions: ['identity-conflict'],
    proofs: [
      ['sim/desk-ledger.test.ts', 'a number is new the first time and a duplicate ever after'],
      [
        'uplink/namesake.test.ts',
        'another under our name is one taking in each connection, by birth or by last will',
      ],
      [
        'uplink/twin-hub.test.ts',
        'behind $name they back off, are told of, and both raise alerts that arrive',
      ],
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
    ],
  },
  {
    id: 'F43',
    fault: '2 kB/s, five seconds there and back, one packet in ten lost',
    expected: 'an alert within 30 s, telemetry waits',
    promises: [1],
    proofs: [
      [
        'uplink/thin-link.test.ts',
        'alerts arrive within half a minute while a month of history drains, and all of it arrives',
      ],
      ['uplink/uplink.test.ts', 'is never exceeded, and a live alert overtakes a backlog of history'],
    ],
  },
  {
    id: 'F44',
    fault: 'the broker limits packets in flight, their size, their rate',
    expected: 'obeyed',
    promises: [7],
    conditions: ['uplink-refused'],
    proofs: [
      ['uplink/mqtt-faults.test.ts', 'receive maximum is told, and never exceeded'],
      ['uplink/mqtt-faults.test.ts', 'maximum packet size is obeyed before anything is sent'],
      ['uplink/lanes.test.ts', 'too big eight times leaves a word in its place; an alert is cut at once'],
    ],
  },
  {
    id: 'F45',
    fault: 'the broker restarts every ten seconds',
    expected: 'progress, and nothing applied twice',
    promises: [1],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      [
        'uplink/lanes.test.ts',
        'any interleaving: in order, within the window, nothing skipped, and all of it arrives in the end',
      ],
      [
        'uplink/network-faults.test.ts',
        'a broker killed again and again in the middle of it: every alert arrives, once',
      ],
      [
        'uplink/drain.test.ts',
        'a broker that is started anew every ten seconds, and forgets, gets all of it, and nothing of it is applied twice',
      ],
    ],
  },
  {
    id: 'F46',
    fault: 'a flood from above, or a packet of 256 MB',
    expected: 'cut off; the hub lives',
    promises: [8, 9],
    conditions: ['commands-refused'],
    proofs: [
      ['uplink/mqtt-faults.test.ts', 'a packet without end does not fill the memory (MQTT level %i)'],
      ['uplink/uplink.test.ts', 'a flood of rubbish is counted, not recorded'],
      ['uplink/flood.test.ts', 'of messages %s: a handful is recorded, and an alert leaves meanwhile'],
    ],
  },
  {
    id: 'F47',
    fault: 'the broker’s certificate has expired',
    expected: 'refused, told',
    promises: [9],
    conditions: ['link-down', 'broker-certificate-expired'],
    proofs: [
      ['uplink/mqtt-dates.test.ts', 'a broker is not spoken to: %s'],
      ['uplink/mqtt-dates.test.ts', 'a renewed certificate is taken up by the next connection'],
      [
        'health/link-conditions.test.ts',
        'whoever answers instead of the broker is said once, for each reason, until the link stands',
      ],
    ],
    hole: 'There is no second way to the centre: one uplink.',
  },
  {
    id: 'F48',
    fault: 'the hub’s clock says 1970',
    expected: 'the chain is checked; its dates only as far as the time is known; never plain text',
    promises: [6, 9],
    proofs: [
      ['uplink/mqtt-dates.test.ts', 'a broker %s is spoken to'],
      ['uplink/mqtt-dates.test.ts', 'a broker is not spoken to: %s'],
      [
        'uplink/mqtt-dates.test.ts',
        'a broker is not spoken to: %s ended before a day that has passed for certain',
      ],
      ['uplink/mqtt-dates.test.ts', 'a link made then, once the time is known, %s'],
    ],
  },
  {
    id: 'F49',
    fault: 'the hub’s own certificate is about to expire',
    expected: 'told thirty days ahead',
    promises: [7, 9],
    conditions: ['certificate-expiring'],
    proofs: [
      [
        'health/link-conditions.test.ts',
        'a certificate of the hub that ends is said 30 days ahead, and is over when it was renewed',
      ],
      [
        'uplink/link-teller.test.ts',
        'the end of a certificate is told with the link, by a clock that is set, and again when it is another',
      ],
      ['uplink/mqtt-identity.test.ts', 'put there while the link stands: tried by itself, and in force'],
      [
        'uplink/mqtt-identity.test.ts',
        'a new one of an unknown authority costs one attempt; the old one keeps the link',
      ],
      [
        'uplink/identity-choice.test.ts',
        'property: with whatever network, every second attempt shows what is known to be let in',
      ],
    ],
    hole: 'Nothing renews it by itself. A hub whose certificate has ended is told of by its silence.',
  },
  {
    id: 'F50',
    fault: 'a wrong authority, or somebody in between',
    expected: 'refused, never downgraded',
    promises: [9],
    conditions: ['broker-untrusted'],
    proofs: [
      ['uplink/mqtt-tls.test.ts', '%s is refused, each time, and that is said'],
      ['uplink/mqtt-dates.test.ts', 'a broker is not spoken to: %s'],
      ['uplink/mqtt-tls.test.ts', 'a hub that speaks plainly is not heard'],
    ],
  },
  {
    id: 'F51',
    fault: 'the link dies between question and alert',
    expected: 'the home hears the truth; another way to the centre',
    promises: [3, 10],
    proofs: [
      [
        'checkon/promises-table.ts',
        'no link since before the raise: the resident hears that nobody was reached',
      ],
      ['checkon/promises-table.ts', 'a link lost since: whether it was reached is not known, and not said'],
    ],
    hole: 'There is no second way to the centre: one uplink.',
  },
  {
    id: 'F52',
    fault: 'the last will is read out after a blip',
    expected: 'the receiver waits for heartbeats, nobody panics',
    promises: [10],
    proofs: [
      ['sim/desk-alone.test.ts', 'the report is plain JSON and tells of hubs, heartbeats and refusals'],
    ],
    hole: 'The receiver’s own wait is a duty in RECEIVER.md without a check.',
  },
  {
    id: 'F53',
    fault: 'a detector floods with 100 edges a second',
    expected: 'one event, bounded writes, a fault',
    promises: [8],
    conditions: ['sensor-lost'],
    proofs: [
      ['sensors/driver-contract.ts', 'a flood is a fault, bounded, and over when it is over'],
      [
        'sensors/wiring/wiring.test.ts',
        'readings are let through twenty at once, then one a second; the last one is never lost',
      ],
    ],
  },
  {
    id: 'F54',
    fault: 'a detector is stuck',
    expected: 'a level is no life; a fault after half an hour',
    promises: [2],
    conditions: ['sensor-lost'],
    proofs: [
      [
        'sensors/drivers/drivers.test.ts',
        'stuck high is a fault after half an hour and no life; falling mends it',
      ],
      ['detector/detector.test.ts', 'a held level resets nothing'],
    ],
  },
  {
    id: 'F55',
    fault: 'a sensor is dead',
    expected: 'a fault in time; what is expected falls; its silence alarms nobody',
    promises: [2],
    conditions: ['sensor-lost', 'sensor-contradicted'],
    proofs: [
      [
        'sensors/drivers/sensor-node/driver.test.ts',
        'heard, it is well; three missed heartbeats are a loss, any new frame ends it',
      ],
      [
        'sensors/contradiction.test.ts',
        'a detector on the way that shows nothing any more is contradicted, and believed again when it does',
      ],
      [
        'detector/degraded.test.ts',
        'property: with a sensor lost it is not asked sooner than with all of them',
      ],
    ],
  },
  {
    id: 'F56',
    fault: 'a battery runs low',
    expected: 'equipment’s business alone',
    promises: [2],
    conditions: ['battery-low'],
    proofs: [
      [
        'health/equipment.test.ts',
        'one that runs low is said once, and over with a new one, not with a warm day',
      ],
    ],
  },
  {
    id: 'F57',
    fault: 'all radio sensors fall silent together',
    expected: 'blind, a request to phone; never inactivity',
    promises: [2],
    conditions: ['blind'],
    proofs: [
      ['detector/sight.test.ts', 'past its bound it becomes a request to phone, once a day'],
      [
        'health/tracker.test.ts',
        'a home that cannot be seen is said after its bound, and when sight comes back',
      ],
    ],
    hole: 'The radio has no condition of its own: each sensor is lost, and the home is blind.',
  },
  {
    id: 'F58',
    fault: 'a door is left open',
    expected: 'nobody is taken for gone',
    promises: [2],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      [
        'detector/presence.test.ts',
        'took a parcel in and sat down: a stir now and then is somebody, within the hour',
      ],
    ],
    hole: 'A door that stays open is not told to anybody.',
  },
  {
    id: 'F59',
    fault: 'the contact of the door is dead',
    expected: 'nobody knows who is in: asked before anybody is told',
    promises: [2, 4],
    conditions: ['sensor-lost'],
    proofs: [
      ['detector/presence.test.ts', 'the contact is lost: unknown, until it is found and somebody is seen'],
      ['detector/sight.test.ts', 'the contact of the door is lost: only the cap is left'],
    ],
    hole: 'A contact that dies without a word makes a night out look like a silence at home.',
  },
  {
    id: 'F60',
    fault: 'a contact bounces twenty times',
    expected: 'one event',
    promises: [8],
    proofs: [
      ['sensors/drivers/drivers.test.ts', 'bounce is one reading, at rest'],
      ['sensors/driver-contract.ts', 'twenty edges of bounce are at most one event and its end'],
    ],
  },
  {
    id: 'F61',
    fault: 'a meter reads nothing, less than nothing, or starts anew',
    expected: 'dropped and counted; a fault when it is often',
    promises: [2, 8],
    proofs: [
      [
        'sensors/drivers/meters.test.ts',
        'a few absurd readings are noise; half of them are a broken meter, until it is well again',
      ],
      [
        'sensors/drivers/meters.test.ts',
        'an energy that runs backwards is a reset: that reading is dropped, the next is believed',
      ],
      ['sensors/drivers/meters.test.ts', 'a power of %j is none'],
    ],
  },
  {
    id: 'F62',
    fault: 'the fridge goes on while somebody lies on the floor',
    expected: 'asked all the same',
    promises: [2],
    proofs: [
      [
        'sensors/power-story.test.ts',
        'a fridge on two meters is no life once it is learned: with nobody stirring, somebody is asked',
      ],
      ['sensors/power-steps.test.ts', 'seed %i: a fridge that nobody opens any more tells nothing (F62)'],
    ],
  },
  {
    id: 'F63',
    fault: 'a pet or the sun moves in front of a detector while somebody lies on the floor',
    expected: 'asked within the bound of half mobility',
    promises: [2],
    proofs: [
      [
        'detector/overdue.test.ts',
        'is asked about within half a day, though silence is never long; walking between rooms is not',
      ],
    ],
    hole: 'An animal that walks from room to room is taken for the resident.',
  },
  {
    id: 'F64',
    fault: 'two sensors were put up in each other’s rooms',
    expected: 'told',
    promises: [2],
    proofs: [['provisioning/walk-test.test.ts', 'bedroom and bathroom swapped: one finding that names both']],
    hole: 'Found when the home is walked through; not afterwards, by how somebody lives.',
  },
  {
    id: 'F65',
    fault: 'the pins are not there, or a line floats',
    expected: 'that bus is at fault, the others run',
    promises: [7],
    conditions: ['sensor-lost'],
    proofs: [
      ['sensors/buses/gpio.test.ts', 'on a machine without pins is down, and the process goes on'],
      ['sensors/buses/gpio.test.ts', 'is missing, with what there is instead'],
      [
        'sensors/drivers/lines.test.ts',
        'is found within a quarter of an hour on a %s, on any seed, and mended after ten quiet minutes',
      ],
    ],
  },
  {
    id: 'F66',
    fault: 'a serial device is unplugged and plugged in',
    expected: 'opened again, within seconds',
    promises: [7],
    conditions: ['sensor-lost'],
    proofs: [
      ['sensors/buses/serial.test.ts', 'an unplugged port is said once, tried again, and up when it is back'],
      ['sim/devices.test.ts', '%s: is heard, unplugged, said lost, plugged in, and heard again'],
    ],
  },
  {
    id: 'F67',
    fault: 'rubbish on the line, or a wrong speed',
    expected: 'the next frame is found; counted',
    promises: [8],
    proofs: [
      ['sensors/drivers/sensor-node/parser.test.ts', 'after any garbage the next frame is found'],
      ['sensors/bus-contract.ts', 'garbage on the line is never an event, and never the end'],
    ],
  },
  {
    id: 'F68',
    fault: 'a frame is cut at any place',
    expected: 'no false event',
    promises: [8],
    proofs: [
      [
        'sensors/drivers/sensor-node/parser.test.ts',
        'a frame cut off at every offset, and the next one whole',
      ],
      ['sensors/drivers/meters.test.ts', 'cut off at any byte, only that telegram is lost'],
    ],
  },
  {
    id: 'F69',
    fault: 'a right checksum over an absurd value',
    expected: 'dropped by its bounds',
    promises: [8],
    proofs: [
      [
        'sensors/drivers/sensor-node/parser.test.ts',
        'any body under a right checksum and a right tag: never a throw, never a reading out of its class',
      ],
      [
        'sensors/drivers/meters.test.ts',
        'a valid checksum over absurd figures is dropped and counted; enough of them are a fault',
      ],
    ],
  },
  {
    id: 'F70',
    fault: 'the radio is deaf',
    expected: 'one remedy after the other; told within five minutes',
    promises: [2, 7],
    proofs: [
      [
        'sensors/buses/ble-ladder.test.ts',
        'deaf for ninety seconds: one rung after the other, reported within five minutes',
      ],
      ['sensors/buses/ble.test.ts', 'what nothing brings back is said, and said well again when it hears'],
    ],
    hole: 'The ladder ends at the adapter’s power: no reset of the USB port.',
  },
  {
    id: 'F71',
    fault: 'an advert is replayed',
    expected: 'dropped, and no life',
    promises: [9],
    proofs: [
      ['sensors/drivers/bthome/trust.test.ts', 'replayed: dropped, and no sign of the device either (F71)'],
    ],
  },
  {
    id: 'F72',
    fault: 'an advert is forged',
    expected: 'dropped, the counter stays; told once',
    promises: [9],
    proofs: [
      [
        'sensors/drivers/bthome/trust.test.ts',
        'forged: the counter stays, and the next true frame is taken (F72)',
      ],
      [
        'sensors/drivers/bthome/trust.test.ts',
        'forged for ten minutes, with nothing true between: said once, and mended by the first true frame (F72)',
      ],
    ],
  },
  {
    id: 'F73',
    fault: 'a counter starts anew with a new battery',
    expected: 'only after a silence, authentic, and flagged',
    promises: [9],
    proofs: [
      ['sensors/drivers/bthome/trust.test.ts', 'after a silence, from the second frame on, as a new session'],
      ['sensors/drivers/bthome/trust.test.ts', 'not while it is heard'],
    ],
  },
  {
    id: 'F74',
    fault: 'a stranger’s device, or one that fell back to plain text',
    expected: 'nothing of it is life',
    promises: [9],
    proofs: [
      ['sensors/drivers/bthome/trust.test.ts', 'without a key nothing is believed about a person (F74)'],
      [
        'sensors/drivers/bthome/trust.test.ts',
        'a device with a key in plaintext, one without a key encrypted (F74)',
      ],
    ],
  },
  {
    id: 'F75',
    fault: 'a restart in mid-conversation',
    expected: 'it goes on with the time that was left, and nobody is sent twice',
    promises: [4, 6],
    proofs: [
      [
        'checkon/promises-table.ts',
        'restart of unknown length: the open question is asked again, with a full wait',
      ],
      ['checkon/survival.test.ts', 'killed at "%s"'],
      ['checkon/speech.test.ts', 'a restart speaks what is still owed, and never a stale word'],
      ['hub.test.ts', 'owed at a crash %s'],
      ['programme/survival.test.ts', 'killed at each step'],
      [
        'checkon/menu.test.ts',
        'a hub that stops in the ten seconds tells it when it is back; it is no evidence and no alert',
      ],
    ],
  },
  {
    id: 'F76',
    fault: 'there is no sound device',
    expected: 'told as not asked, or asked by a light alone; a fault',
    promises: [4],
    conditions: [
      'speaker-failed',
      'could-not-ask',
      'companion-lost',
      'companion-unplugged',
      'companion-moved',
    ],
    proofs: [
      ['checkon/promises-table.ts', 'three that failed: told at once, as not asked'],
      [
        'companion/shaker.test.ts',
        'the lamp asks somebody deaf, as patiently as words would, and the desk hears so',
      ],
      [
        'checkon/by-light.test.ts',
        'is waited for as long as a spoken one, three times, and then the desk hears how it was asked',
      ],
      ['checkon/by-light.test.ts', 'a lamp that goes out while it alone asks: the next stage at once'],
      ['companion/speaker.test.ts', 'says that there is no device when there is none'],
      ['companion/aplay.test.ts', 'through the real aplay: %s'],
      ['companion/device.test.ts', 'nothing: then it is lost, once, and found again'],
      ['companion/device.test.ts', 'that it was unplugged, carried, and is nearly empty: each edge once'],
      ['checkon/properties.test.ts', '"could not ask" is said exactly when no question was heard to the end'],
    ],
  },
  {
    id: 'F77',
    fault: 'the loudspeaker is muted or dead',
    expected: 'heard by an ear of its own, else a fault',
    promises: [4],
    conditions: ['speaker-failed', 'light-failed', 'shaker-failed', 'companion-unheard', 'speaker-unheard'],
    proofs: [
      [
        'companion/ear.test.ts',
        'a muted loudspeaker is told with the second question, and is not asked through a third time',
      ],
      [
        'checkon/ear.test.ts',
        'does not hear two questions: nobody is waited for any more, and it could not be asked',
      ],
      [
        'companion/device.test.ts',
        'that knows that it is dead says so before anything is asked, and each sentence is not heard at once',
      ],
      ['companion/light.test.ts', 'that it cannot be heard, by day only'],
      [
        'companion/light.test.ts',
        'a bus that goes is a condition, once; it comes back to what is shown by then',
      ],
      ['companion/shaker.test.ts', 'of which the bus goes is a condition, once, and is over when it is back'],
      [
        'checkon/hearing.test.ts',
        'six questions of which hardly one is answered are a matter for the case manager',
      ],
    ],
    hole: 'Without a microphone, a loudspeaker that plays into nothing is found only by the answers that do not come; and with one, only when a question is asked.',
  },
  {
    id: 'F78',
    fault: 'no voice is understood',
    expected: 'button and movement count',
    promises: [4],
    conditions: ['microphone-failed'],
    proofs: [
      ['companion/ear.test.ts', 'a microphone that is %s: told once, and the question is asked'],
      ['companion/ear.test.ts', 'arecord that is killed is lost, and found again with the next question'],
      [
        'checkon/ear.test.ts',
        'a question that it did not hear is answered by hand: it is the one that is deaf',
      ],
      ['checkon/promises-table.ts', 'two rooms answer'],
      ['checkon/promises-table.ts', 'a press answers, and may be corrected'],
      [
        'checkon/menu.test.ts',
        'by two presses, where the echo of the first named it; the next press is a call',
      ],
    ],
  },
  {
    id: 'F79',
    fault: 'the television says “I am fine”',
    expected: 'it answers nothing that was not asked; “help” always counts',
    promises: [4, 10],
    proofs: [
      ['checkon/promises-table.ts', 'fine by voice when nobody asked is the television'],
      ['checkon/promises-table.ts', 'the word help is help at once'],
      ['checkon/press.test.ts', 'goes with the stage: what was never heard is answered by nothing'],
      ['companion/listening.test.ts', 'television that goes on'],
    ],
    hole: 'A television that answers while a question sounds or waits is believed: nothing understands voices yet.',
  },
  {
    id: 'F80',
    fault: 'an answer, and then silence',
    expected: 'asked again',
    promises: [3],
    proofs: [
      ['sim/world/stories.test.ts', 'is asked about again, no sooner than half an hour later'],
      [
        'detector/detector.test.ts',
        'an answer ends the question and not the silence: the next question of it comes later, and says so',
      ],
    ],
  },
  {
    id: 'F81',
    fault: 'somebody moves under an open alert',
    expected: 'told to the desk; it closes nothing',
    promises: [4, 10],
    proofs: [
      ['checkon/promises-table.ts', 'two rooms after the raise are told'],
      ['checkon/promises-table.ts', 'an answer after the raise is told, and closes nothing'],
      ['checkon/properties.test.ts', 'no alert is ever lost, nor closed by anyone but the desk'],
    ],
  },
  {
    id: 'F82',
    fault: 'nobody reacts',
    expected: 'reminded for ever, ever more slowly',
    promises: [3, 7],
    conditions: ['alert-stuck', 'nobody-listening'],
    proofs: [
      [
        'checkon/properties.test.ts',
        'a reminder is never more frequent than the first interval, and an undispatched alert never falls silent',
      ],
      [
        'health/tracker.test.ts',
        'the first test alert comes while the technician is there; unanswered, nobody is listening',
      ],
    ],
  },
  {
    id: 'F83',
    fault: 'hub and centre both raise the same',
    expected: 'one id, one incident',
    promises: [1],
    proofs: [
      [
        'sim/desk-cases.test.ts',
        'a case runs through its four stages, each delay counted from the step before',
      ],
      ['checkon/promises-table.ts', 'the cord ends the question in one incident'],
    ],
    hole: 'A centre that raises alerts by itself is not part of this.',
  },
  {
    id: 'F84',
    fault: 'withdrawn and raised in the same moment',
    expected: 'one writer, one order',
    promises: [5],
    proofs: [
      [
        'checkon/races.test.ts',
        'the answer and the raise in one moment: one of the two, and the desk knows which',
      ],
      ['checkon/races.test.ts', 'withdrawn in the moment in which it would be told: one of the two'],
      ['checkon/properties.test.ts', 'the desk closes only what it named, and stages never go back'],
      [
        'checkon/promises-table.ts',
        'a press answers the question that was heard, though an old call still waits',
      ],
      [
        'programme/taken-back.test.ts',
        'withdrawn while it is offered: no further choice is said, and a hand finds what it always finds',
      ],
    ],
  },
  {
    id: 'F85',
    fault: 'questions rain',
    expected: 'bounded by day and night; help is not',
    promises: [4, 8],
    proofs: [
      ['checkon/races.test.ts', 'at most two an hour, one at a time, and a call goes through'],
      ['checkon/properties.test.ts', 'nobody is asked without a bound'],
      [
        'companion/queue.test.ts',
        'a storm of a thousand sentences: four are alive at any moment, and each is reported once',
      ],
      ['detector/calibration.test.ts', 'come about as seldom as the policy says'],
      [
        'checkon/company.test.ts',
        'property: whatever is known of others, nothing of safety is said less, later or otherwise',
      ],
      ['checkon/silence.test.ts', 'that nobody answers come more and more rarely, once a week at last'],
      [
        'checkon/budget.test.ts',
        'used up, a reminder is missed and told as that; a question is asked all the same',
      ],
      ['checkon/reminders.test.ts', 'waits for the end of a question, within its hour'],
      [
        'detector/muting.test.ts',
        'unanswered, and nobody has come: asked again once a day, told as one incident',
      ],
    ],
  },
  {
    id: 'F86',
    fault: 'a configuration that is none',
    expected: 'the last good one is kept, the reason told',
    promises: [7],
    conditions: ['config-refused'],
    proofs: [
      ['config/load.test.ts', 'of any form never crashes'],
      [
        'cli/ordered-settings.test.ts',
        'with which the hub does not start is left out by the third start, and said',
      ],
      [
        'cli/run.test.ts',
        'a first start with a bad file is refused; a restart goes on with the last good one, and says so',
      ],
    ],
  },
  {
    id: 'F87',
    fault: 'a configuration that is well formed and dangerous',
    expected: 'refused by safety bounds',
    promises: [2, 3],
    proofs: [
      ['config/load.test.ts', '%s: %s is refused'],
      ['cli/ordered-settings.test.ts', 'a line of ten days'],
      ['cli/ordered-settings.test.ts', 'all sensors off'],
    ],
  },
  {
    id: 'F88',
    fault: 'configurations that alternate',
    expected: 'a version only rises, at a bounded rate',
    promises: [8],
    proofs: [['cli/ordered-settings.test.ts', 'versions only rise, one change at a time, so many a day']],
  },
  {
    id: 'F89',
    fault: 'a command is replayed, reordered or stale',
    expected: 'refused by its counter and its expiry, over restarts too',
    promises: [9],
    conditions: ['commands-refused'],
    proofs: [
      ['sim/swarm-hearing.test.ts', '$kind breaks nothing, and is told ($seed)'],
      ['uplink/uplink.test.ts', 'an old counter is refused, also right after the new one'],
      ['uplink/envelope.test.ts', 'opens for its topic, key, counter and time'],
      ['uplink/orders.test.ts', 'that comes a second time is obeyed once and answered once'],
      ['uplink/every-verb.test.ts', '%s: nothing is obeyed'],
      ['uplink/every-verb.test.ts', 'replayed, at once and behind another: obeyed once, answered once'],
      [
        'uplink/every-verb.test.ts',
        'one that was refused stays so for the next process: its counter is used up on disk',
      ],
    ],
  },
  {
    id: 'F90',
    fault: 'somebody owns the broker',
    expected: 'no command is obeyed, no alert muted',
    promises: [9],
    conditions: ['commands-refused'],
    proofs: [
      ['uplink/envelope.test.ts', 'with any bit flipped is refused, or says the same'],
      ['uplink/uplink.test.ts', 'kept beyond what ever left is refused: it would let records go unseen'],
      [
        'uplink/adversary.test.ts',
        'the same alarms: a call at the same moment, a silence within half an hour',
      ],
      [
        'uplink/adversary.test.ts',
        'nothing is obeyed that the centre did not say, nor twice, nor out of order, nor after its time',
      ],
      [
        'uplink/keyring.test.ts',
        'a new key is added, proves itself, and retires the old one, which is nobody from then on',
      ],
    ],
  },
  {
    id: 'F91',
    fault: 'an update is cut off, or boots sick',
    expected: 'the old one runs',
    promises: [7],
    proofs: [],
    hole: 'A person installs a package; there is no updater and no second slot.',
  },
  {
    id: 'F92',
    fault: 'an older or frozen update is offered',
    expected: 'refused',
    promises: [9],
    proofs: [],
    hole: 'A person installs a package, which nobody has signed; a journal that is newer than it knows it leaves alone (F22).',
  },
  {
    id: 'F93',
    fault: 'a log line is injected, or a secret is logged',
    expected: 'escaped; never there',
    promises: [9],
    proofs: [
      [
        'cli/stranger.test.ts',
        'a running hub listens nowhere, and tells no secret, neither in its log nor in its journal',
      ],
      ['host.test.ts', 'whatever is logged is one line, and nothing that a terminal obeys'],
      ['provisioning/nm-connection.test.ts', '%s → %s'],
      ['cli/diagnostics.test.ts', 'planted in every part: each secret of the files it was read from is gone'],
      [
        'provisioning/redact.test.ts',
        'property: a key planted anywhere, in any case, is never in what is left',
      ],
      ['security.test.ts', 'no file of the checkout holds a private key'],
    ],
  },
  {
    id: 'F94',
    fault: 'the ports are scanned',
    expected: 'nothing listens',
    promises: [9],
    proofs: [
      ['cli/stranger.test.ts', 'somebody who listens would be found'],
      ['cli/console/hub-socket.test.ts', 'more than five at once are turned away, and the five are served'],
      [
        'cli/stranger.test.ts',
        'a running hub listens nowhere, and tells no secret, neither in its log nor in its journal',
      ],
    ],
  },
  {
    id: 'F95',
    fault: 'back to the factory',
    expected: 'keys and data are unreadable',
    promises: [9],
    proofs: [
      [
        'boards/sensor-node/provisioning.test.ts',
        'and the old key does not come back, wherever the next commit is cut',
      ],
      [
        'provisioning/node-setup.test.ts',
        'a new node in the place of one that was set up is taken only when that is said',
      ],
      [
        'cli/decommission.test.ts',
        'by the command: keys, configuration and data are gone, the receipt is signed by the key that is',
      ],
      [
        'cli/decommission.test.ts',
        'cut after each step: asked again it goes on, with the receipt of when there was a key',
      ],
    ],
    hole: 'Deleted and discarded: what flash keeps below its file system was not read.',
  },
];
