/**
 * The end of an installed hub: its package removed, and purged. What it knows stays until then, and nothing after.
 *
 * Owns these steps. Knows no other.
 */
import { NETWORKS } from './cable.ts';
import { DATA, type InstalledHub, expect } from './installed-hub.ts';

type Step = (title: string, run: () => Promise<string> | string) => Promise<void>;

export async function removed(step: Step, hub: InstalledHub, newest: string): Promise<void> {
  await step('removed, what it knows stays; installed again, it goes on', async () => {
    const { boots } = hub.journal();
    hub.sh('apt-get remove -y anbu');
    expect('program', hub.run('ls /usr/lib/anbu /usr/bin/anbu').code === 0, false);
    hub.sh(`test -d ${DATA} && test -e /etc/anbu/hub.yaml`);
    const { code, out } = hub.install(newest);
    if (code !== 0) throw new Error(out);
    await hub.up();
    await hub.bootedSince({ records: 0, boots });
    return '';
  });
  await step('purged, nothing of it is left', () => {
    // As a console leaves it where there is a NetworkManager, and one that was killed.
    const names = ['anbu-lte', 'anbu-wifi', 'anbu-wifi-trial-7-7', '.anbu-wifi-former-7-7', 'other'];
    const files = names.map((name) => `${NETWORKS}/${name}.nmconnection`);
    hub.sh(
      `mkdir -p ${NETWORKS} && touch ${files.join(' ')} ${NETWORKS}/.anbu-wifi-next-7-7.nmconnection.new`,
    );
    hub.sh('apt-get purge -y anbu');
    const left = hub.sh(
      "find / -xdev -path /share -prune -o -path /proc -prune -o -path /var/log/journal -prune -o \\( -name 'anbu*' -o -name '.anbu*' -o -name '*-anbu*' -o -name '*_anbu*' \\) -print -o -nouser -print | grep -v '^/share' || true",
    );
    // systemd's own, of a power cut: cleared at the next boot of a real machine.
    const isSystemds = (path: string): boolean => /^\/var\/(log|tmp\/systemd-private-)/.test(path);
    expect(
      'left',
      left.split('\n').filter((path) => path !== '' && !isSystemds(path)),
      [],
    );
    hub.sh(`test -e ${NETWORKS}/other.nmconnection`);
    expect('user', hub.run('getent passwd anbu').code === 0, false);
    expect('failed units of it', hub.sh('systemctl --failed --no-legend | grep anbu || true'), '');
    return '';
  });
}
