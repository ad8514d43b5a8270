// @ts-check
/** The controls in the player's shadow tree, without their words. */
import style from './player.css';

const SVG = 'http://www.w3.org/2000/svg';

/** Slowest and fastest speed on offer: beyond them browsers mute the sound. */
const MIN_RATE = 0.25;
const MAX_RATE = 4;

/** Paths on a square of 48 units. */
const ICONS = {
  play: 'M24 0a24 24 0 1 0 0 48 24 24 0 0 0 0-48ZM19 14.5v19L34.5 24Z',
  pause: 'M24 0a24 24 0 1 0 0 48 24 24 0 0 0 0-48ZM16.5 15h5v18h-5Zm10 0h5v18h-5Z',
  back: 'M6 8h5v32H6ZM42 8v32L14 24Z',
  ahead: 'M42 8h-5v32h5ZM6 8v32l28-16Z',
  next: 'M4 8v32l20-16ZM24 8v32l20-16Z',
  mute: 'M4 17v14h9l11 10V7L13 17ZM30 15v18a10 10 0 0 0 0-18ZM30 4v5a16 16 0 0 1 0 30v5a21 21 0 0 0 0-40Z',
  muted: 'M4 17v14h9l11 10V7L13 17ZM30 17l3-3 5 6 5-6 3 3-5 7 5 7-3 3-5-6-5 6-3-3 5-7Z',
  close: 'M8 4 44 40l-4 4L4 8ZM40 4l4 4L8 44l-4-4Z',
};

export function styleSheet(css = '') {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {(Node | string)[]} children */
export function create(tag, className = '', ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function icon(/** @type {keyof typeof ICONS} */ name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 48 48');
  path.setAttribute('fill-rule', 'evenodd');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

const iconButton = (/** @type {keyof typeof ICONS} */ name) => create('button', `icon ${name}`, icon(name));

function input(type = '') {
  const element = create('input');
  element.type = type;
  return element;
}

/** Fills the shadow tree; each control is a part under its name, for the publisher's style. */
export function createControls(/** @type {ShadowRoot} */ root) {
  const controls = {
    ui: create('div', 'ui'),
    play: iconButton('play'),
    title: create('b'),
    time: create('span', 'time'),
    seek: input('range'),
    back: iconButton('back'),
    ahead: iconButton('ahead'),
    next: iconButton('next'),
    rate: create('select'),
    mute: iconButton('mute'),
    close: iconButton('close'),
    status: create('p'),
    label: create('span', 'label'),
    chapters: create('select'),
    articles: create('select'),
    transcript: create('button', 'link'),
    options: create('button', 'link'),
    download: create('a'),
    volume: input('range'),
    sleep: create('select'),
    follow: input('checkbox'),
    click: input('checkbox'),
    copy: create('button', 'link'),
    list: create('ol'),
    here: create('button', 'here'),
  };
  for (const [name, element] of Object.entries(controls)) element.part = name;
  const { ui, play, title, time, seek, back, ahead, next, rate, mute, close, status, label } = controls;
  const { chapters, articles, transcript, options, download, volume, sleep, follow, click, copy, list, here } = controls;
  const panel = create('div', 'panel', ...[volume, sleep, follow, click].map((one) => create('label', '', create('span'), one)), copy);
  const main = create('div', 'main', create('div', 'head', title, time), seek);
  const side = create('div', 'side', back, ahead, next, rate, mute, close);
  const foot = create('div', 'foot', label, chapters, articles, transcript, options, download);
  ui.append(create('div', 'box', create('div', 'bar', play, main, side), status, foot, panel, list), here);
  ui.role = 'region';
  status.role = 'status';
  volume.max = '1';
  volume.step = '.05';
  download.download = '';
  here.hidden = panel.hidden = true;
  root.adoptedStyleSheets = [styleSheet(style)];
  root.append(ui, create('slot'));
  return { ...controls, panel };
}

/** Speeds in order, those left out that no browser plays. */
export function parseRates(text = '') {
  const rates = text.split(/[\s,]+/).map(Number);
  return rates.filter((rate) => rate >= MIN_RATE && rate <= MAX_RATE).sort((a, b) => a - b);
}
