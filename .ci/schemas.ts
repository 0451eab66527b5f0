/**
 * Writes what `agent/uplink/wire-documents.ts` generates into `agent/uplink/schema/`, and removes what is no longer
 * generated. Must never write anywhere else.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../agent/uplink/wire-documents.ts';

const folder = new URL('../agent/uplink/schema/', import.meta.url).pathname;
const files = documents();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
console.log(`${files.size} files in ${folder}`);
