/**
 * What is inside a package, as a list that machines read: CycloneDX 1.5 (ECMA-424), one component per npm package found.
 *
 * `node .ci/sbom.ts ROOT LOCK VERSION` writes it to standard output. It lists the folders that are there, not what was meant
 * to be there (`npm sbom` refuses a tree with an override, and lists what was left out), with the checksum of the lockfile.
 * Ends with 1 when a package has no licence, or one that production may not have.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Permissive ones; a new one is added here by a person who read it. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
]);

interface Described {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
}
interface Locked {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

const [root = '', lockFile = '', version = ''] = process.argv.slice(2);
const locked = JSON.parse(readFileSync(lockFile, 'utf8')) as Locked;
const components = packagesIn(join(root, 'node_modules')).map(component);
const refused = components.filter(({ licence }) => !isPermissive(licence));
for (const { name, licence } of refused)
  process.stderr.write(`${name}: "${licence}" is no permissive licence: .ci/sbom.ts\n`);
process.stdout.write(`${JSON.stringify(document(), null, 2)}\n`);
process.exitCode = refused.length === 0 ? 0 : 1;

function packagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .flatMap((path) => (/\/@[^/]+$/.test(path) ? packagesIn(path) : [path, ...nested(path)]))
    .toSorted();
}

function nested(path: string): string[] {
  const below = readdirSync(path, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && entry.name === 'node_modules',
  );
  return below ? packagesIn(join(path, 'node_modules')) : [];
}

function component(path: string): {
  name: string;
  version: string;
  licence: string;
  integrity: string | null;
} {
  const about = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Described;
  const { license, licenses = [] } = about;
  const licence = typeof license === 'string' ? license : (license?.type ?? licenses[0]?.type ?? 'none');
  const integrity = locked.packages[relative(root, path)]?.integrity ?? null;
  return { name: about.name, version: about.version, licence, integrity };
}

/** `(MIT OR CC0-1.0)`: one of them is enough; of `AND` all are needed. */
function isPermissive(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, '');
  return plain
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => PERMISSIVE.has(one.trim())));
}

function document(): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        name: 'anbu',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: components.map(({ name, version: installed, licence, integrity }) => ({
      type: 'library',
      name,
      version: installed,
      purl: `pkg:npm/${name.replace('@', '%40')}@${installed}`,
      licenses: [{ expression: licence }],
      ...(integrity === null ? {} : { hashes: [hashOf(integrity)] }),
    })),
  };
}

/** An SRI string (W3C) as CycloneDX writes it: the same bytes in hex. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm = '', base64 = ''] = integrity.split('-');
  return { alg: algorithm.replace(/^sha/, 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex') };
}
