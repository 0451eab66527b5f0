/**
 * The commands that are told at the end of a visit: they work as they are pasted, on an installed hub and elsewhere,
 * tried by a shell that starts the real program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nextSteps } from '../../agent/cli/provision/next-steps.ts';
import { MAIN } from '../cli/command.ts';

const HOME = `home: { home: flat, timezone: Asia/Seoul, sensors: [{ id: room, room: room, class: motion }] }
board: raspberry-pi-4
devices: [{ id: room, part: pir, connector: gpio4 }]
uplink: { url: "mqtt://localhost:1", site: s, hub: h }
`;

test('on an installed hub its unit and its page are named, with sudo where it is needed', () => {
  expect(nextSteps('/etc/anbu/hub.yaml', { called: 'anbu', sudo: 'sudo ' })).toBe(
    '    sudo systemctl restart anbu\n    sudo anbu walk-test --out /etc/anbu/walk-test.json',
  );
  expect(nextSteps('/etc/anbu/hub.yaml', { called: 'anbu', sudo: '' })).not.toContain('sudo');
});

test('elsewhere they are taken by a shell as they stand, also from a folder with a blank in its name', () => {
  const folder = mkdtempSync(join(tmpdir(), "anbu next's "));
  try {
    writeFileSync(join(folder, 'hub.yaml'), HOME);
    const called = `'${process.execPath}' '${MAIN}'`;
    const [make = '', run = '', walk = ''] = nextSteps(join(folder, 'hub.yaml'), { called, sudo: '' })
      .split('\n')
      .map((line) => line.trim());
    const shell = (line: string) => spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(shell(make).status).toBe(0);
    const checked = shell(`${run} --check-config`);
    expect([checked.status, checked.stderr]).toEqual([0, expect.not.stringContaining('usage')]);
    // No hub runs there: it is that which is said, and not a wrong word.
    const walked = shell(`${walk} </dev/null`);
    expect(walked.stderr).toContain(`there is no journal in ${folder}-data\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}-data`, { recursive: true, force: true });
  }
});
