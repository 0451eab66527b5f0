/**
 * The order of the test files: those that wait longest for real seconds begin first, beside those that compute.
 *
 * Vitest goes by size until it has times of its own, which a clean checkout never has: then one that waits is begun last, and half
 * a minute of two idle cores is at the end. A file that is missing here costs time and nothing else.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FIRST = [
  'uplink/publisher',
  'sim/devices',
  'provisioning/provision',
  'companion/ear',
  'cli/demo',
  'cli/crash-loop',
  'uplink/receiver-brokers',
  'provisioning/provision-by-hand',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = FIRST.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
      return at === -1 ? FIRST.length : at;
    };
    return (await super.sort(files)).toSorted((left, right) => rank(left) - rank(right));
  }
}
