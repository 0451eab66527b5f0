/**
 * `anbu replay`: the shipped detector and check-on over a home's log, under virtual time (design §8).
 *
 * Reads the whole log before anything runs, so a bad line leaves nothing half done. Never writes a file.
 */
import { defaultConfig } from '../config/defaults.ts';
import { loadHome } from '../config/load.ts';
import { AnbuError } from '../errors.ts';
import type { Line } from '../lines.ts';
import { localTimeFlag } from './local-time.ts';
import { plainLine } from './plain-line.ts';
import type { Io, Verb } from './verb.ts';

export const verb: Verb = {
  name: 'replay',
  summary: "run the detector over a home's log, as fast as it goes",
  usage: ['EVENTS --home HOME.json [--collapse-at TIME] [--until TIME] [--answers always|never] [--json]'],
  note: 'No log at hand? In a checkout, npm run -s sim:homes -- --write DIR makes homes with made-up lives:\nEVENTS is DIR/simulated-1.events.csv.gz, HOME.json is DIR/simulated-1.home.json.',
  flags: [
    { name: 'home', value: 'HOME.json', summary: 'the home description that names the sensors' },
    { name: 'collapse-at', value: 'TIME', summary: 'local time from which nobody moves or answers' },
    {
      name: 'until',
      value: 'TIME',
      summary: 'local time to run on to (24 h after a collapse; else the last line)',
    },
    {
      name: 'answers',
      value: 'always|never',
      summary: 'whether a question is answered after one minute (always)',
    },
    { name: 'json', value: null, summary: 'one decision per line, as JSON' },
  ],
  operands: { min: 1, max: 1 },
  run: async (args, io) => {
    const homePath = args.text('home');
    if (homePath === null) throw new AnbuError('usage', 'replay needs --home HOME.json');
    const answers = args.text('answers') ?? 'always';
    if (answers !== 'always' && answers !== 'never') {
      throw new AnbuError('usage', `--answers is always or never, not "${answers}"`);
    }
    const collapseAtMs = localTimeFlag(args, 'collapse-at');
    const untilMs = localTimeFlag(args, 'until');
    const { readHomeLog, requireFiles, requireWithin } = await import('../../sim/home-log.ts');
    const { replay } = await import('../../sim/replay.ts');
    const logPath = args.operands[0] ?? '';
    requireFiles([logPath, homePath]);
    const home = await loadHome(homePath);
    const log = readHomeLog(logPath, home.sensors);
    requireWithin(log, { collapseAtMs, untilMs });
    const config = defaultConfig(home);
    await replay({ config, log, collapseAtMs, untilMs, answers }, printer(io, args.on('json')));
    return 0;
  },
};

function printer(io: Io, json: boolean): (line: Line) => void {
  return (line) => io.line(json ? JSON.stringify(line) : plainLine(line));
}
