/**
 * `npm run test:deb`: the hub's package in a clean Debian with systemd, step after step, and one line at the end.
 *
 * Each step is what happens to a hub in its years. A step that fails is told and the next one is tried: the line at the end
 * always comes, and neither container nor folder outlives it.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { tellStory } from '../cli/journal-story.ts';
import { Cable } from './cable.ts';
import { Container } from './container.ts';
import { DATA, InstalledHub, START_SECONDS, expect } from './installed-hub.ts';
import { removed } from './removed.ts';
import { PASSPHRASE, findNoSecret, writeSecrets } from './secrets.ts';
import { NEXT_VERSION, packageOfToday, packageOfTomorrow } from './packages.ts';

/** The Debian, of which machine it is, and a package that was made before; without one it is made of this checkout. */
const [archive = '', arch = '', given = null] = process.argv.slice(2);
const OWN_ARCH = process.arch === 'x64' ? 'amd64' : process.arch;
const folder = mkdtempSync(join(tmpdir(), 'anbu-deb-'));
const container = Container.unpack(archive, folder);
/** An emulated machine is slower by so much. */
const hub = new InstalledHub(container, arch === OWN_ARCH ? 1 : 8);
const cable = new Cable(hub, PASSPHRASE);
const counts = { passed: 0, failed: 0 };

async function step(title: string, run: () => Promise<string> | string): Promise<void> {
  try {
    const note = await run();
    counts.passed += 1;
    console.log(`   ok      ${title}${note === '' ? '' : `: ${note}`}`);
  } catch (error) {
    counts.failed += 1;
    const why = error instanceof Error ? error.message : String(error);
    console.log(`   FAILED  ${title}: ${why.replaceAll('\n', '\n           ')}`);
  }
}

const HUB = `
home:
  home: flat-12
  timezone: Asia/Seoul
  sensors:
    - { id: bedroom, room: bedroom, class: motion }
    - { id: front-door, room: hall, class: door, entrance: true }
board: raspberry-pi-4
language: ko
devices:
  - { id: bedroom, part: pir, connector: gpio4 }
  - { id: front-door, part: reed, connector: gpio17 }
  - { id: node-1, part: sensor-node, connector: /dev/serial/by-id/usb-none, key: node-1.key, options: { address: 1 }, feeds: {}, room: bedroom }
uplink: { url: "mqtt://127.0.0.1:1883", site: district-9, hub: hub-12, clientKey: hub.key }
`;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void container.end(folder).finally(() => process.exit(1)));
}
console.log('-- making the packages');
const today = packageOfToday(container.share, arch, given);
const tomorrow = packageOfTomorrow(container.share, today);
const version = today.split('_')[1] ?? '';
try {
  await container.boot();
  await lives();
} finally {
  await container.end(folder);
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function lives(): Promise<void> {
  await installed();
  await configured();
  await troubled();
  await changed();
  await removed(step, hub, tomorrow);
}

async function installed(): Promise<void> {
  await step('one command installs it, and it waits for its configuration', () => {
    // An emulated machine boots with some that failed.
    const failed = hub.sh('systemctl --failed --no-legend');
    const { code, out } = hub.install(today);
    expect('apt-get', [code, out.includes('no /etc/anbu/hub.yaml yet')], [0, true]);
    expect('enabled', hub.sh('systemctl is-enabled anbu'), 'enabled');
    expect('active', hub.isActive(), false);
    expect('failed units', hub.sh('systemctl --failed --no-legend'), failed);
    expect('of this machine', hub.sh("dpkg-query -W -f='${Architecture}' anbu"), arch);
    return hub.sh('anbu --version');
  });
  await step('what only a checkout has says so', () => {
    const { code, out } = hub.run('anbu demo');
    expect('anbu demo', [code, out.includes('needs the simulator')], [2, true]);
    return '';
  });
  await step('everything inside is listed, each with a licence', () => {
    const listed = hub.sh('grep -c \'"type": "library"\' /usr/share/doc/anbu/sbom.cdx.json');
    const packages = hub.sh(
      "find /usr/lib/anbu/node_modules -name package.json -path '*/node_modules/*' | grep -cE 'node_modules/(@[^/]+/)?[^/]+/package.json$'",
    );
    expect('packages beside Node itself', Number(listed) - 1, Number(packages));
    return `${listed} components`;
  });
}

async function configured(): Promise<void> {
  await step('a laptop on its cable is answered before it has ever run', async () => {
    expect('a journal', hub.run(`ls ${DATA}/journal.db`).code === 0, false);
    await cable.plugIn();
    return '';
  });
  await step('with a configuration it is up at once, as its own user', async () => {
    writeFileSync(join(container.share, 'hub.yaml'), HUB);
    const files = writeSecrets(container.share).map((name) => `/share/${name}`);
    hub.sh(`install -m 0640 -g anbu /share/hub.yaml ${files.join(' ')} /etc/anbu/`);
    const startedMs = performance.now();
    hub.sh('systemctl start anbu');
    await hub.until('it says so', START_SECONDS, () => hub.logged('up: home flat-12'));
    expect('user', hub.sh(`stat -c %U /proc/${hub.mainPid()}`), 'anbu');
    await hub.until('the broker has it', 30, () => JSON.stringify(hub.status()['link']).includes('"up"'));
    return `${((performance.now() - startedMs) / 1000).toFixed(1)} s to the broker`;
  });
  await step('nothing of it listens', () => {
    const pid = hub.mainPid();
    const open = hub
      .sh('ss -H -lntup')
      .split('\n')
      .filter((line) => line.includes(`pid=${pid},`));
    expect('sockets that listen', open, []);
    const asked = hub.run(
      `systemd-run -q --wait --pipe -p SocketBindDeny=any -p User=anbu /usr/lib/anbu/bin/node -e "require('net').createServer().on('error', (e) => process.exit(e.code === 'EPERM' ? 7 : 8)).listen(1234, () => process.exit(9))"`,
    );
    return asked.code === 7
      ? 'and none could: the unit forbids it'
      : 'here the kernel does not forbid it: no cgroup v2';
  });
  await step('the same laptop claims it, sets it up, starts it anew and walks', async () => cable.visit());
  await step('its sandbox is judged', () => {
    const words = hub.sh('systemd-analyze security anbu.service --no-pager');
    const exposure = Number(/exposure level for anbu\.service: ([\d.]+)/.exec(words)?.[1]);
    if (!(exposure <= 2)) throw new Error(`exposure ${exposure}, not at most 2.0\n${words}`);
    return `exposure ${exposure} (0 best, 10 worst)`;
  });
  await step('no secret is in its log, its pages, its journal', () => {
    findNoSecret(hub, cable.code);
    const wide = hub.sh(`find ${DATA} /etc/anbu \\( -perm /007 -o ! -user anbu ! -user root \\) -print`);
    expect('open to others', wide, '');
    return '';
  });
}

async function troubled(): Promise<void> {
  await step('killed -9, it is there again', async () => {
    const [pid, before] = [hub.mainPid(), hub.journal()];
    hub.sh(`kill -9 ${pid}`);
    const seconds = await hub.upAgain(pid, 30);
    await hub.bootedSince(before);
    return `${seconds} s`;
  });
  await step('wedged, the watchdog ends it, and it is there again', async () => {
    hub.sh('mkdir -p /run/systemd/system/anbu.service.d');
    // A minute as shipped; the rule is the same.
    hub.sh(
      "printf '[Service]\\nWatchdogSec=6\\n' >/run/systemd/system/anbu.service.d/test.conf && systemctl daemon-reload && systemctl restart anbu",
    );
    await hub.up();
    const pid = hub.mainPid();
    await pause(7_000);
    expect('fed, it lives on', hub.mainPid(), pid);
    hub.sh(`kill -STOP ${pid}`);
    const seconds = await hub.upAgain(pid, 60);
    if (!hub.logged('Watchdog timeout')) throw new Error('the watchdog was not what ended it');
    hub.sh('rm -r /run/systemd/system/anbu.service.d && systemctl daemon-reload && systemctl restart anbu');
    await hub.up();
    return `${seconds} s`;
  });
  await step('its disk full, it goes on and says so; with room again it writes', async () => {
    hub.sh('systemctl stop anbu && cp -a /var/lib/anbu /share/kept');
    hub.sh(`mount -t tmpfs -o size=12m,mode=0700,uid=$(id -u anbu),gid=$(id -g anbu) none ${DATA}`);
    hub.sh('systemctl start anbu');
    await hub.up();
    const said = (): string => hub.run('anbu status --json').out;
    const pid = hub.mainPid();
    // Not by the name of its own ballast, which it gives back.
    hub.run(`dd if=/dev/zero of=${DATA}/filler bs=64k; sync`);
    hub.sh(`kill -9 ${pid}`);
    await hub.upAgain(pid, START_SECONDS);
    await hub.until('it says that its disk is full', 60, () => said().includes('"disk-full"'));
    expect('active on a full disk', hub.isActive(), true);
    hub.sh(`rm ${DATA}/filler`);
    const before = hub.journal().records;
    await hub.until('records again', 90, () => hub.journal().records > before);
    await hub.until('it says that there is room', 90, () => {
      const now = said();
      return now.includes('"conditions"') && !now.includes('"disk-full"');
    });
    hub.sh(`systemctl stop anbu && umount ${DATA} && systemctl start anbu`);
    await hub.up();
    return '';
  });
  await step('the power cut and back, it is up with the machine', async () => {
    const { boots } = hub.journal();
    await container.cutPower();
    await container.boot();
    await hub.up();
    await hub.bootedSince({ records: 0, boots });
    return '';
  });
}

/** A journal in which somebody has been told and is waited for. */
async function openAlert(): Promise<void> {
  const told = join(container.share, 'told');
  const store = await openSqliteStore(told);
  tellStory(store, 14);
  store.close();
  hub.sh('systemctl stop anbu && mkdir /share/before && mv /var/lib/anbu/* /share/before/');
  hub.sh('cp /share/told/* /var/lib/anbu/ && chown -R anbu:anbu /var/lib/anbu && systemctl start anbu');
  await hub.up();
}

async function changed(): Promise<void> {
  await step('an upgrade does not come while an alert is open', async () => {
    await openAlert();
    const pid = hub.mainPid();
    const { code, out } = hub.install(tomorrow);
    expect('apt-get', [code === 0, out.includes('not now: an alert is open')], [false, true]);
    expect('version', hub.sh('anbu --version'), `anbu ${version}`);
    expect('not stopped for a moment', hub.mainPid(), pid);
    return '';
  });
  await step('unless a person answers for it; the journal is migrated and goes on', async () => {
    const { boots } = hub.journal();
    const { code, out } = hub.install(tomorrow, 'ANBU_UPGRADE_NOW=1');
    if (code !== 0) throw new Error(out);
    await hub.up();
    expect('version', hub.sh('anbu --version'), `anbu ${NEXT_VERSION}`);
    await hub.bootedSince({ records: 0, boots });
    if (!JSON.stringify(hub.status()['alerts']).includes('dispatched'))
      throw new Error('the alert is forgotten');
    return '';
  });
  await step('downgraded, it leaves the newer journal as it is and says so', async () => {
    hub.sh('systemctl stop anbu');
    const held = hub.sh(`sha256sum ${DATA}/journal.db*`);
    const { code, out } = hub.install(today, 'ANBU_UPGRADE_NOW=1');
    if (code !== 0) throw new Error(out);
    await hub.up();
    await hub.until('it says so', 30, () => hub.logged('The journal of the newer version stays as it is'));
    expect('the newer journal', hub.sh(`sha256sum ${DATA}/journal.db*`), held);
    expect('whom the older hub asks', hub.status()['alerts'], []);
    // The older hub waits for nobody, and says so: nobody has to answer for it.
    const again = hub.install(tomorrow);
    if (again.code !== 0) throw new Error(again.out);
    await hub.up();
    if (!JSON.stringify(hub.status()['alerts']).includes('dispatched'))
      throw new Error('the alert is forgotten');
    return `${held.slice(0, 12)}… before and after`;
  });
}
