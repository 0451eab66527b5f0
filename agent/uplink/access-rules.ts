/**
 * Who may say what on a broker, generated from the table of channels: a hub only its own words, a desk the reverse.
 *
 * Owns the rules of mosquitto 2 (mosquitto.conf(5), `acl_file`) and the lines of its configuration that they rest on.
 * The name by which a rule knows a client is the common name of its certificate: a hub's is its `uplink.hub`, a
 * desk's the one given here. Must never give a hub a wildcard: what one hub reads of another is somebody's life.
 */
import { CHANNELS, type ChannelRow } from './wire.ts';

/** mosquitto puts the user's name here. */
const OWN_NAME = '%u';

/**
 * The rules of one site, as the text of an `acl_file`. `desk` is the common name of the receiver's certificate. A broker
 * for several sites takes one such text for each: the names of hubs must then differ over all of them.
 */
export function accessRules(site: string, desk: string): string {
  const rows = Object.values(CHANNELS);
  const verbOf = (row: ChannelRow, side: 'hub' | 'desk'): string => {
    // A hub reads what stands on its own status topic: another's birth there is a copied card (`namesake.ts`).
    if (row === CHANNELS.status && side === 'hub') return 'readwrite';
    return (row.direction === 'up') === (side === 'hub') ? 'write' : 'read';
  };
  return [
    `# Access rules of site ${site}: generated from agent/uplink/wire.ts.`,
    '',
    '# A hub, by the common name of its certificate.',
    ...rows.map((row) => `pattern ${verbOf(row, 'hub')} anbu/1/${site}/${OWN_NAME}/${row.topic}`),
    '',
    '# The receiver.',
    `user ${desk}`,
    ...rows.map((row) => `topic ${verbOf(row, 'desk')} anbu/1/${site}/+/${row.topic}`),
    `topic write anbu/1/${site}/desk`,
    '',
  ].join('\n');
}

/**
 * The lines of mosquitto.conf without which the rules say nothing: no certificate, no entry; and a client is called
 * what its certificate says, so that none can take another's session.
 */
export const IDENTITY_LINES: readonly string[] = [
  'allow_anonymous false',
  'require_certificate true',
  'use_identity_as_username true',
  'use_username_as_clientid true',
];
