/**
 * Planted violations for import-rules.ts: files that import what they must not, and beside them what they may.
 * Texts only: nothing here is ever run or resolved on disk.
 */
import type { Plant } from './rule.ts';

export const IMPORTS: readonly Plant[] = [
  {
    rule: 'direction',
    why: 'the agent takes from the simulator, the simulator from the tests; a verb loads lazily',
    files: {
      'agent/loop.ts':
        "import { bench } from '../sim/bench.ts';\nimport type { Bench } from '../sim/bench.ts';\n",
      'agent/cli/demo.ts': "const demo = await import('../../sim/demo.ts');\n",
      'sim/home.ts': "import '../agent/hub.ts';\nexport { plant } from '../tests/plant.ts';\n",
    },
    finds: ['agent/loop.ts:1 imports sim/bench.ts', 'sim/home.ts:2 imports tests/plant.ts'],
  },
  {
    rule: 'direction',
    why: 'a lazy import outside a verb, and tests even lazily',
    files: {
      'agent/host.ts': "await import('../sim/home.ts');\n",
      'agent/cli/demo.ts': "await import('../../tests/home.ts');\n",
    },
    finds: ['agent/host.ts:1 imports sim/home.ts', 'agent/cli/demo.ts:1 imports tests/home.ts'],
  },
  {
    rule: 'verbs-on-top',
    why: 'the hub calls a verb',
    files: {
      'agent/hub.ts': "import { run } from './cli/run.ts';\n",
      'agent/main.ts': "import './cli/run.ts';\n",
    },
    finds: ['agent/hub.ts:1 imports agent/cli/run.ts'],
  },
  {
    rule: 'storeys',
    why: 'the detector takes hours from the check-on, the check-on a value of a programme; types and downward are fine',
    files: {
      'agent/detector/price.ts': [
        "import { isNightHour } from '../checkon/hours.ts';",
        "import type { CheckonState } from '../checkon/slice.ts';",
        "import type { Kind } from '../record.ts';",
        "import { expMinus } from './exponential.ts';",
      ].join('\n'),
      'agent/checkon/offer.ts':
        "import { hourOf } from '../detector/habit.ts';\nexport { isOut } from '../programme/slice.ts';\n",
      'agent/journal/checkpoint.ts': "import { evolve } from '../state.ts';\n",
      'agent/record/orders.ts':
        "import { WISHES } from './words.ts';\nimport { hourOf } from '../detector/habit.ts';\n",
    },
    finds: [
      'agent/detector/price.ts:1 imports agent/checkon/hours.ts',
      'agent/checkon/offer.ts:2 imports agent/programme/slice.ts',
      'agent/record/orders.ts:2 imports agent/detector/habit.ts',
    ],
  },
  {
    rule: 'pure-imports',
    why: 'disk, host, lazy, random, a driver of the network; types, digests and pure neighbours are fine',
    files: {
      'agent/decide.ts': [
        "import { readFileSync } from 'node:fs';",
        "import { clock } from './host.ts';",
        "import type { Host } from './host.ts';",
        "import { evolve } from './evolve.ts';",
        "import assert from 'node:assert/strict';",
        "import { createHash, randomBytes } from 'node:crypto';",
        "import mqtt from 'mqtt';",
        "const late = await import('./evolve.ts');",
        "import { z } from 'zod';",
        "import sentences from './companion/prompts/ko/sentences.json' with { type: 'json' };",
      ].join('\n'),
    },
    finds: [
      'agent/decide.ts:1 takes readFileSync from node:fs',
      'agent/decide.ts:2 imports agent/host.ts, which is shell',
      'agent/decide.ts:6 takes randomBytes from node:crypto',
      'agent/decide.ts:7 imports the package mqtt',
      'agent/decide.ts:8 loads ./evolve.ts',
    ],
  },
  {
    rule: 'package-owner',
    why: 'a stranger, a package in the wrong file, and two files that wrap the same one',
    files: {
      'agent/hub.ts': "import lodash from 'lodash';\nimport type { MqttClient } from 'mqtt';\n",
      'agent/sensors/buses/serial.ts': "await import('serialport');\n",
      'agent/sensors/buses/modbus.ts': "await import('serialport');\n",
      'agent/uplink/mqtt.ts': "await import('mqtt');\n",
      'agent/uplink/mqtt-options.ts': "import type { IClientOptions } from 'mqtt';\n",
      'sim/bench/bare.ts': "await import('mqtt');\n",
      'tests/a.test.ts': "import fc from 'fast-check';\n",
    },
    finds: [
      'agent/hub.ts:1 imports lodash, which is not in the table',
      'agent/hub.ts:2 imports mqtt, which belongs to agent/uplink/mqtt*.ts',
      'agent/sensors/buses/serial.ts:1 one of 2 files that import serialport',
      'agent/sensors/buses/modbus.ts:1 one of 2 files that import serialport',
    ],
  },
  {
    rule: 'package-lazy',
    why: 'a native package at start; its types cost nothing',
    files: {
      'agent/sensors/buses/gpio.ts': "import { Gpio } from 'onoff';\n",
      'agent/sensors/buses/serial.ts':
        "import type { SerialPort } from 'serialport';\nawait import('serialport');\n",
    },
    finds: ['agent/sensors/buses/gpio.ts:1 imports onoff at start'],
  },
  {
    rule: 'dead-file',
    why: 'two files that only know each other; folders loaded by template, child processes and types are alive',
    files: {
      'agent/main.ts': "import './hub.ts';\nawait import(`./prompts/${language}/index.ts`);\n",
      'agent/hub.ts': "import type { Record } from './record.ts';\n",
      'agent/record.ts': '',
      'agent/prompts/ko/index.ts': '',
      'agent/detector/old.ts': "import './older.ts';\n",
      'agent/detector/older.ts': "import './old.ts';\n",
      'sim/child.ts': '',
      'tests/a.test.ts': "spawn(node, ['sim/child.ts']);\n",
      'sim/bench.ts': '',
      '.ci/bench': 'exec node sim/bench.ts\n',
    },
    finds: ['agent/detector/old.ts:1 nothing reaches it', 'agent/detector/older.ts:1 nothing reaches it'],
  },
];
