/**
 * A pull cord by the bath, the toilet or the bed: a ceiling switch with a cord that reaches the floor.
 *
 * Any pull is a call for help. Call systems close or open a contact depending on the maker (EN 50134-2 leaves it
 * open): `inverted: 1` for one that opens, which also tells of a cut wire by a call.
 */
import { driverOf } from '../../driver.ts';
import { pressSource } from '../../press.ts';

export const pullCord = driverOf({
  ...pressSource,
  part: 'pull-cord',
  summary: 'pull cord with a ceiling switch',
});
