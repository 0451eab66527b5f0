/**
 * Lines of a kernel's GPIO chip by onoff, over sysfs: as on a Raspberry Pi today.
 *
 * What any way must do is in lines.ts; here is what is known of this one alone.
 */
import { checkLines, burst } from '../guest/lines.ts';
import { check, done } from '../guest/scenario.ts';

const BURST = 51;

const chip = await checkLines();

await check(`after ${BURST} toggles at once the level told last is the true one`, async () => {
  const line = await burst(chip, BURST, 0);
  line.link.close();
  return `${line.edges.length} of ${BURST} told`;
});

done();
