/**
 * A factory reset in a process of its own, which is killed before it renames or removes for the Nth time.
 * Words: the places as JSON, N. Says `whole` when it was never killed.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { ResetPlaces } from '../../../agent/cli/console/factory-reset.ts';

const [places = '', count = ''] = process.argv.slice(2);
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
syncBuiltinESMExports();

const { factoryReset } = await import('../../../agent/cli/console/factory-reset.ts');
const asked = { confirm: 'hub-12', isClaimed: true };
const answer = await factoryReset(asked, JSON.parse(places) as ResetPlaces, () => {});
fs.writeSync(1, 'ok' in answer ? 'whole' : answer.error.code);
