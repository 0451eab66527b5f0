/**
 * `anbu doctor` on a kernel with pins and ports: what works is said to, and what does not has its remedy.
 *
 * One line is taken by a driver of the kernel, the cable of the node is out. Beside a running hub: hub.ts.
 */
import assert from 'node:assert/strict';

import { type Finding, examine } from '../guest/doctor.ts';
import { CHIP, LINE, prepareHome } from '../guest/hub-home.ts';
import { ask, check, done } from '../guest/scenario.ts';
import { SimulatedChip } from '../guest/simulated-chip.ts';

await prepareHome();
const chip = new SimulatedChip(CHIP.label, CHIP.lines, [LINE.frontDoor]);
chip.pull(LINE.bathroom, 0);
await ask('unplug');
const { code, findings } = await examine();
await ask('plug');
for (const finding of findings) process.stderr.write(`${JSON.stringify(finding)}\n`);

function found(what: string, subject: RegExp): Finding {
  const finding = findings.find((one) => one.check === what && subject.test(one.subject));
  assert.ok(finding, `nothing is said of ${what} ${subject.source}`);
  return finding;
}

await check('something needs a person: exit code 1', async () => {
  assert.equal(code, 1);
  return `${findings.length} findings`;
});

await check('the way to the lines and the chip of the board are found', async () => {
  const { state, detail } = found('gpio', /^lines$/);
  assert.equal(state, 'ok');
  assert.match(detail, /onoff.*pinctrl-bcm2711 \(58 lines\)/);
  return detail;
});

await check('a device that can be had is well', async () => {
  assert.equal(found('device', /^bathroom$/).state, 'ok');
});

await check(
  'a line that a driver of the kernel uses, and a port that is not there, each with a remedy',
  async () => {
    for (const finding of [found('device', /^front-door$/), found('serial', /ANBU0001/)]) {
      assert.ok(['missing', 'broken'].includes(finding.state), JSON.stringify(finding));
      assert.ok(finding.remedy !== null && finding.remedy !== '');
    }
    return found('device', /^front-door$/).detail;
  },
);

done();
