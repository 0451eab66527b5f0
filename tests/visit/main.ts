/**
 * `npm run test:visit`: a technician's whole visit to a home of five nodes, at the pace of hands and feet: provisioned, the hub
 * started, walked, until the centre has acknowledged a test alert and the home is ready. Once by hand, once by a plan; and after
 * that by plan, as a third way, the hub is swapped for another.
 *
 * Real firmware in simulated chips behind pseudo-terminals, the real commands, a real broker, the desk. Each visit is told
 * in out/visit/ as it stood on the terminal; the line at the end says how long and how many keys. Ends by itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../agent/config/load.ts';
import { findMosquitto, startMosquitto } from '../../sim/broker-mosquitto.ts';
import { District, realAfter } from '../../sim/district.ts';
import { centreKey } from '../../sim/keys.ts';
import { buildFirmware } from '../boards/sensor-node/rig.ts';
import { anbu } from '../cli/command.ts';
import { Command } from '../cli/running-command.ts';
import { openTable } from '../provisioning/node-table.ts';
import { HubSwap } from './hub-swap.ts';
import { ROOMS, Technician, type Way } from './technician.ts';

/** What TECHNICIAN.md promises whoever has ten homes today. */
const MINUTES_MAX = 10;
const KEYS_MAX = 15;
/** And what it promises whoever brings another hub. */
const SWAP_MINUTES_MAX = 5;

const WAYS: readonly Way[] = ['by hand', 'by plan', 'swap'];
const asked = process.argv.slice(2);
const ways = WAYS.filter((way) => asked.length === 0 || asked.includes(way.replace('by ', '')));
const program = findMosquitto();
if (ways.length === 0 || program === null) {
  console.error(
    program === null ? 'mosquitto is not installed: npm run setup' : 'there are the words: hand, plan, swap',
  );
  process.exit(2);
}
buildFirmware();
const record = join('out', 'visit');
mkdirSync(record, { recursive: true });
const counts = { passed: 0, failed: 0 };
for (const way of ways) {
  try {
    const { minutes, keys, swapMinutes } = await visit(way, program);
    const isGood = minutes <= MINUTES_MAX && keys <= KEYS_MAX && swapMinutes <= SWAP_MINUTES_MAX;
    counts[isGood ? 'passed' : 'failed'] += 1;
    const said = `${minutes.toFixed(1)} minutes (at most ${MINUTES_MAX}), ${keys} keys (at most ${KEYS_MAX})`;
    const swapped =
      way === 'swap' ? `; SWAPPED after ${swapMinutes.toFixed(1)} more (at most ${SWAP_MINUTES_MAX})` : '';
    console.log(`   ${isGood ? 'ok      ' : 'FAILED  '}${way}: READY after ${said}${swapped}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`   FAILED  ${way}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** A hub whose loudspeaker is broken makes no home ready: what it says goes into a file, in no time. */
function loudspeakerIn(folder: string): Record<string, string> {
  const conf = join(folder, 'asound.conf');
  const heard = join(folder, 'heard.raw');
  writeFileSync(
    conf,
    `pcm.!default { type plug slave.pcm { type file slave.pcm { type null } file "${heard}" format raw } }\n`,
  );
  return { HOME: folder, ALSA_CONFIG_PATH: `/usr/share/alsa/alsa.conf:${conf}` };
}

/** `swapMinutes`: 0 where no hub is swapped. */
async function visit(
  way: Way,
  mosquitto: string,
): Promise<{ minutes: number; keys: number; swapMinutes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-visit-'));
  const key = centreKey();
  const broker = await startMosquitto(mosquitto, join(folder, 'broker'));
  const table = await openTable(
    ROOMS.map((room) => join(folder, 'ports', `usb-${way === 'by hand' ? 'cable' : room}`)),
  );
  const out = join(folder, 'etc');
  mkdirSync(out);
  writeFileSync(join(out, 'centre.pem'), key.publicKey);
  const technician = new Technician(
    way,
    { out, ports: join(folder, 'ports'), brokerUrl: broker.url, centreKeyId: key.keyId },
    table.nodes,
  );
  let hub: Command | null = null;
  let district: District | null = null;
  try {
    await technician.provision();
    const loaded = await loadConfig(join(out, 'hub.yaml'));
    if ('problems' in loaded) throw new Error(`the hub's file: ${JSON.stringify(loaded.problems)}`);
    district = await District.open(loaded.config, {
      brokerUrl: broker.url,
      folder,
      key,
      home: realAfter,
      nowMs: Date.now,
      log: { write: () => undefined },
      onAction: ({ kind }) => technician.note(`(the desk: ${kind})`),
    });
    const [data, socket] = [join(folder, 'data'), join(folder, 'hub.sock')];
    const words = ['run', '--config', join(out, 'hub.yaml'), '--data', data, '--socket', socket];
    hub = new Command(words, loudspeakerIn(folder));
    await hub.until('up: home');
    await technician.walk(data, socket);
    const incidents = await anbu('inspect', 'incident', '--data', data, '--json');
    const causes = incidents.out.match(/"cause":"[^"]+"/g) ?? [];
    if (causes.length === 0 || causes.some((cause) => cause !== '"cause":"test"'))
      throw new Error(`a walk raises tests, and calls nobody: ${incidents.out}${incidents.err}`);
    const { minutes, keys } = technician;
    if (way !== 'swap') return { minutes, keys, swapMinutes: 0 };
    const swap = new HubSwap(folder, { config: join(out, 'hub.yaml'), data }, technician);
    await hub.stop();
    hub = await swap.bringAnother();
    await swap.untilAsBefore();
    return { minutes, keys, swapMinutes: technician.minutes - minutes };
  } finally {
    writeFileSync(join(record, `${way.replace(' ', '-')}.txt`), technician.told(folder));
    writeFileSync(join(record, `${way.replace(' ', '-')}-hub.txt`), (hub?.lines ?? []).join('\n'));
    await hub?.stop();
    await district?.stop();
    await technician.leave();
    await table.close();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
