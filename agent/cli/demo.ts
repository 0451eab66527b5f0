/**
 * `anbu demo`: a home lives, falls silent, is asked, is told about and is answered, on one machine (design §8).
 *
 * Turns words into a world and a view; the demo itself is `sim/demo.ts`. Leaves nothing behind.
 */
import type { WorldRequest } from '../../sim/world/open-world.ts';
import { AnbuError } from '../errors.ts';
import type { Speaker } from '../ports.ts';
import { localTimeFlag } from './local-time.ts';
import type { Arguments, ExitCode, Io, Verb } from './verb.ts';

const UNTIL = ['acknowledged', 'closed', 'end'] as const;
const SPEED_MAX = 1_000_000;
const SPEED_DEFAULT = 600;

export const verb: Verb = {
  name: 'demo',
  summary: 'a simulated home from the first quiet day to a closed alert',
  usage: [
    '[--story NAME] [--speed X|max] [--seed N] [--until KIND] [--headless] [--json]',
    '[--audio DIR] [--language ko|en] [--story list]',
    '--log EVENTS --home HOME.json [--collapse-at TIME] [--kill N] [--broker URL] [--data DIR]',
  ],
  flags: [
    {
      name: 'story',
      value: 'NAME',
      summary: 'what happens (night-bathroom-fall); --story list shows them all',
    },
    {
      name: 'speed',
      value: 'X|max',
      summary: 'home seconds per second (600, slower while somebody is asked); sound only at 1',
    },
    { name: 'seed', value: 'N', summary: 'the resident and everything drawn by chance (1)' },
    {
      name: 'until',
      value: 'KIND',
      summary: 'stop at acknowledged, closed or end (end; watched on a terminal: closed, or the end)',
    },
    { name: 'log', value: 'EVENTS', summary: "a real home's log instead of a story" },
    { name: 'home', value: 'HOME.json', summary: 'the home description of that log' },
    {
      name: 'collapse-at',
      value: 'TIME',
      summary: 'local time from which nobody moves or answers in that log',
    },
    { name: 'kill', value: 'N', summary: 'run the hub as a child and kill -9 it so many times' },
    {
      name: 'broker',
      value: 'URL',
      summary: 'an MQTT broker that is already there, instead of the embedded one',
    },
    {
      name: 'data',
      value: 'DIR',
      summary: 'keep the journal and the desk here, and go on from what is there',
    },
    {
      name: 'audio',
      value: 'DIR',
      summary: 'put what was said there: a WAV file per sentence, and night.wav',
    },
    { name: 'language', value: 'ko|en', summary: 'what the companion speaks (en)' },
    { name: 'headless', value: null, summary: 'no sound and no colours' },
    {
      name: 'json',
      value: null,
      summary: 'one line of JSON per decision, sentence, PUBACK and act of the desk',
    },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    if (args.text('story') === 'list') return listStories(io);
    const seed = args.whole('seed', 0, 2 ** 31) ?? 1;
    const watched = !args.on('json') && !args.on('headless');
    const speed = speedOf(args.text('speed'), watched);
    const asked = args.text('until') ?? (watched ? null : 'end');
    const until = asked === null ? null : UNTIL.find((kind) => kind === asked);
    if (until === undefined) throw new AnbuError('usage', `--until is one of ${UNTIL.join(', ')}`);
    const kills = args.whole('kill', 0, 1000);
    const request = requestOf(args, seed);
    const { openWorld } = await import('../../sim/world/open-world.ts');
    const world = await openWorld(request);
    const { demo } = await import('../../sim/demo.ts');
    const { renderMissing } = await import('../../sim/spoken-lengths.ts');
    await renderMissing(world.config.language, (text) => io.note(text));
    const { demoLog, viewOf } = await import('../../sim/view.ts');
    const view = viewOf({
      io,
      json: args.on('json'),
      headless: args.on('headless'),
      world,
      audioFolder: args.text('audio'),
    });
    const options = {
      request,
      world,
      seed,
      speed,
      brokerUrl: args.text('broker'),
      dataFolder: args.text('data'),
      until,
      speaker: speed === 1 && !args.on('headless') ? await realSpeaker() : null,
      log: demoLog(io),
      interrupted: io.interrupted(),
      view,
      kills,
    };
    const { reached } = await demo(options);
    if (!reached && io.interrupted().aborted) io.note('stopped before the story was over');
    else if (!reached) io.note(`the story ended before: ${until ?? 'its end'}`);
    if (watched) io.line('\nOther stories: npm run demo -- --story list');
    return reached ? 0 : 1;
  },
};

/** What the words ask for: a story, or a real home's log. */
function requestOf(args: Arguments, seed: number): WorldRequest {
  const language = languageOf(args.text('language'));
  const [log, home, story] = [args.text('log'), args.text('home'), args.text('story')];
  if (log === null) return { kind: 'story', story: story ?? 'night-bathroom-fall', seed, language };
  if (home === null) throw new AnbuError('usage', '--log needs --home HOME.json');
  if (story !== null) throw new AnbuError('usage', '--log and --story are two different homes: name one');
  return { kind: 'log', log, home, language, collapseAtMs: localTimeFlag(args, 'collapse-at') };
}

function languageOf(text: string | null): 'ko' | 'en' {
  if (text === null || text === 'en') return 'en';
  if (text === 'ko') return 'ko';
  throw new AnbuError('usage', `--language is ko or en, not "${text}"`);
}

/** null: as a person likes to watch it. */
function speedOf(text: string | null, watched: boolean): number | null {
  if (text === null) return watched ? null : SPEED_DEFAULT;
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (speed > 0 && speed <= SPEED_MAX) return speed;
  throw new AnbuError('usage', `--speed is max or a number up to ${SPEED_MAX}, not "${text}"`);
}

async function realSpeaker(): Promise<Speaker> {
  const { openSpeaker } = await import('../companion/speaker.ts');
  return openSpeaker();
}

async function listStories(io: Io): Promise<ExitCode> {
  const { STORIES } = await import('../../sim/stories.ts');
  const column = Math.max(...STORIES.map(({ name }) => name.length)) + 2;
  for (const { name, summary } of STORIES) io.line(`${name.padEnd(column)}${summary}`);
  return 0;
}
