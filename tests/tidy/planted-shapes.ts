/**
 * Planted violations for shape-rules.ts: places, lengths, names, headers, order, and one machine's own text.
 * Texts only: none of these files exists on disk.
 */
import { FILE_LINES_MAX, FUNCTION_LINES_MAX } from './house.ts';
import type { Plant } from './rule.ts';

const lines = (count: number, text = '') => `${text}\n`.repeat(count);

export const SHAPES: readonly Plant[] = [
  {
    rule: 'top-level',
    why: 'a new folder and a tool that insists; dot-files are free',
    files: { 'src/hub.ts': '', 'vitest.config.ts': '', '.npmrc': '', 'README.md': '', 'agent/hub.ts': '' },
    finds: ['src/hub.ts:1 src stands', 'vitest.config.ts:1 vitest.config.ts stands'],
  },
  {
    rule: 'file-length',
    why: 'one line too many; a table by name may',
    files: {
      'agent/hub.ts': lines(FILE_LINES_MAX + 1, '//'),
      'agent/loop.ts': lines(FILE_LINES_MAX, '//'),
      'agent/sensors/bthome-table.ts': lines(FILE_LINES_MAX + 1, '//'),
    },
    finds: [`agent/hub.ts:${FILE_LINES_MAX + 1} has ${FILE_LINES_MAX + 1} lines`],
  },
  {
    rule: 'function-length',
    why: 'one line too many in each kind of function; describe() and a contract suite only group',
    files: {
      'agent/hub.ts': `function a() {\n${lines(FUNCTION_LINES_MAX - 1)}}\nconst b = () => {\n${lines(FUNCTION_LINES_MAX - 2)}};\n`,
      'tests/suite.ts': `function suite() {\ntest('x', f);\n${lines(80)}}\n`,
      'tests/a.test.ts': `describe('x', () => {\n${lines(80)}});\ntest('y', () => {\n${lines(80)}});\n`,
    },
    finds: [
      `agent/hub.ts:1 a function of ${FUNCTION_LINES_MAX + 1} lines`,
      'tests/a.test.ts:83 a function of 82 lines',
    ],
  },
  {
    rule: 'header',
    why: 'no header, one line, and a C file; line comments, scripts and shebangs count',
    files: {
      'agent/a.ts': "import './b.ts';\n// late\n// too late\n",
      'agent/b.ts': '/** One line. */\n',
      'agent/c.ts': '#!/usr/bin/env node\n// First\n// second\n',
      'boards/sensor-node/node.c': '#include <avr/io.h>\n',
      '.ci/setup': '#!/usr/bin/env bash\n# First\n# second\n',
    },
    finds: [
      'agent/a.ts:1 opens with 0',
      'agent/b.ts:1 opens with 1',
      'boards/sensor-node/node.c:1 opens with 0',
    ],
  },
  {
    rule: 'kebab-name',
    why: 'camel case and underscores, in folders too',
    files: {
      'agent/sqliteStore.ts': '',
      'sim/the_desk/desk.ts': '',
      'boards/pi-5.json': '',
      'boards/PROTOCOL.md': '',
    },
    finds: ['agent/sqliteStore.ts:1 is called sqliteStore.ts', 'sim/the_desk/desk.ts:1 is called the_desk'],
  },
  {
    rule: 'empty-name',
    why: 'names for anything; a systemd unit must be called so',
    files: {
      'agent/utils/time.ts': '',
      'sim/desk-helpers.ts': '',
      'boards/hub/anbu.service': '',
      'agent/commonplace.ts': '',
    },
    finds: ['agent/utils/time.ts:1 is called "utils"', 'sim/desk-helpers.ts:1 is called "helpers"'],
  },
  {
    rule: 'sorted-list',
    why: 'lists, objects by their key, rows by their first value, unions; and a mark that marks nothing',
    files: {
      'agent/a.ts': "// sorted\nconst a = ['b', 'a'];\n",
      'agent/b.ts': 'const b = {\n  // sorted\n  x: 1,\n  c: 2,\n};\n',
      'agent/c.ts': "// sorted\nconst c = [{ id: 'q', n: 1 }, { id: 'p', n: 2 }];\n",
      'agent/d.ts': "// sorted\ntype D = 'a' | 'c' | 'b';\n",
      'agent/e.ts': '// sorted\n\n\nconst e = 1;\n',
      'agent/f.ts': '// sorted\nexport const f = [\n  button,\n  motion,\n];\n',
    },
    finds: [
      'agent/a.ts:1 a stands after b',
      'agent/b.ts:2 c stands after x',
      'agent/c.ts:1 p stands after q',
      'agent/d.ts:1 b stands after c',
      'agent/e.ts:1 `// sorted` marks no list',
    ],
  },
  {
    rule: 'one-machine',
    why: 'paths of one machine, registries; a topic and a relative path are fine',
    files: {
      'agent/a.ts': "const a = '/home/somebody/data';\nconst b = 'anbu/home/x'; const c = './work/x';\n",
      'README.md': 'see /work/somewhere\n',
      '.npmrc': 'registry=https://npm.example.org/\n',
      'package-lock.json': '{"resolved": "https://x"}\n',
    },
    finds: [
      "agent/a.ts:1 names the machine's path /home/",
      "README.md:1 names the machine's path /work/",
      '.npmrc:1 names a package registry',
      'package-lock.json:1 names a package registry',
    ],
  },
  {
    rule: 'no-recorded-homes',
    why: 'a real log and its unpacked form',
    files: { 'tests/fixtures/a.events.csv.gz': '', 'sim/b.events.csv': '', 'sim/generated.csv': '' },
    finds: ['tests/fixtures/a.events.csv.gz:1 is a recorded log', 'sim/b.events.csv:1 is a recorded log'],
  },
];
