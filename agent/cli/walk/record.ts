/**
 * What is left of a walk: the page of a home that is ready or not, and the receipt that the hub signs when it is.
 *
 * Owns where the receipt goes. A hub without a key has a page and no receipt, and says so.
 */
import type { Config } from '../../config/config.ts';
import { AnbuError } from '../../errors.ts';
import { type Acceptance, acceptanceOf, delayOf, receiptDetails } from '../../provisioning/acceptance.ts';
import type { SignedReceipt } from '../../provisioning/receipt.ts';
import { ownIdentity } from '../identity/own-identity.ts';
import { keepReceipt, receiptOf } from '../identity/receipts.ts';
import type { Io } from '../verb.ts';
import { type ArmedPlaces, arm } from './armed-file.ts';
import type { Walker } from './walker.ts';

export function acceptanceFor(config: Config, walker: Walker, by: string | null): Acceptance {
  const { uplink, home, detector, checkon } = config;
  return acceptanceOf(walker.state, {
    site: uplink.site,
    hub: uplink.hub,
    home: home.home,
    at: new Date().toISOString(),
    by,
    acknowledged: walker.acknowledged,
    links: Object.fromEntries(home.sensors.map(({ id }) => [id, walker.links.get(id) ?? null])),
    delay: delayOf(detector, checkon),
  });
}

/**
 * A home that is ready is armed, and the hub signs that it is: the receipt is kept beside its certificate and with the word
 * that it is armed. Null: it is not ready, or nobody signs. Throws `AnbuError` when the disk takes no such word.
 */
export function armReady(
  acceptance: Acceptance,
  config: Config,
  places: ArmedPlaces,
  io: Pick<Io, 'note'>,
): SignedReceipt | null {
  if (!acceptance.isReady) return null;
  const receipt = signedReceipt(acceptance, places.config, io);
  arm(places, config, acceptance, receipt);
  return receipt;
}

function signedReceipt(acceptance: Acceptance, file: string, io: Pick<Io, 'note'>): SignedReceipt | null {
  try {
    const own = ownIdentity(file);
    const { by } = acceptance;
    const receipt = receiptOf(own, own.clientKey, { what: 'ready', by, details: receiptDetails(acceptance) });
    keepReceipt(own, receipt, io);
    return receipt;
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    io.note(`anbu: nobody signs the record: ${error.message}`);
    return null;
  }
}
