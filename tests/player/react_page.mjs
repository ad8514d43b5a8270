/**
 * Renders an article with React on the server and builds the script that takes it over in the browser.
 * Usage: DEVTOOLS=DIR node react_page.mjs PARAGRAPHS SCRIPT; PARAGRAPHS is JSON, the root's HTML goes to standard output.
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [, , paragraphs, script] = process.argv;
const home = resolve(process.env.DEVTOOLS);
const need = createRequire(join(home, 'node_modules/'));
const { build } = need('esbuild');

const app = `
  import { createElement as h, useState } from 'react';
  const TEXTS = ${paragraphs};
  export function App() {
    const [round, setRound] = useState(0);
    globalThis.writeAnew = () => setRound(round + 1);
    const body = TEXTS.map((text, i) => h('p', { key: round + '.' + i }, text));
    return h('article', null, h('h1', null, 'Bridge closed for weeks'), h('div', { className: 'body' }, body));
  }`;
const browser = `${app}
  import { hydrateRoot } from 'react-dom/client';
  globalThis.complaints = [];
  hydrateRoot(document.getElementById('root'), h(App), { onRecoverableError: (error) => complaints.push(String(error)) });`;
const server = `${app}
  import { renderToString } from 'react-dom/server';
  export const html = renderToString(h(App));`;

const options = { bundle: true, write: false, minify: true, define: { 'process.env.NODE_ENV': '"production"' } };
const made = async (contents, more) => {
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: home }, ...more });
  return outputFiles[0];
};
await build({ ...options, write: true, stdin: { contents: browser, resolveDir: home }, outfile: script, format: 'iife' });
const rendered = await made(server, { format: 'cjs', platform: 'node' });
const module = { exports: {} };
new Function('module', 'exports', 'require', rendered.text)(module, module.exports, need);
process.stdout.write(module.exports.html);
