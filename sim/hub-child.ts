/**
 * The hub as a process of its own, so that it can be killed at any instant: opens the same world, drives it, reports.
 *
 * Run only by `sim/killed-hub.ts`. Everything it must remember is in its journal. A shell: it owns this process.
 */
import type { FromChild, ToChild } from './child-messages.ts';
import { drive } from './drive.ts';
import { HomeRun } from './home-run.ts';
import { VirtualClock } from './virtual-clock.ts';
import { openWorld } from './world/open-world.ts';

/** Home time is compared with the desk's this often; while an alert is open the desk may act within minutes. */
const SYNC_QUIET_MS = 30 * 60_000;
const SYNC_OPEN_MS = 10_000;
/** A broker that was killed is back within two seconds; what it lost is asked for only once time goes on. */
const OWED_MS_MAX = 3_000;

process.on('message', (message: ToChild) => {
  switch (message.type) {
    case 'start':
      void run(message);
      break;
    case 'go':
      pulse.go(message.expect);
      break;
    case 'stop':
      pulse.stopped = true;
      break;
  }
});
process.on('disconnect', () => process.exit(1));

/** The tie to the parent's clock. */
const pulse = {
  waiting: false,
  stopped: false,
  run: null as HomeRun | null,
  callOff: (): void => {},
  go(expect: readonly { alert: string; stage: string }[]): void {
    this.waiting = false;
    for (const { alert, stage } of expect) this.run?.expect(alert, stage);
  },
  beat(): void {
    if (this.run === null) return;
    this.waiting = true;
    tell({ type: 'at', wallMs: this.run.clock.now().wallMs });
    const open = this.run.hub.state.checkon.alerts.length > 0;
    this.callOff();
    this.callOff = this.run.clock.after(open ? SYNC_OPEN_MS : SYNC_QUIET_MS, () => this.beat());
  },
};

function tell(message: FromChild): void {
  process.send?.(message);
}

async function run(start: Extract<ToChild, { type: 'start' }>): Promise<void> {
  const world = await openWorld(start.request);
  const clock = new VirtualClock(world.startWallMs, world.zone);
  const home = await HomeRun.open({
    ...start,
    world,
    clock,
    log: { write: () => {} },
    speaker: null,
    print: (line) => tell({ type: 'line', line }),
    onEntries: (committed) => {
      for (const { at, body } of committed) {
        if (body.kind === 'boot') tell({ type: 'born', boot: at.boot, previous: body.previous });
        else if (body.kind === 'alert' && body.why === 'raised') pulse.beat();
      }
    },
    onSaid: () => {},
    onCut: () => {},
    onLight: () => {},
  });
  pulse.run = home;
  home.start();
  pulse.beat();
  await drive({
    clock,
    endMs: home.endMs,
    speed: () => Number.POSITIVE_INFINITY,
    owedMsMax: OWED_MS_MAX,
    owed: () => pulse.waiting || home.owed(),
    overdue: () => home.breakLink(),
    finished: () => pulse.stopped,
    frame: () => {},
  });
  while (!home.drained()) await new Promise((resolve) => setTimeout(resolve, 5));
  tell({ type: 'end', counts: home.hub.state.counts });
  await home.hub.stop();
  process.disconnect();
}
