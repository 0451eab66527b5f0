/**
 * A commit of the console in a process of its own, which is killed before it renames, links or removes for the Nth time.
 * Words: the configuration, the last good one, N, the PEM text of a centre's key; with a network also the folder of networks,
 * and its passphrase. Says `whole` when it was never killed, or the code by which it was refused.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [config = '', lastGood = '', count = '', pem = '', folder = `${config}.none`, psk = ''] =
  process.argv.slice(2);
let left = Number(count);
function cutBefore<Words extends unknown[]>(deed: (...words: Words) => void): (...words: Words) => void {
  return (...words) => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    deed(...words);
  };
}
fs.renameSync = cutBefore(fs.renameSync);
fs.rmSync = cutBefore(fs.rmSync);
fs.linkSync = cutBefore(fs.linkSync);
syncBuiltinESMExports();

const { commitStaged } = await import('../../../agent/cli/console/commit.ts');
const { Networks } = await import('../../../agent/cli/console/networks.ts');
const { hostRandom } = await import('../../../agent/host.ts');
const { NOTHING_STAGED, withSetting } = await import('../../../agent/provisioning/console/staged.ts');

const path = 'uplink.centreKeys.desk';
const key = withSetting(NOTHING_STAGED, { path, value: pem, append: false });
const staged =
  key === null || psk === '' ? key : withSetting(key, { path: 'wifi', value: { ssid: 'home', psk } });
if (staged === null) throw new Error('too much is staged');
const places = { config, lastGood, networks: new Networks(folder), random: hostRandom };
const answer = await commitStaged(staged, places, () => {});
fs.writeSync(1, 'ok' in answer ? 'whole' : answer.error.code);
