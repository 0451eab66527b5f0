/**
 * Where a test lays what is synced in a loop: memory, where there is such a place.
 *
 * The gate gives a folder of its own there and takes it away at its end, however that comes; a test that runs by itself
 * has the machine's.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

export const IN_MEMORY = process.env['ANBU_TEST_MEMORY'] ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
