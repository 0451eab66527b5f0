/**
 * `anbu console --tty DEV`: the hub's console on a cable, for people and scripts; `--issue N`: codes for its label.
 *
 * Owns the port for as long as it runs, and tells each loss of it once. It is a process of its own, so that it still
 * answers while the hub dies at each start. Whoever starts it at a terminal (standard output is one) is told at once that
 * there is no such port; as a service it waits for the cable. What is said on it: boards/hub-console/PROTOCOL.md.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../errors.ts';
import { hostLog, hostRandom } from '../host.ts';
import type { Log } from '../ports.ts';
import { CODES_MAX, CODE_BYTES, codeText } from '../provisioning/console/claim.ts';
import { Console } from '../provisioning/console/console.ts';
import { type SerialTimes, openSerial } from '../sensors/buses/serial.ts';
import { ClaimsFile } from './console/claims-file.ts';
import { HubDeeds } from './console/hub-deeds.ts';
import { Networks } from './console/networks.ts';
import { sweep } from './console/own-files.ts';
import { NETWORKS_FOLDER } from './diagnostics/secrets.ts';
import { lastGoodPath } from './last-good-config.ts';
import { CLAIMS, CONFIG, DATA, SOCKET } from './places.ts';
import type { Arguments, ExitCode, Io, Verb } from './verb.ts';

/** What happens in a walk is on the screen within a second. */
const TICK_MS = 1_000;
/** USB does not care; a UART does. */
const BAUD = 115_200;
/** A commit of another console takes a minute at most: what is older was left behind by one that was cut off. */
const STRAY_MS = 10 * 60_000;
/** A wait for the next code is some minutes: whether it is over. */
const WATCH_MS = 30_000;
const TIMES: SerialTimes = {
  lookMs: 5_000,
  // Nobody types for weeks: a port that is silent is not lost. It is opened anew once a day all the same.
  firstByteMsMax: 86_400_000,
  retryMsMin: 1_000,
  retryMsMax: 5_000,
};

export const verb: Verb = {
  name: 'console',
  summary: 'the console of this hub on a cable, for whoever sets it up',
  usage: [
    '--tty DEV [--config FILE] [--data DIR] [--state DIR] [--socket FILE] [--networks DIR]',
    '--issue N [--state DIR]',
  ],
  flags: [
    { name: 'tty', value: 'DEV', summary: 'the serial port of the cable' },
    { name: 'issue', value: 'N', summary: 'make N codes for the label of this hub, and say them once' },
    { name: 'config', value: 'FILE', summary: `the configuration of this hub (${CONFIG})` },
    { name: 'data', value: 'DIR', summary: `where its journal lives (${DATA})` },
    { name: 'state', value: 'DIR', summary: `where the console keeps its codes (${CLAIMS})` },
    { name: 'socket', value: 'FILE', summary: `where the running hub answers (${SOCKET})` },
    {
      name: 'networks',
      value: 'DIR',
      summary: `where NetworkManager reads its networks (${NETWORKS_FOLDER})`,
    },
  ],
  operands: { min: 0, max: 0 },
  outlivesItsReader: true,
  run: async (args, io): Promise<ExitCode> => {
    const claims = new ClaimsFile(args.text('state') ?? CLAIMS);
    const issue = args.whole('issue', 1, CODES_MAX);
    const tty = args.text('tty');
    if (issue !== null && tty === null) return issueCodes(claims, issue, io);
    if (tty === null || issue !== null) throw new AnbuError('usage', 'console needs --tty DEV, or --issue N');
    if (io.columns !== null) refuseMissing(tty);
    await serve(tty, claims, args, io);
    return 0;
  },
};

/** Of this console's unit: gone with it, and looked at when it ends. */
function stoppedIn(runtime: string | undefined): string | null {
  return runtime === undefined || runtime === '' ? null : join(runtime, 'hub-stopped');
}

function refuseMissing(tty: string): void {
  const found = statSync(tty, { throwIfNoEntry: false });
  if (found?.isCharacterDevice() === true) return;
  const met = found === undefined ? `there is no ${tty}` : `${tty} is no serial port`;
  throw new AnbuError('file-not-found', met, {
    hint: 'Plug the cable in and see what its port is called: ls /dev/serial/by-id /dev/ttyGS* /dev/ttyUSB* /dev/ttyACM*',
  });
}

function issueCodes(claims: ClaimsFile, count: number, io: Io): ExitCode {
  for (let made = 0; made < count; made += 1) {
    const code = codeText(Buffer.from(hostRandom.hex(CODE_BYTES), 'hex'));
    if (!claims.add(code)) {
      io.note(`anbu: a hub has ${CODES_MAX} codes at most; no more are made before some were used`);
      return 1;
    }
    io.line(code);
  }
  return 0;
}

async function serve(tty: string, claims: ClaimsFile, args: Arguments, io: Io): Promise<void> {
  const log = hostLog();
  const nowMs = (): number => performance.now();
  const networks = args.text('networks') ?? NETWORKS_FOLDER;
  const places = {
    config: args.text('config') ?? CONFIG,
    data: args.text('data') ?? DATA,
    socket: args.text('socket') ?? SOCKET,
    claims: args.text('state') ?? CLAIMS,
    networks,
    stopped: stoppedIn(process.env['RUNTIME_DIRECTORY']),
  };
  sweep(places.config, lastGoodPath(places.data), STRAY_MS);
  watch(claims, nowMs, log);
  const watching = setInterval(() => watch(claims, nowMs, log), WATCH_MS);
  const parts = { claims, networks: new Networks(networks), random: hostRandom, log, nowMs };
  void parts.networks.settle();
  const deeds = new HubDeeds(places, parts);
  const link = openSerial(
    { bus: 'serial', path: tty, baud: BAUD },
    (signal) => {
      if (signal.type === 'up') visit.opened();
      else if (signal.type === 'bytes') visit.hear(signal.bytes, nowMs());
      else if (signal.type === 'down') {
        visit.lost();
        log.write('warning', signal.detail);
      }
    },
    TIMES,
  );
  const visit = new Console(deeds, (bytes) => link.write(bytes));
  const ticks = setInterval(() => visit.tick(nowMs()), TICK_MS);
  const interrupted = io.interrupted();
  if (!interrupted.aborted)
    await new Promise<void>((resolve) => {
      interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
  clearInterval(watching);
  clearInterval(ticks);
  deeds.ended();
  link.close();
}

/** A disk that fails is said by the try that it fails. */
function watch(claims: ClaimsFile, nowMs: () => number, log: Log): void {
  try {
    claims.watch(nowMs());
  } catch (error) {
    log.write('warning', `A wait for the next code does not end: ${String(error)}`);
  }
}
