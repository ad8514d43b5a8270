/**
 * Builds the player that readers load from src/narrate/embed/browser/, with the esbuild that tests/player/package.json names.
 *
 *     cp tests/player/package.json DIR && npm install --no-save --prefix DIR
 *     DEVTOOLS=DIR node scripts/player_asset.mjs [FILE]
 *
 * Writes src/narrate/embed/narrate-player.min.js, or FILE. The same sources give the same file to the byte; their digest
 * stands in its first line, so that a test without node sees whether it is up to date.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'src/narrate/embed/browser');
const WANTED = JSON.parse(readFileSync(join(ROOT, 'tests/player/package.json'), 'utf8')).devDependencies.esbuild;
const TARGET = ['chrome117', 'edge117', 'firefox119', 'safari17.4']; // the first with Map.groupBy, see docs/player.md

function loadEsbuild() {
  try {
    const esbuild = createRequire(join(resolve(process.env.DEVTOOLS ?? ''), 'node_modules/'))('esbuild');
    if (esbuild.version === WANTED) return esbuild;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
  }
  console.error(`esbuild ${WANTED} isn't in DEVTOOLS: cp tests/player/package.json DIR, npm install --no-save --prefix DIR, then set DEVTOOLS=DIR`);
  return process.exit(1);
}

/** Digest of all sources in the order of their names; tests/unit/embed/test_snippet.py counts alike. */
function sourceDigest() {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCES).filter((one) => /\.(css|js)$/.test(one)).sort()) hash.update(readFileSync(join(SOURCES, name)));
  return hash.digest('hex').slice(0, 16);
}

const esbuild = loadEsbuild();

/** Style sheets become texts without comments and needless blanks. */
const cssAsText = {
  name: 'css-as-text',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true, target: TARGET, charset: 'utf8' });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const { outputFiles } = await esbuild.build({
  entryPoints: [join(SOURCES, 'narrate-player.js')],
  bundle: true,
  format: 'esm',
  minify: true,
  charset: 'utf8',
  target: TARGET,
  banner: { js: `// narrate-player, Apache-2.0, built by scripts/player_asset.mjs from sources ${sourceDigest()}` },
  plugins: [cssAsText],
  write: false,
});
writeFileSync(process.argv[2] ?? join(ROOT, 'src/narrate/embed/narrate-player.min.js'), outputFiles[0].contents);
