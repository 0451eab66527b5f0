/**
 * A sensor node and a whole hub: how soon an event is on disk and acknowledged, what a crash of the hub takes, and
 * which faults of the node become known.
 */
import { expect, test } from 'vitest';
import { NodeHome } from './node-home.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('an event is on disk and acknowledged at once: what happens next need not wait for it', () => {
  const home = new NodeHome();
  home.startHub();
  home.wait(120_000);
  home.node.move();
  home.node.close();
  home.wait(50);
  home.node.press();
  home.wait(300);
  expect(home.observed).toEqual(['hall on', 'door closed']);
  expect(home.said('reply')).toHaveLength(1);
  expect(home.node.waiting).toBe(0);
});

test('a crash at any moment of an event takes nothing and doubles nothing', () => {
  const home = new NodeHome();
  home.startHub();
  home.wait(120_000);
  const truth: string[] = [];
  for (let time = 0; time < 60; time += 1) {
    const isClosed = time % 2 === 0;
    if (isClosed) home.node.close();
    else home.node.open();
    truth.push(`door ${isClosed ? 'closed' : 'open'}`);
    home.wait(20 + time);
    home.crash();
    home.startHub();
    home.wait(30_000);
  }
  expect(home.observed).toEqual(truth);
  expect(home.node.waiting).toBe(0);
});

test('a call for help is not pushed out by movement while the hub is away', () => {
  const home = new NodeHome('pull-cord');
  home.startHub();
  home.wait(120_000);
  home.crash();
  home.node.press();
  home.wait(20_000);
  for (let time = 0; time < 30; time += 1) {
    home.node.move();
    home.wait(40_000);
  }
  home.startHub();
  home.wait(10 * MINUTE_MS);
  expect(home.said('reply')).toMatchObject([{ by: 'pull-cord', meaning: 'help' }]);
  expect(home.node.waiting).toBe(0);
});

test('a node that does not hear the hub is lost, until it does', () => {
  const home = new NodeHome('pull-cord');
  home.startHub();
  home.wait(120_000);
  home.nodeHears = false;
  home.node.move();
  home.wait(MINUTE_MS);
  home.node.press();
  home.wait(6 * HOUR_MS);
  expect(home.health).toEqual(['hall', 'door', 'node'].map((id) => `${id} lost self-test`));
  home.nodeHears = true;
  home.wait(3 * MINUTE_MS);
  expect(home.said('reply')).toHaveLength(1);
  expect(home.health.slice(3)).toEqual(['hall', 'door', 'node'].map((id) => `${id} ok self-test`));
});

test('a node that was replaced under the same key is lost, or its call is heard', () => {
  const home = new NodeHome('pull-cord');
  home.startHub();
  home.wait(120_000);
  for (let time = 0; time < 3; time += 1) {
    home.node.move();
    home.wait(MINUTE_MS);
  }
  home.crash();
  home.replaceNode();
  home.startHub();
  home.wait(3 * MINUTE_MS);
  home.node.press();
  home.wait(HOUR_MS);
  // Its numbers are below those of the node before: nothing that it says can be told from a repetition.
  expect(home.said('reply')).toEqual([]);
  expect(home.health.slice(-3)).toEqual(['hall', 'door', 'node'].map((id) => `${id} lost self-test`));
  // Nor is it told to forget anything. Believed it is in a session above the last one.
  expect(home.node.waiting).toBe(2);
  home.node.reset();
  home.node.press();
  home.wait(MINUTE_MS);
  expect(home.said('reply')).toHaveLength(1);
  expect(home.health.slice(-3)).toEqual(['hall', 'door', 'node'].map((id) => `${id} ok self-test`));
});

test('the first time a door moves after a start is life; how it was found is none', () => {
  const home = new NodeHome();
  const hub = home.startHub();
  home.wait(120_000);
  expect([home.levels, hub.state.sensors.lifeMs]).toEqual([['door open'], null]);
  home.node.close();
  home.wait(5_000);
  expect(hub.state.sensors.lifeMs).not.toBeNull();
});

test('a door that changed unseen is known at the next heartbeat, and nobody was there for it', () => {
  const home = new NodeHome();
  const hub = home.startHub();
  home.wait(120_000);
  home.node.close();
  home.wait(5_000);
  const { lifeMs } = hub.state.sensors;
  home.node.find('contact', 0);
  home.wait(5 * MINUTE_MS);
  expect(home.levels).toEqual(['door open', 'door open']);
  expect(hub.state.sensors.memories.map(({ id, value }) => `${id} ${value}`)).toContain('door open');
  expect(hub.state.sensors.lifeMs).toBe(lifeMs);
});

/** When somebody called. */
const calls = ({ entries }: NodeHome): readonly number[] =>
  entries.filter(({ body }) => body.kind === 'reply').map(({ at }) => at.monotonicMs);

test('a disk that fails holds up no press: what is in memory is told to the node as well', () => {
  const home = new NodeHome();
  home.startHub();
  home.wait(120_000);
  home.store.failNext('journal-full', Number.POSITIVE_INFINITY);
  home.node.move();
  home.wait(MINUTE_MS);
  for (let time = 0; time < 3; time += 1) {
    home.node.press();
    home.wait(HOUR_MS);
  }
  expect(calls(home)).toHaveLength(3);
});

test('a commit that failed once holds up nothing either', () => {
  const home = new NodeHome();
  home.startHub();
  home.wait(120_000);
  home.store.failNext('journal-full', 1);
  home.node.close();
  home.wait(30_000);
  const pressedMs = home.clock.now().monotonicMs;
  home.node.press();
  home.wait(HOUR_MS);
  expect((calls(home)[0] ?? Number.POSITIVE_INFINITY) - pressedMs).toBeLessThan(1_000);
});

test('a button that was lost before a start, and is well, is well', () => {
  const home = new NodeHome();
  const before = home.startHub();
  home.wait(120_000);
  before.submit({ kind: 'sensor-health', sensor: 'node', health: 'lost', why: 'bus' });
  expect(before.state.sensors.calls).toEqual([{ id: 'node', lostBy: ['bus'] }]);
  before.wiring.close();
  home.crash();
  const after = home.startHub();
  home.wait(30 * MINUTE_MS);
  expect(after.state.sensors.calls).toEqual([]);
});
