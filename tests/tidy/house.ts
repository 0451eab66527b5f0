/**
 * The house as data: which files are pure, which talk to the machine, who owns each package, and every
 * exception with its reason. Amend the house here and nowhere else; the rules read these tables.
 *
 * An entry without a reason is not an entry. A wider pattern is not a fix.
 */
export type Kind = 'pure' | 'plain' | 'shell';

/**
 * `pure`: computes, imports only pure files. `plain`: may import anything below it, but takes time, chance
 * and surroundings through ports. `shell`: the real clock, process, disk or wire ends here.
 * First match wins.
 */
export const KINDS: readonly { match: string; kind: Kind; reason: string }[] = [
  { match: 'agent/broken-pipe.ts', kind: 'shell', reason: 'ends a process whose reader went away' },
  { match: 'agent/main.ts', kind: 'shell', reason: 'reads argv, sets the exit code' },
  { match: 'agent/host.ts', kind: 'shell', reason: 'is the real Clock, Random and Log' },
  { match: 'agent/cli/**', kind: 'shell', reason: 'verbs talk to a terminal and a disk' },
  { match: 'agent/zone.ts', kind: 'shell', reason: 'asks the time-zone database, so that no pure file must' },
  { match: 'agent/sensors/buses/**', kind: 'shell', reason: 'real pins, ports and radios' },
  { match: 'agent/journal/sqlite-store.ts', kind: 'shell', reason: 'the real disk' },
  { match: 'agent/journal/disk-*.ts', kind: 'shell', reason: 'files and folders of the real disk' },
  { match: 'agent/uplink/mqtt*.ts', kind: 'shell', reason: 'link time is real time; reads keys from disk' },
  { match: 'agent/companion/speaker.ts', kind: 'shell', reason: 'starts the sound player' },
  { match: 'agent/companion/ear.ts', kind: 'shell', reason: 'starts arecord to hear how loud it is' },
  { match: 'agent/companion/output.ts', kind: 'shell', reason: 'tells the sound player of its device' },
  { match: 'agent/health/watchdog*.ts', kind: 'shell', reason: 'calls systemd-notify' },
  { match: 'agent/config/read-*.ts', kind: 'shell', reason: 'a process of its own reads the file' },
  {
    match: 'agent/config/device-keys.ts',
    kind: 'plain',
    reason: 'reads the keys of devices through node:fs',
  },
  { match: 'agent/config/load.ts', kind: 'plain', reason: 'reads files through node:fs' },
  { match: 'agent/companion/prompts/**', kind: 'plain', reason: 'finds the recorded speech beside it' },
  { match: 'agent/companion/render*.ts', kind: 'shell', reason: 'starts espeak-ng to make speech' },
  { match: 'agent/companion/lamp.ts', kind: 'shell', reason: 'blinks in real time' },
  { match: 'agent/companion/button.ts', kind: 'plain', reason: 'listens to a pin through its bus' },
  { match: 'agent/**', kind: 'pure', reason: 'decides: same input, same bytes out, on any machine' },
  { match: 'sim/demo.ts', kind: 'shell', reason: 'shows home time to a person at a chosen speed' },
  { match: 'sim/district.ts', kind: 'shell', reason: 'waits for a real broker and desk' },
  { match: 'sim/bench/**', kind: 'shell', reason: 'measures this machine' },
  { match: 'sim/bluez/**', kind: 'shell', reason: 'starts a bus daemon and answers on it' },
  { match: 'sim/devices/**', kind: 'shell', reason: 'holds ports, a bus and a broker in real time' },
  { match: 'sim/kill/**', kind: 'shell', reason: 'owns the processes that are killed' },
  { match: 'sim/broker-process.ts', kind: 'shell', reason: 'starts and kills that process' },
  { match: 'sim/broker-mosquitto.ts', kind: 'shell', reason: 'writes its configuration' },
  { match: 'sim/broker-nats.ts', kind: 'shell', reason: 'writes its configuration' },
  { match: 'sim/spoken-lengths.ts', kind: 'plain', reason: 'reads the length of WAV files' },
  { match: 'sim/hub-child.ts', kind: 'shell', reason: 'owns the process that is killed' },
  { match: 'sim/killed-hub.ts', kind: 'shell', reason: 'starts and kills that process' },
  { match: 'sim/world/open-world.ts', kind: 'plain', reason: 'reads the files of a home' },
  { match: 'sim/drive.ts', kind: 'shell', reason: 'bounds virtual time by real seconds' },
  { match: 'sim/world/log-world.ts', kind: 'plain', reason: "turns a log's local wall clock into instants" },
  { match: 'sim/answerer.ts', kind: 'pure', reason: 'replay gives the same bytes anywhere' },
  { match: 'sim/quiet-ports.ts', kind: 'pure', reason: 'as sim/answerer.ts' },
  { match: 'sim/swarm/main.ts', kind: 'shell', reason: 'reads argv, shows how far it is' },
  { match: 'sim/swarm/crew.ts', kind: 'shell', reason: 'starts the processes that run seeds, and ends them' },
  { match: 'sim/swarm/worker.ts', kind: 'shell', reason: 'is the process that runs seeds' },
  { match: 'sim/swarm/draw.ts', kind: 'pure', reason: 'a seed must give the same numbers anywhere' },
  { match: 'sim/swarm/resident.ts', kind: 'pure', reason: 'as sim/swarm/draw.ts' },
  {
    match: 'sim/homes/*main.ts',
    kind: 'shell',
    reason: 'reads argv, shows how far it is, sets the exit code',
  },
  { match: 'sim/homes/write.ts', kind: 'plain', reason: 'writes the files of a home' },
  { match: 'sim/homes/trial/**', kind: 'plain', reason: 'drives the fold, and counts with logarithms' },
  { match: 'sim/homes/**', kind: 'pure', reason: 'a seed must give the same home anywhere' },
  { match: 'sim/world/**', kind: 'pure', reason: 'a seed must give the same home anywhere' },
  { match: 'sim/simulated-buses.ts', kind: 'pure', reason: 'a wire has no clock of its own' },
  { match: 'sim/simulated-home.ts', kind: 'pure', reason: 'the description of a home is data' },
  { match: 'sim/stories.ts', kind: 'pure', reason: 'a story is data' },
  { match: 'sim/world.ts', kind: 'pure', reason: 'as sim/world/' },
  { match: 'sim/faults/**', kind: 'pure', reason: 'a seed must give the same faults anywhere' },
  { match: 'sim/faults.ts', kind: 'pure', reason: 'as sim/faults/' },
  { match: 'sim/checkers/**', kind: 'pure', reason: 'a verdict on a run depends on the run alone' },
  { match: 'sim/checkers.ts', kind: 'pure', reason: 'as sim/checkers/' },
  { match: 'sim/**', kind: 'plain', reason: 'simulated ports and people: time comes from the virtual clock' },
  { match: 'tests/**', kind: 'shell', reason: 'tests start processes and measure real time' },
  { match: '.ci/**', kind: 'shell', reason: 'the gate starts the tools' },
  { match: 'boards/**', kind: 'plain', reason: 'profiles and packaging' },
];

/**
 * The storeys of the agent, lowest first: a file uses what is below it or beside it in its storey, never what is above.
 * Types are free: the state is one value, and each machine may look at all of it. First match wins.
 */
export const STOREYS: readonly { match: readonly string[]; reason: string }[] = [
  {
    match: [
      'agent/alert-life.ts',
      'agent/broken-pipe.ts',
      'agent/errors.ts',
      'agent/home-*.ts',
      'agent/machine.ts',
      'agent/moment.ts',
      'agent/ports.ts',
      'agent/record.ts',
      'agent/zone.ts',
      'agent/record/**',
      'agent/config/board.ts',
      'agent/config/config.ts',
      'agent/config/problems.ts',
      'agent/config/settable.ts',
      'agent/journal/thinning.ts',
    ],
    reason: 'words, shapes and arithmetic that everybody speaks',
  },
  { match: ['agent/detector/**'], reason: 'judges silence, and must do so whatever is asked or said' },
  { match: ['agent/sensors/**'], reason: 'sight is judged by what the detector needs to see' },
  { match: ['agent/checkon/**'], reason: 'asks and tells about what was judged' },
  { match: ['agent/companion/**'], reason: 'says and shows what the check-on decided' },
  { match: ['agent/programme/**'], reason: 'speaks only where the check-on leaves room' },
  { match: ['agent/config/**'], reason: 'checks drivers and the companion against each other' },
  {
    match: ['agent/health/**', 'agent/uplink/centre.ts', 'agent/uplink/keyring.ts'],
    reason: 'reads all machines, and what is remembered of the centre',
  },
  { match: ['agent/welfare/**'], reason: 'only sums up' },
  { match: ['agent/decide.ts', 'agent/state.ts'], reason: 'one turn, and one state, of all machines' },
  { match: ['agent/journal/**'], reason: 'keeps the whole state in checkpoints' },
  { match: ['agent/uplink/**'], reason: 'is only a reader of the journal' },
  { match: ['agent/**'], reason: 'puts it together; that the verbs are on top has a rule of its own' },
];

/** Node's own modules that a pure file may use: the result depends on the arguments alone. */
export const PURE_BUILTINS: Readonly<Record<string, readonly string[]>> = {
  'node:assert': ['*', 'default'],
  'node:assert/strict': ['*', 'default'],
  'node:buffer': ['Buffer'],
  'node:crypto': [
    'createCipheriv',
    'createDecipheriv',
    'createHash',
    'createHmac',
    'createPublicKey',
    'hash',
    'timingSafeEqual',
    'verify',
  ],
  // What is deflated may differ between builds of zlib, as a wire may; what is inflated never does.
  'node:zlib': ['constants', 'crc32', 'deflateSync'],
};

/**
 * Packages that agent/ and sim/ may use. `owners`: the only files that import it, its types included.
 * `alone`: exactly one file among them uses it at run time. `lazy`: by `import()` only, so that the rest runs when it is missing or does not load here.
 * `pure`: pure files may use it. `measured`: files of the bench that use it bare, to measure ours against it.
 */
export type PackageRow = {
  readonly name: string;
  readonly owners: readonly string[];
  readonly measured?: readonly string[];
  readonly alone: boolean;
  readonly lazy: boolean;
  readonly pure: boolean;
  readonly reason: string;
};

const adapted = (name: string, owner: string, reason: string): PackageRow => ({
  name,
  owners: [owner],
  alone: true,
  lazy: true,
  pure: false,
  reason,
});

export const PACKAGES: readonly PackageRow[] = [
  adapted('aedes', 'sim/**', 'the demo broker'),
  adapted('avr8js', 'sim/**', 'runs the firmware of the sensor node'),
  {
    ...adapted('better-sqlite3', 'agent/journal/sqlite-store.ts', 'native: the journal on disk'),
    measured: ['sim/bench/**'],
  },
  adapted('firmata-io', 'agent/sensors/buses/**', 'the Firmata protocol, below johnny-five'),
  adapted('johnny-five', 'agent/sensors/buses/**', 'Firmata boards'),
  adapted('modbus-serial', 'agent/sensors/buses/**', 'Modbus meters'),
  {
    ...adapted('mqtt', 'agent/uplink/mqtt*.ts', 'network: the one link upward'),
    measured: ['sim/bench/**'],
  },
  adapted('node-ble', 'agent/sensors/buses/**', 'Bluetooth adverts by way of BlueZ'),
  adapted('node-wav-player', 'agent/companion/speaker.ts', 'plays a prompt'),
  adapted('onoff', 'agent/sensors/buses/**', 'native: GPIO edges'),
  adapted('serialport', 'agent/sensors/buses/**', 'native: serial links'),
  {
    name: '@sinonjs/fake-timers',
    owners: ['sim/**'],
    alone: true,
    lazy: false,
    pure: false,
    reason: 'the virtual clock of replay and simulator',
  },
  {
    name: 'dbus-next',
    owners: [
      'agent/sensors/buses/bluez.ts',
      'agent/sensors/buses/ble.ts',
      'sim/bluez/**',
      'sim/bench/adverts-child.ts',
    ],
    alone: false,
    lazy: true,
    pure: false,
    reason: 'the bus that node-ble speaks over; its own events tell of no advert',
  },
  {
    name: 'uqr',
    owners: ['agent/provisioning/label-page.ts'],
    alone: true,
    lazy: false,
    pure: true,
    reason: 'QR codes of labels',
  },
  {
    name: 'yaml',
    owners: ['agent/config/**'],
    alone: false,
    lazy: false,
    pure: true,
    reason:
      'reads the configuration and keeps line numbers for its problems; edits it and keeps its comments',
  },
  {
    name: 'zod',
    owners: [
      'agent/config/**',
      'agent/provisioning/**',
      'agent/uplink/wire*.ts',
      'agent/sensors/driver.ts',
      'agent/sensors/drivers/**',
    ],
    alone: false,
    lazy: false,
    pure: true,
    reason: 'parse boundaries: text from outside becomes a type in one step',
  },
];

export const TOP_LEVEL: ReadonlySet<string> = new Set([
  // sorted
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'agent',
  'boards',
  'package-lock.json',
  'package.json',
  'sim',
  'tests',
  'tsconfig.json',
]);

/** Words that say nothing about what is inside. */
export const EMPTY_NAMES: ReadonlySet<string> = new Set([
  // sorted
  'common',
  'helper',
  'helpers',
  'manager',
  'misc',
  'service',
  'shared',
  'util',
  'utils',
]);

export const FILE_LINES_MAX = 300;
export const FUNCTION_LINES_MAX = 60;

/** Files that may pass FILE_LINES_MAX: tables only, where cutting would hide a row. */
export const LONG_TABLES: readonly { match: string; reason: string }[] = [
  { match: 'agent/sensors/drivers/**/codec-table.ts', reason: "a standard's own table of object ids" },
  { match: '**/*-table.ts', reason: 'a table by name' },
  { match: 'agent/health/conditions.ts', reason: 'one row for everything that can be wrong' },
  { match: 'tests/journal/journal-rows.ts', reason: 'one record of each kind' },
  { match: 'agent/record.ts', reason: 'the vocabulary of the whole program, to be read on one page' },
];

/** Files whose text is not judged for paths, hosts and marks: they hold planted violations. */
export const PLANTED: readonly string[] = ['tests/tidy/**'];
