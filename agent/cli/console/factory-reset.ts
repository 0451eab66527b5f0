/**
 * `factory-reset HUB` on the cable: what `anbu decommission` does, with the hub stopped first and the receipt in the answer.
 *
 * Owns the order. A hub that may not be wiped goes on as it did. A wipe that was cut off is one that was meant: whoever holds
 * the cable ends it by the hub's name, for the codes are gone by then. So does whoever asks for its receipt again.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { AnbuError } from '../../errors.ts';
import { type WipeMark, wipedCounts } from '../../provisioning/decommission.ts';
import { type Answer, refusal } from '../../provisioning/console/requests.ts';
import { keptBy, newMark, refuseNameless, refuseWrongName } from '../decommission/begin.ts';
import { type WipePlaces, leftBeside, putMark, readMark, wipe } from '../decommission/wipe.ts';
import { nameIn } from '../identity/own-identity.ts';
import { runProgram } from '../run-program.ts';
import { notKnownText } from '../status-report.ts';
import { SILENT, askSocket } from '../ask-socket.ts';
import { NO_ANSWER, isStatus } from './ask-hub.ts';
import { keepReceipt, readKept } from './kept-receipt.ts';

export interface ResetPlaces extends WipePlaces {
  readonly socket: string;
  readonly networks: string;
  /** There while a hub is stopped for this: by it whoever outlives the console starts the hub (`ExecStopPost=`); null: nobody does. */
  readonly stopped: string | null;
}

const UNIT = 'anbu.service';
/** TimeoutStopSec= of the hub's unit, and some; a start waits for a journal that was copied off a sick card. */
const STOP_MS_MAX = 30_000;
const START_MS_MAX = 150_000;
/** The system's own: a console has no right to tell a disk anything. */
const DISCARD_UNIT = 'fstrim.service';
const DISCARD_MS_MAX = 60_000;
/** With a signature and a key beside it, and as text within text, it fits into a frame of 4,096 bytes. */
const RECEIPT_CHARS_MAX = 2_000;
const LEFT_MAX = 4;

/** Throws `AnbuError`; then nothing was wiped, or the same request goes on. */
export async function factoryReset(
  { confirm, isClaimed }: { readonly confirm: string; readonly isClaimed: boolean },
  places: ResetPlaces,
  progress: (step: string) => void,
): Promise<Answer> {
  const begun = readMark(places.data);
  const ended = begun === null && !existsSync(places.config) ? readKept(places.claims) : null;
  if (ended !== null) {
    refuseWrongName(confirm, ended.hub, 'factory-reset HUB');
    return wiped(ended, await discarded(), leftBeside(places.config));
  }
  if (begun === null && !isClaimed)
    return refusal('claim-first', 'Give the code from the label of this hub: claim CODE');
  if (begun === null && !existsSync(places.config)) {
    refuseNameless(places);
    return { ok: { wiped: 0 }, lines: ['ok: nothing here is a hub’s any more'] };
  }
  refuseWrongName(confirm, begun?.hub ?? nameIn(places.config).hub, 'factory-reset HUB');
  if (begun !== null && begun.receipt.receipt.length > RECEIPT_CHARS_MAX)
    throw new AnbuError('hub-half-wiped', 'it was begun at the hub itself', {
      hint: 'Its receipt does not fit on this cable. On the hub, as root: anbu decommission',
    });
  const mark = begun ?? (await stoppedAndMarked(places, progress));
  progress('wiping');
  try {
    wipe(mark, places.data, { keep: (whole) => keepReceipt(whole, places.claims), deleted: () => {} });
  } catch (error) {
    throw new AnbuError('hub-half-wiped', `the disk did not let go of everything (${String(error)})`, {
      hint: `What is left is no hub any more. Ask again: factory-reset ${mark.hub}`,
      cause: error,
    });
  }
  return wiped(mark, await discarded(), leftBeside(places.config));
}

async function discarded(): Promise<boolean> {
  return (await runProgram('systemctl', ['start', DISCARD_UNIT], DISCARD_MS_MAX))?.code === 0;
}

/** Whoever is asked or waited for is not left alone: then the hub runs as before. */
async function stoppedAndMarked(places: ResetPlaces, progress: (step: string) => void): Promise<WipeMark> {
  const said = await askSocket(places.socket, 'status');
  // Of one that is not there `newMark` judges, by its journal; what a silent one has in memory is nowhere else.
  const unknown = said === SILENT ? notKnownText(NO_ANSWER) : null;
  const why = isStatus(said) ? keptBy(said, places.data) : unknown;
  if (why !== null) throw new AnbuError('hub-at-work', `not now: ${why}`);
  progress('stopping');
  if (places.stopped !== null) writeFileSync(places.stopped, '');
  await runProgram('systemctl', ['stop', UNIT], STOP_MS_MAX);
  // Not before the mark of the wipe is on the disk, or the hub runs again: a console may be killed between any two lines.
  const forgetStop = (): void => {
    if (places.stopped !== null) rmSync(places.stopped, { force: true });
  };
  try {
    const mark = await newMark(places, { by: 'console', isShort: true });
    markOnDisk(mark, places.data);
    forgetStop();
    return mark;
  } catch (error) {
    // Also after a stop that failed or took too long: the hub may be down, or go down yet, and a start takes its place.
    const isStarted = (await runProgram('systemctl', ['start', UNIT], START_MS_MAX))?.code === 0;
    if (isStarted || readMark(places.data) !== null) forgetStop();
    throw error;
  }
}

function markOnDisk(mark: WipeMark, data: string): void {
  try {
    putMark(mark, data);
  } catch (error) {
    throw new AnbuError('file-unwritable', `the wipe cannot begin (${String(error)})`, {
      hint: 'Nothing was wiped, and the hub goes on. Make room on its disk, or wipe the card elsewhere.',
      cause: error,
    });
  }
}

function wiped({ hub, steps, receipt }: WipeMark, isDiscarded: boolean, left: readonly string[]): Answer {
  const shown = left.slice(0, LEFT_MAX);
  return {
    ok: { hub, wiped: wipedCounts(steps), isDiscarded, left: shown, receipt },
    lines: [
      'The receipt, for the centre, which takes the hub off its brokers by it:',
      JSON.stringify(receipt),
      isDiscarded
        ? 'The disk was asked to let go of what they held; whether it did, it does not say.'
        : 'The disk was not asked to let go of what they held (fstrim).',
      ...(shown.length === 0 ? [] : [`left for you to look at: ${shown.join(', ')}`]),
      `ok: hub ${hub} is none any more: its keys, networks, configuration, data and codes are gone`,
    ],
  };
}
