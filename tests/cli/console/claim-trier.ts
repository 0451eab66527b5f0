/**
 * A console's claim in a process of its own: waits for a line, then tries codes and says each verdict on a line.
 * Words: the folder of the codes, how many tries, the code. Its clock stands still, so no wait ever ends.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { ClaimsFile } from '../../../agent/cli/console/claims-file.ts';

const [folder = '', times = '1', code = ''] = process.argv.slice(2);
const claims = new ClaimsFile(folder);
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
for (let time = 0; time < Number(times); time += 1) writeSync(1, `${JSON.stringify(claims.try(code, 0))}\n`);
process.stdin.destroy();
