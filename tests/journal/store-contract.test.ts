/**
 * Both journal stores under one contract.
 *
 * A third store needs a bench and one line here.
 */
import { afterAll } from 'vitest';

import { memoryBench, sqliteBench, sweepFolders } from './store-bench.ts';
import { storeContract } from './store-contract.ts';

afterAll(sweepFolders);

storeContract('memory store', memoryBench);
storeContract('sqlite store', sqliteBench);
