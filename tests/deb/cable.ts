/**
 * A laptop on the installed console: a pseudo-terminal in the container stands for the cable, the unit and its sandbox are
 * those that ship, but for the device that systemd would wait for.
 *
 * Owns what is typed and what must come back. Knows no other step.
 */
import type { InstalledHub } from './installed-hub.ts';

const [IN, OUT, TTY] = ['/run/cable.in', '/run/cable.out', '/run/cable.tty'];
const UNIT = 'anbu-console@';

/** Exposure of the console's unit, by systemd's own judgement. */
export async function visit(hub: InstalledHub): Promise<string> {
  const code = hub.sh('anbu console --issue 1');
  hub.sh(`mkfifo ${IN}`);
  const held = `tty >${TTY}; stty raw -echo; sleep 600`;
  hub.sh(`(setsid sh -c 'exec 3<>${IN}; script -qfc "${held}" ${OUT} <&3 >/dev/null' >/dev/null 2>&1 &)`);
  await hub.until('a terminal', 10, () => hub.run(`test -s ${TTY}`).code === 0);
  const unit = `/etc/systemd/system/${UNIT}.service`;
  hub.sh(`sed '/dev-%i/d' /usr/lib/systemd/system/${UNIT}.service >${unit} && systemctl daemon-reload`);
  const instance = `${UNIT}${hub.sh(`tr -d '\\r' <${TTY}`).replace('/dev/', '').replaceAll('/', '-')}`;
  hub.sh(`systemctl start ${instance}`);
  await hub.until('a prompt', 30, () => answers(hub, '', '> '));
  const wanted: readonly (readonly [string, string])[] = [
    ['status', 'hub        runs and answers'],
    ['timezone Asia/Tokyo', 'no: claim-first'],
    [`claim ${code}`, 'ok: this hub is yours'],
    ['timezone Mars/Olympus', 'ok: waits for commit'],
    ['commit', 'no: config-invalid'],
    ['timezone Asia/Tokyo', 'ok: waits for commit'],
    ['commit', 'ok: in force on the disk: home.timezone'],
    ['restart now', 'ok: started anew'],
  ];
  for (const [typed, answer] of wanted) {
    const before = count(hub, answer);
    hub.sh(`printf '%s\\r' '${typed}' >${IN}`);
    await hub.until(`${typed}: ${answer}`, 60, () => count(hub, answer) > before);
  }
  hub.sh("grep -q 'timezone: Asia/Tokyo' /etc/anbu/hub.yaml");
  hub.sh(`systemctl stop ${instance} && rm ${unit} ${IN} ${OUT} ${TTY} && systemctl daemon-reload`);
  const words = hub.sh(`systemd-analyze security --offline=true --no-pager ${UNIT}ttyGS0.service`);
  const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(words)?.[1]);
  if (!(exposure <= 2)) throw new Error(`exposure ${exposure}, not at most 2.0\n${words}`);
  return `exposure ${exposure} (0 best, 10 worst)`;
}

function answers(hub: InstalledHub, typed: string, answer: string): boolean {
  hub.sh(`printf '%s\\r' '${typed}' >${IN}`);
  return count(hub, answer) > 0;
}

/** Lines of the terminal that have these words. */
function count(hub: InstalledHub, words: string): number {
  return Number(hub.run(`grep -cF '${words}' ${OUT}`).out.trim());
}
