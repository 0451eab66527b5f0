/**
 * How a hub is by a copy of its journal, for whoever asks while it may not live: the same report as it gives of itself.
 *
 * Owns how the copy becomes the report. Changes nothing.
 */
import { program } from '../host.ts';
import { stateIn, withSnapshot } from './journal-snapshot.ts';
import { type StatusReport, statusReport } from './status-report.ts';
import { armedIn, sensorsNow } from './walk/armed-file.ts';

/**
 * `hub`: what the caller knows of the one that has this journal; `config`: its configuration, null where it is of no matter.
 * Throws `AnbuError` `file-not-found` when there is no journal.
 */
export async function journalStatus(
  folder: string,
  { running, unanswered }: { readonly running: boolean | null; readonly unanswered: string | null },
  config: string | null,
): Promise<StatusReport> {
  const sensors = config === null ? null : await sensorsNow(config);
  return withSnapshot(folder, (snapshot) =>
    statusReport({
      version: program().version,
      running,
      state: stateIn(snapshot),
      backlog: (lane) => snapshot.store.backlog(lane),
      armed: armedIn(folder),
      sensors,
      damage: snapshot.opening.quarantined,
      unanswered,
    }),
  );
}
