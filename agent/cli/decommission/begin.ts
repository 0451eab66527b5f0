/**
 * What must hold before a hub is wiped, whoever asks for it: its own name, and nobody who is asked or waited for.
 *
 * Owns the refusals and the signing of the receipt while there is a key. Changes nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../journal/sqlite-store.ts';
import { type WipeMark, wipedCounts } from '../../provisioning/decommission.ts';
import { isHandedOver } from '../handover/mark.ts';
import { nameIn } from '../identity/own-identity.ts';
import { receiptOf } from '../identity/receipts.ts';
import { journalStatus } from '../journal-status.ts';
import { waitsFor } from '../status-report.ts';
import { type WipePlaces, findSteps } from './wipe.ts';

/** `named`: null when nobody said a name. `command`: by which it is said, with HUB for the name. Throws `wipe-unconfirmed`. */
export function refuseWrongName(named: string | null, hub: string, command: string): void {
  if (named === hub) return;
  const met = named === null ? 'nobody said yes' : `"${named}" is not the name of this hub`;
  throw new AnbuError('wipe-unconfirmed', `${met}: it is ${hub}`, {
    hint: `Everything that this hub knows will be gone. If that is meant: ${command.replace('HUB', () => hub)}`,
  });
}

/**
 * The receipt says how many of each, and which files unless it has to be short. Throws `hub-at-work`, or `journal-locked`
 * where a hub runs.
 */
export async function newMark(
  places: WipePlaces,
  { by, isShort }: { readonly by: string | null; readonly isShort: boolean },
): Promise<WipeMark> {
  const own = nameIn(places.config);
  if (existsSync(join(places.data, JOURNAL_FILE))) await refuseAtWork(places.data);
  const steps = findSteps(places);
  const { key, codes, network, certificate, configuration, data } = wipedCounts(steps);
  const counts = { keys: key, codes, networks: network, certificates: certificate, configuration, data };
  const details = isShort ? counts : { ...counts, paths: steps.map(({ path }) => path) };
  const what = { what: 'decommissioned', by, details } as const;
  return { hub: own.hub, steps, receipt: receiptOf(own, own.clientKey, what) };
}

async function refuseAtWork(data: string): Promise<void> {
  const report = await journalStatus(data, null, null);
  // What was open goes on at the hub that took its place. What a damaged journal has lost nobody will ever know, and a hub
  // with a sick card must be wiped, too.
  const isOver = isHandedOver(data) || (report.damage !== null && report.alerts.length === 0);
  const why = isOver ? null : waitsFor(report);
  if (why !== null) throw new AnbuError('hub-at-work', `not now: ${why}`);
  // Its lock tells whether a hub runs: throws `journal-locked`.
  (await openSqliteStore(data)).close();
}
