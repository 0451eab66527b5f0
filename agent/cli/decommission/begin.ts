/**
 * What must hold before a hub is wiped, whoever asks for it: its own name, and nobody who is asked or waited for.
 *
 * Owns the refusals and the signing of the receipt while there is a key. Changes nothing.
 */
import { AnbuError } from '../../errors.ts';
import { openSqliteStore } from '../../journal/sqlite-store.ts';
import { type WipeMark, wipedCounts } from '../../provisioning/decommission.ts';
import { howIsIt } from '../console/ask-hub.ts';
import { isHandedOver } from '../handover/mark.ts';
import { nameIn } from '../identity/own-identity.ts';
import { receiptOf } from '../identity/receipts.ts';
import { journalFolders } from '../journal-snapshot.ts';
import { type StatusReport, waitsFor } from '../status-report.ts';
import { type WipePlaces, findSteps } from './wipe.ts';

const RUNS = 'the hub runs';
/** A line of the console has room for as many. */
const SHOWN_MAX = 3;
const NAME_IT =
  'Put its configuration back and try again; or take everything away with the package, as root: apt-get purge anbu';
const STOP_IT = 'Stop it first: systemctl stop anbu.service';

/** `named`: null when nobody said a name. `command`: by which it is said, with HUB for the name. Throws `wipe-unconfirmed`. */
export function refuseWrongName(named: string | null, hub: string, command: string): void {
  if (named === hub) return;
  const met = named === null ? 'nobody said yes' : `"${named}" is not the name of this hub`;
  throw new AnbuError('wipe-unconfirmed', `${met}: it is ${hub}`, {
    hint: `Everything that this hub knows will be gone. If that is meant: ${command.replace('HUB', () => hub)}`,
  });
}

/**
 * Without a configuration there is no name to ask for: what else of a hub is still there is said, and nothing is wiped. Codes
 * alone are for the next visit. Throws `file-not-found`.
 */
export function refuseNameless(places: WipePlaces): void {
  const rest = findSteps(places).filter(({ what }) => what !== 'codes');
  if (rest.length === 0) return;
  const shown = rest.slice(0, SHOWN_MAX).map(({ path }) => path);
  const more = rest.length > shown.length ? ` and ${rest.length - shown.length} more` : '';
  throw new AnbuError(
    'file-not-found',
    `there is no ${places.config}, but of a hub there is ${shown.join(', ')}${more}`,
    { hint: NAME_IT },
  );
}

/**
 * The receipt says how many of each, and which files unless it has to be short. Throws `hub-at-work`, or `journal-locked`
 * where a hub runs.
 */
export async function newMark(
  places: WipePlaces & { readonly socket: string | null },
  { by, isShort }: { readonly by: string | null; readonly isShort: boolean },
): Promise<WipeMark> {
  const own = nameIn(places.config);
  await refuseAtWork(places);
  const steps = findSteps(places);
  const { key, codes, network, certificate, configuration, data } = wipedCounts(steps);
  const counts = { keys: key, codes, networks: network, certificates: certificate, configuration, data };
  const details = isShort ? counts : { ...counts, paths: steps.map(({ path }) => path) };
  const what = { what: 'decommissioned', by, details } as const;
  return { hub: own.hub, steps, receipt: receiptOf(own, own.clientKey, what) };
}

/** Why it may not be wiped; null: nobody is asked or waited for, or it is over. */
export function keptBy(report: StatusReport, data: string): string | null {
  // What was open goes on at the hub that took its place. What a damaged journal has lost nobody will ever know, and a hub
  // with a sick card must be wiped, too.
  const isLost =
    report.damage !== null && report.question === null && !report.isCalling && report.alerts.length === 0;
  return isHandedOver(data) || isLost ? null : waitsFor(report);
}

async function refuseAtWork({
  data,
  socket,
}: {
  readonly data: string;
  readonly socket: string | null;
}): Promise<void> {
  const known = await howIsIt({ socket, data, config: null });
  if (known.source === 'nothing') {
    if (known.error instanceof AnbuError && known.error.code === 'file-not-found') return;
    throw known.error;
  }
  // Also one that could not have its journal, and holds none.
  if (known.source === 'hub') throw new AnbuError('hub-at-work', `not now: ${RUNS}`, { hint: STOP_IT });
  const { report } = known;
  if (report.running === true) throw new AnbuError('journal-locked', `${data}: ${RUNS}`);
  const why = keptBy(report, data);
  if (why !== null) throw new AnbuError('hub-at-work', `not now: ${why}`);
  await refuseLocked(data);
}

/** Where the kernel does not tell who holds a file, its lock does. Throws `journal-locked`. */
async function refuseLocked(data: string): Promise<void> {
  for (const folder of await journalFolders(data)) {
    try {
      (await openSqliteStore(folder)).close();
    } catch (error) {
      // Left by a newer version: it is wiped with the one beside it.
      if (!(error instanceof AnbuError) || error.code !== 'journal-newer') throw error;
    }
  }
}
