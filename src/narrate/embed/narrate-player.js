// @ts-check
/** <narrate-player> plays the recording of an article and follows its text. Contract: docs/player.md. Apache-2.0. */
/** @import {Cue, Place, Printed, Spot, Strings, Track, Word} from './types' */

// ---- Words of the interface ----

const NAMES = 'listen|play|pause|seek|back|ahead|rate|transcript|download|label|loading|audio|missing|of|next|close';

/** @type {Record<string, string>} */
const STRINGS = {
  en: 'Listen to this article|Play|Pause|Position|Previous sentence|Next sentence|Speed|Transcript|Download|This audio is created with AI assistance|Loading…|Audio|not available right now|of|Next article|Close',
  uk: 'Слухати статтю|Відтворити|Пауза|Позиція|Попереднє речення|Наступне речення|Швидкість|Текст|Завантажити|Це аудіо створено за допомогою ШІ|Завантаження…|Аудіо|зараз недоступно|з|Наступна стаття|Закрити',
  de: 'Artikel anhören|Abspielen|Pause|Position|Voriger Satz|Nächster Satz|Tempo|Transkript|Herunterladen|Dieses Audio wurde mit KI-Unterstützung erstellt|Wird geladen …|Audio|zurzeit nicht verfügbar|von|Nächster Artikel|Schließen',
  fr: 'Écouter cet article|Lire|Pause|Position|Phrase précédente|Phrase suivante|Vitesse|Transcription|Télécharger|Cet audio est créé avec l’aide de l’IA|Chargement…|Audio|indisponible pour le moment|sur|Article suivant|Fermer',
  es: 'Escuchar este artículo|Reproducir|Pausa|Posición|Frase anterior|Frase siguiente|Velocidad|Transcripción|Descargar|Este audio se ha creado con ayuda de IA|Cargando…|Audio|no disponible por ahora|de|Artículo siguiente|Cerrar',
  pl: 'Posłuchaj artykułu|Odtwórz|Pauza|Pozycja|Poprzednie zdanie|Następne zdanie|Prędkość|Transkrypcja|Pobierz|To nagranie powstało z pomocą AI|Wczytywanie…|Audio|chwilowo niedostępne|z|Następny artykuł|Zamknij',
  ru: 'Слушать статью|Воспроизвести|Пауза|Позиция|Предыдущее предложение|Следующее предложение|Скорость|Текст|Скачать|Это аудио создано с помощью ИИ|Загрузка…|Аудио|сейчас недоступно|из|Следующая статья|Закрыть',
};

/** The words, and the language that they are in: English where there are none. */
export function stringsFor(language = '') {
  const wanted = language.toLowerCase().split('-')[0];
  const code = Object.hasOwn(STRINGS, wanted) ? wanted : 'en';
  const words = STRINGS[code].split('|');
  const strings = /** @type {Strings} */ (Object.fromEntries(NAMES.split('|').map((name, i) => [name, words[i]])));
  return { strings, code };
}

// ---- Pure functions ----

const parts = (seconds = 0) => [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => Math.floor(Math.max(0, part || 0)));

/** `1:05` or `1:01:05`. */
export const clock = (seconds = 0) => parts(seconds).slice(seconds >= 3600 ? 0 : 1).join(':').replace(/:(\d)\b/g, ':0$1');

/** `1 minute 12 seconds`. */
export const spokenTime = (seconds = 0, language = 'en') => ['hour', 'minute', 'second']
  .map((unit, i) => [unit, parts(seconds)[i]]).filter(([unit, count]) => count || (unit === 'second' && seconds < 1))
  .map(([unit, count]) => count.toLocaleString(language, { style: 'unit', unit: `${unit}`, unitDisplay: 'long' })).join(' ');

/** The text without what leaves no ink: blanks, soft hyphens, zero-width marks (publish/anchors.py counts alike). */
export const inkOf = (text = '') => text.replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff]/g, '');

const timestamp = (text = '') => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

/** The sentences of a WebVTT file; inline timestamps make words. */
export function parseVtt(vtt = '') {
  const cues = [];
  for (const block of /^\ufeff?WEBVTT/.test(vtt) ? vtt.replace(/\r\n?/g, '\n').split(/\n{2,}/) : []) {
    const [, id, from, to, body] = /^(?:(.*)\n)?([\d:.]+)\s+-->\s+([\d:.]+).*\n([^]*)/.exec(block) ?? [];
    if (!body) continue;
    let start = timestamp(from);
    let ink = 0;
    /** @type {Cue} */
    const cue = { id: id ?? `${cues.length}`, start, end: timestamp(to), text: '', words: [] };
    for (const token of body.split(/(<[^>]*>)/)) {
      const text = token.replace(/<.*/, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
      const { length } = [...inkOf(text)];
      if (token[0] === '<') start = timestamp(token.slice(1, -1)) || start;
      if (length) cue.words.push({ from: ink, to: ink += length, start });
      cue.text += text;
    }
    cue.text = cue.text.replace(/\s+/g, ' ').trim();
    cues.push(cue);
  }
  return cues;
}

/** Index of the last item that has begun, -1 before the first. @param {{start: number}[]} items */
export const indexAt = (items, time = 0) => items.findLastIndex((item) => item.start <= time + 0.001);

/** A mark `KEY 0:0+18 1:18+40+60+7` as key and spans: cue, then start and length of each stretch of ink. */
export function parseMark(mark = '') {
  const [key, ...spans] = mark.split(' ');
  return { key, spans: spans.map((span) => span.split(/[:+]/).map(Number)) };
}

/** Speeds, in order. */
export const parseRates = (text = '') => text.split(/[\s,]+/).map(Number).filter((rate) => rate >= 0.25 && rate <= 4).sort((a, b) => a - b);

// ---- The text on the page ----

/** Every character that leaves ink. */
function inkSpots(/** @type {Element} */ element) {
  /** @type {Spot[]} */
  const spots = [];
  const walker = document.createTreeWalker(element, 5, (node) => (node instanceof Element
    ? node.matches('script,style,noscript,template,textarea,narrate-player') ? 2 : 3 : 1));
  for (let node; (node = /** @type {Text | null} */ (walker.nextNode()));) {
    let at = 0;
    for (const character of node.data) {
      if (inkOf(character)) spots.push([node, at, at + character.length]);
      at += character.length;
    }
  }
  return spots;
}

/** Where the cues stand on the page. @extends {Map<number, Place>} */
class Places extends Map {
  /** A cue's stretches of an element's ink, as pairs of start and length, if they say what the cue says. */
  add(cue = 0, text = '', stretches = [0, 0], /** @type {Element} */ element, spots = inkSpots(element)) {
    const pieces = [];
    for (let i = 0; i < stretches.length; i += 2) pieces.push(spots.slice(stretches[i], stretches[i] + stretches[i + 1]));
    const ink = pieces.flat().map(([node, from, to]) => node.data.slice(from, to)).join('');
    if (ink && ink === inkOf(text)) this.set(cue, { element, pieces });
  }

  /** By the marks that `narrate embed` left. */
  readMarks(/** @type {Cue[]} */ cues, own = '') {
    for (const element of document.querySelectorAll('[data-narrate]')) {
      const { key, spans } = parseMark(attribute(element, 'data-narrate'));
      const spots = key === own ? inkSpots(element) : [];
      for (const [cue, ...stretches] of spans) this.add(cue, cues[cue]?.text, stretches, element, spots);
    }
  }

  /** Without marks: each block at its XPath if its text stands there, else the next element with exactly this text. */
  readManifest(/** @type {Printed[]} */ printed) {
    const elements = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6,p,li,blockquote,dd,dt,td,div')];
    const inks = new Map(elements.map((element) => [element, inkOf(element.textContent ?? '')]));
    for (const [block, cues] of Map.groupBy(printed.keys(), (cue) => printed[cue].block)) {
      const ink = inkOf(cues.map((cue) => printed[cue].printed).join(''));
      const { anchor } = printed[cues[0]];
      const there = /** @type {Element} */ (anchor && document.evaluate(anchor, document, null, 9, null).singleNodeValue);
      const element = inks.get(there) === ink ? there : elements.find((one) => inks.get(one) === ink);
      if (block === null || !element) continue;
      inks.delete(element);
      let from = 0;
      for (const cue of cues) {
        const { length } = [...inkOf(printed[cue].printed)];
        this.add(cue, printed[cue].printed, [from, length], element);
        from += length;
      }
    }
  }

  /** The stretches of a cue, or of its word; none where the page has changed since. */
  ranges(cue = 0, { from, to } = { from: 0, to: Infinity }) {
    const ranges = [];
    let at = 0;
    for (const piece of this.get(cue)?.pieces ?? []) {
      const first = piece[Math.max(0, from - at)];
      const last = piece[Math.min(piece.length, to - at) - 1];
      at += piece.length;
      if (!first?.[0].isConnected || !last?.[0].isConnected || last[2] > last[0].length) continue;
      const range = new Range();
      range.setStart(first[0], first[1]);
      range.setEnd(last[0], last[2]);
      ranges.push(range);
    }
    return ranges;
  }
}

// ---- Style ----

const STYLE = `
:host{--to:right;display:block;max-inline-size:var(--narrate-width,45rem);margin:var(--narrate-margin,1.75em auto);font-size:max(1rem,16px)}
:host(:dir(rtl)){--to:left}
:host([sticky]){min-block-size:7em}
.ui{--ink:var(--narrate-accent,currentColor);--faint:color-mix(in srgb,currentColor 22%,#0000);container-type:inline-size;font:400 .875em/1.35 var(--narrate-font,system-ui,sans-serif);letter-spacing:normal;text-align:start;text-transform:none;border-block:1px solid var(--faint);padding-block:.9em .6em}
.bar,.head,.side,.foot{display:flex;align-items:center;gap:.2em 1em}
.main{flex:1 1 0;min-inline-size:0}
.head{justify-content:space-between;align-items:baseline}
b{font-size:1.07em;font-weight:600}
.time{font-variant-numeric:tabular-nums;white-space:nowrap}
.side{gap:.2em}
.foot{flex-wrap:wrap;font-size:.93em;margin-block-start:.4em}
.label{flex:1 1 16em}
button,select,a{font:inherit;color:inherit;background:none;border:0;padding:0;min-block-size:28px;cursor:pointer;border-radius:4px}
a,.link{text-decoration:underline 1px;text-underline-offset:.2em;line-height:28px}
:focus-visible{outline:2px solid;outline-offset:2px}
.icon{inline-size:2.3em;block-size:2.3em;padding:.55em}
.play{inline-size:3.5em;block-size:3.5em;padding:0;color:var(--ink);border-radius:50%}
.icon:hover,li :hover{background:var(--faint)}
svg{display:block;fill:currentColor}
:host(:dir(rtl)) .side svg{transform:scaleX(-1)}
select{appearance:none;margin-inline-start:auto;text-align:center;block-size:2.3em;padding-inline:.8em;border:1px solid var(--faint);border-radius:2em}
option{color:CanvasText;background:Canvas}
input{appearance:none;color:inherit;display:block;inline-size:100%;block-size:24px;margin:0;cursor:pointer;background:linear-gradient(to var(--to),var(--ink) var(--done),var(--faint) 0) no-repeat center/100% 3px}
::-webkit-slider-thumb{appearance:none;color:inherit;inline-size:13px;block-size:13px;border-radius:50%;background:var(--ink)}
::-moz-range-thumb{inline-size:13px;block-size:13px;border:0;border-radius:50%;background:var(--ink)}
p{margin:0}
ol{list-style:none;margin:.5em 0 0;padding:2px;max-block-size:17em;overflow:auto;font-size:1.07em;line-height:1.5;position:relative}
li button{inline-size:100%;text-align:start;padding:.3em .6em}
[aria-current]{background:var(--narrate-sentence,#ffc40047)!important}
[hidden],.close,.mini .foot,.mini ol,slot{display:none!important}
.mini{position:fixed;z-index:99;inset:auto 0 0;padding:.6em max(1em,50vw - 24rem);background:Canvas;color:CanvasText}
.mini .close{display:block!important}
@container (width<27em){.bar{flex-wrap:wrap}.side,.label{flex:1 0 100%}.mini .side{flex:0 0 auto}}
@media (forced-colors:active){input{appearance:auto}[aria-current]{background:Highlight!important;color:HighlightText;forced-color-adjust:none}}
@media print{.ui{display:none}slot{display:block!important}::slotted(audio){display:none!important}}`;

/** The page's share: what is heard is marked without a change to the publisher's markup. */
const PAGE_STYLE = `
::highlight(narrate-sentence),.narrate-current{background-color:var(--narrate-sentence,#ffc40047)}
::highlight(narrate-word){background-color:var(--narrate-word,#ffb40038);text-decoration:underline .14em #e08a00}
@media (forced-colors:active){::highlight(narrate-sentence){background-color:Highlight;color:HighlightText}::highlight(narrate-word){text-decoration-color:HighlightText}}
@media print{::highlight(narrate-sentence),::highlight(narrate-word){background:none;text-decoration:none}}`;

const ICONS = {
  play: 'M24 0a24 24 0 1 0 0 48 24 24 0 0 0 0-48ZM19 14.5v19L34.5 24Z',
  pause: 'M24 0a24 24 0 1 0 0 48 24 24 0 0 0 0-48ZM16.5 15h5v18h-5Zm10 0h5v18h-5Z',
  back: 'M6 8h5v32H6ZM42 8v32L14 24Z',
  ahead: 'M42 8h-5v32h5ZM6 8v32l28-16Z',
  next: 'M4 8v32l20-16ZM24 8v32l20-16Z',
  close: 'M8 4 44 40l-4 4L4 8ZM40 4l4 4L8 44l-4-4Z',
};

function sheetOf(css = '') {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {(Node | string)[]} children */
function make(tag, className = '', ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function icon(/** @type {keyof typeof ICONS} */ name) {
  const [svg, path] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag));
  svg.setAttribute('viewBox', '0 0 48 48');
  path.setAttribute('fill-rule', 'evenodd');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

const attribute = (/** @type {Element | null | undefined} */ element, name = '') => element?.getAttribute(name) ?? '';

/** The shadow tree, without its words. */
function build(/** @type {ShadowRoot} */ root) {
  const button = (/** @type {keyof typeof ICONS} */ name) => make('button', `icon ${name}`, icon(name));
  const dom = {
    play: button('play'), title: make('b'), time: make('span', 'time'), seek: make('input'),
    back: button('back'), ahead: button('ahead'), next: button('next'), rate: make('select'), close: button('close'),
    status: make('p'), label: make('span', 'label'), transcript: make('button', 'link'), download: make('a'), list: make('ol'), ui: make('div', 'ui'),
  };
  const [play, title, time, seek, back, ahead, next, rate, close, status, label, transcript, download, list, ui] = Object.values(dom);
  for (const [name, element] of Object.entries(dom)) element.part = name;
  ui.append(make('div', 'bar', play, make('div', 'main', make('div', 'head', title, time), seek), make('div', 'side', back, ahead, next, rate, close)),
    status, make('div', 'foot', label, transcript, download), list);
  ui.role = 'region';
  status.role = 'status';
  dom.seek.type = 'range';
  dom.download.download = '';
  root.adoptedStyleSheets = [sheetOf(STYLE)];
  root.append(ui, make('slot'));
  return dom;
}

async function fetched(address = '') {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.text();
}

/** Keeps a value, gives what is kept; nothing where the browser forbids it. */
function memory(key = '', value = '') {
  try {
    if (value) localStorage[key] = value;
    return `${localStorage[key] ?? ''}`;
  } catch {
    return '';
  }
}

/** A click on these isn't a wish to hear the sentence. */
const INTERACTIVE = 'a,button,input,select,textarea,label,summary,audio,video,[contenteditable],[role=button],[onclick]';

const MEDIA_EVENTS = 'play playing pause timeupdate ended ratechange seeking seeked waiting volumechange durationchange loadedmetadata error';

/** The player that is heard: one that starts pauses the other. @type {NarratePlayer | undefined} */
let heard;

// ---- The element ----

export class NarratePlayer extends /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {}) {
  /** The sentences of the recording, once read. @type {Cue[]} */
  cues = [];
  #dom = build(this.attachShadow({ mode: 'open' }));
  #audio = make('audio');
  /** @type {Track[]} */
  #tracks = [];
  #track = 0;
  #places = new Places();
  /** @type {Promise<void> | undefined} */
  #reading;
  #cue = -1;
  #word = -1;
  #quarter = 0;
  #frame = 0;
  /** Where to begin, until the sound has a clock. */
  #start = 0;
  #following = false;
  #away = false;
  #language = stringsFor();
  #life = new AbortController();
  /** @type {Element | undefined} */
  #marked;
  #down = [0, 0];

  // -- For programs, as an HTMLMediaElement --

  get paused() { return this.#audio.paused; }
  get duration() { return this.#audio.duration || this.#tracks[this.#track]?.duration || 0; }
  get currentTime() { return this.#audio.readyState ? this.#audio.currentTime : this.#start; }
  set currentTime(time) {
    this.#start = Math.min(Math.max(0, time), this.duration || time);
    if (this.#audio.readyState) this.#audio.currentTime = this.#start;
    this.#show(true);
  }

  get playbackRate() { return this.#audio.playbackRate; }
  set playbackRate(rate) {
    this.#audio.defaultPlaybackRate = this.#audio.playbackRate = rate;
    this.#show();
  }

  pause() { this.#audio.pause(); }

  async play() {
    if (heard !== this) heard?.pause();
    heard = this;
    this.#following = true;
    this.#read();
    if (this.#audio.error) this.#audio.load();
    if (this.#audio.readyState < 3) this.#say(this.#text.loading);
    await this.#audio.play();
  }

  /** @param {string | number} id the cue's identifier in the captions, or its index */
  async seekToCue(id) {
    await this.#read();
    this.currentTime = this.cues.find((cue, i) => i === id || cue.id === id)?.start ?? this.currentTime;
  }

  /** Goes to the next article of the list. */
  async next() {
    if (!this.#tracks[this.#track + 1]) return;
    this.#load(this.#track + 1);
    await this.play();
  }

  // -- Life --

  connectedCallback() {
    this.#life = new AbortController();
    this.#audio = this.querySelector('audio') ?? this.appendChild(this.#audio);
    this.#audio.preload = 'none';
    this.#name();
    this.#listen();
    this.#load(0);
  }

  disconnectedCallback() {
    this.pause();
    this.#life.abort();
    this.#mark();
    if (heard === this) heard = undefined;
  }

  get #text() { return this.#language.strings; }
  get #locale() { return this.lang || attribute(this.closest('[lang]'), 'lang') || 'en'; }

  #name() {
    const dom = this.#dom;
    this.#language = stringsFor(this.#locale);
    const text = this.#text;
    dom.ui.lang = this.#language.code;
    dom.ui.ariaLabel = text.listen;
    for (const name of /** @type {const} */ (['seek', 'rate', 'back', 'ahead', 'next', 'close'])) dom[name].ariaLabel = dom[name].title = text[name];
    dom.list.ariaLabel = dom.transcript.textContent = text.transcript;
    dom.download.textContent = text.download;
    dom.label.textContent = this.getAttribute('label') ?? text.label;
    dom.rate.replaceChildren();
    for (const rate of parseRates(attribute(this, 'rate-options') || '.75 1 1.25 1.5 1.75 2')) this.#offer(rate);
  }

  #offer(rate = 1, chosen = false) {
    this.#dom.rate.append(new Option(`${rate.toLocaleString(this.#language.code)}×`, `${rate}`, chosen, chosen));
  }

  // -- Tracks: this article, then those of the list inside the element --

  #load(index = 0) {
    const own = [this, ...this.querySelectorAll('li>a')].map((one) => ({
      src: attribute(one, one === this ? 'src' : 'href'), captions: attribute(one, 'captions') || attribute(one, 'data-captions'),
      title: one === this ? attribute(one, 'title') : one.textContent ?? '', duration: Number(attribute(one, 'duration') || attribute(one, 'data-duration')),
    }));
    own[0].src ||= attribute(this.#audio, 'src');
    if (!index) this.#tracks = own.filter(({ src }, i) => src && own.findIndex((one) => one.src === src) === i);
    const track = this.#tracks[index];
    if (!track) return this.#fail(this.#text.audio);
    const { title, download, list, seek, next } = this.#dom;
    this.#mark();
    this.#track = index;
    this.cues = [];
    this.#places = new Places();
    this.#reading = undefined;
    this.#cue = -1;
    this.#quarter = 0;
    if (attribute(this.#audio, 'src') !== track.src) this.#audio.src = track.src;
    title.textContent = ((this.#tracks[1] || top !== self) && track.title) || this.#text.listen;
    next.hidden = !this.#tracks[index + 1];
    download.href = track.src;
    list.replaceChildren();
    this.#offerText(!!track.captions);
    this.#open(false);
    const [time, rate] = memory(this.#key).split(' ');
    this.playbackRate = Number(rate || memory('narrate')) || 1;
    seek.max = `${this.duration}`;
    this.currentTime = Number(time);
  }

  #offerText(there = false) {
    const { transcript, back, ahead } = this.#dom;
    transcript.hidden = back.hidden = ahead.hidden = !there;
  }

  get #key() {
    return `narrate:${(!this.#track && attribute(this, 'storage-key')) || new URL(this.#tracks[this.#track].src, document.baseURI).pathname}`;
  }

  #remember() {
    memory(this.#key, `${this.currentTime < this.duration - 1 ? this.currentTime.toFixed(2) : 0} ${this.playbackRate}`);
    memory('narrate', `${this.playbackRate}`);
  }

  /** Reads the captions and finds their places, once. */
  #read() {
    this.#reading ??= this.#readCues(this.#places, this.#tracks[this.#track]?.captions);
    return this.#reading;
  }

  async #readCues(/** @type {Places} */ places, captions = '') {
    if (!captions) return;
    try {
      const cues = parseVtt(await fetched(captions));
      if (!cues[0]) throw new Error(`No captions: ${captions}`);
      const manifest = attribute(this, 'manifest');
      if (!this.#track) places.readMarks(cues, attribute(this, 'key'));
      if (!this.#track && !places.size && manifest) places.readManifest(JSON.parse(await fetched(manifest)).cues);
      if (places !== this.#places) return;
      this.cues = cues;
      this.#send('ready', { cues: cues.length, placed: places.size });
      this.#show();
    } catch (cause) {
      if (places !== this.#places) return;
      this.#fail(this.#text.transcript, cause);
      this.#offerText();
    }
  }

  // -- Time --

  /** By sentences; like a CD player, one back in the midst of a sentence begins it again. */
  async #hop(step = 1) {
    await this.#read();
    const at = indexAt(this.cues, this.currentTime);
    const again = step < 0 && this.currentTime - this.cues[at]?.start > 1.5;
    this.currentTime = this.cues[Math.max(0, again ? at : at + step)]?.start ?? this.currentTime;
  }

  #skip(times = 1) { this.currentTime += times * (Number(attribute(this, 'skip')) || 10); }

  #hurry(step = 1) {
    const { rate } = this.#dom;
    this.playbackRate = Number(rate.options[rate.selectedIndex + step]?.value) || this.playbackRate;
  }

  /** Brings controls and page to the time of the sound; `aloud` for assistive technology too. */
  #show(aloud = false) {
    const { seek, time, play, rate, ui } = this.#dom;
    const { currentTime: now, duration: whole, paused, playbackRate } = this;
    if (Number(rate.value) !== playbackRate) rate.value = `${playbackRate}`;
    if (!rate.value) this.#offer(playbackRate, true);
    seek.value = `${now}`;
    seek.style.setProperty('--done', `${whole && now / whole * 100}%`);
    time.textContent = (now || !paused ? `${clock(now)} / ` : '') + clock(whole);
    if (aloud) seek.ariaValueText = [now, whole].map((seconds) => spokenTime(seconds, this.#language.code)).join(` ${this.#text.of} `);
    const state = paused ? 'play' : 'pause';
    if (play.title !== this.#text[state]) {
      play.ariaLabel = play.title = this.#text[state];
      play.replaceChildren(icon(state));
    }
    ui.classList.toggle('mini', this.#away && (!paused || ui.matches('.mini')));
    this.#follow(now);
  }

  #tick() {
    this.#show();
    this.#frame = this.paused ? 0 : requestAnimationFrame(() => this.#tick());
  }

  // -- Following the text --

  #follow(now = 0) {
    const index = heard === this ? indexAt(this.cues, now) : -1;
    const cue = this.cues[index];
    const word = cue ? indexAt(cue.words, now) : -1;
    const turned = index !== this.#cue;
    if (!turned && word === this.#word) return;
    this.#cue = index;
    this.#word = word;
    this.#mark(index, word);
    if (!cue) return;
    if (turned) {
      this.#send('cuechange', { ...cue, index });
      this.#markList();
      if (this.#following && !this.paused) this.#scroll(index);
    }
    if (word >= 0) this.#send('wordchange', { cue: cue.id, index: word, text: [...inkOf(cue.text)].slice(cue.words[word].from, cue.words[word].to).join('') });
  }

  #mark(cue = -1, word = -1) {
    const mode = attribute(this, 'highlight');
    const sentence = mode === 'none' ? [] : this.#places.ranges(cue);
    const one = word < 0 || mode === 'none' || mode === 'sentence' ? [] : this.#places.ranges(cue, this.cues[cue].words[word]);
    if (globalThis.Highlight) {
      CSS.highlights.set('narrate-sentence', new Highlight(...sentence));
      CSS.highlights.set('narrate-word', new Highlight(...one));
      return;
    }
    this.#marked?.classList.remove('narrate-current');
    this.#marked = sentence[0] && this.#places.get(cue)?.element;
    this.#marked?.classList.add('narrate-current');
  }

  #scroll(cue = 0) {
    const box = this.#places.ranges(cue)[0]?.getBoundingClientRect();
    if (!box || attribute(this, 'highlight') === 'none' || (box.top > 60 && box.bottom < innerHeight - 90)) return;
    scrollBy({ top: box.top - innerHeight / 3, behavior: matchMedia('(prefers-reduced-motion:reduce)').matches ? 'instant' : 'smooth' });
  }

  /** A click on a sentence of the article goes there; links, selections and drags are left alone. */
  #click(/** @type {MouseEvent} */ event) {
    const { target, clientX, clientY } = event;
    if (heard !== this || event.defaultPrevented || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey
      || !(target instanceof Element) || target.closest(INTERACTIVE) || !getSelection()?.isCollapsed
      || Math.hypot(clientX - this.#down[0], clientY - this.#down[1]) > 5) return;
    const point = document.caretPositionFromPoint?.(clientX, clientY);
    const caret = point ? undefined : document.caretRangeFromPoint?.(clientX, clientY);
    const node = point?.offsetNode ?? caret?.startContainer;
    const offset = point?.offset ?? caret?.startOffset ?? 0;
    for (const cue of this.#places.keys()) if (node && this.#places.ranges(cue).some((range) => range.isPointInRange(node, offset))) this.seekToCue(cue);
  }

  // -- Transcript --

  #open(open = false) {
    const { list, transcript } = this.#dom;
    list.hidden = !open;
    transcript.ariaExpanded = `${open}`;
    if (open && !list.firstChild) {
      list.lang = this.#locale;
      for (const cue of this.cues) list.append(make('li', '', make('button', '', cue.text)));
    }
    this.#markList();
  }

  #markList() {
    const { list } = this.#dom;
    [...list.children].forEach((item, i) => {
      const button = /** @type {HTMLElement} */ (item.firstChild);
      button.ariaCurrent = i === this.#cue ? 'true' : null;
      button.tabIndex = i === Math.max(0, this.#cue) ? 0 : -1;
      if (i === this.#cue && !list.matches(':focus-within')) list.scrollTop = button.offsetTop - list.clientHeight / 3;
    });
  }

  // -- Listening to the sound and the reader --

  #listen() {
    const { signal } = this.#life;
    const { play, back, ahead, next, close, seek, rate, transcript, list, ui } = this.#dom;
    /** @param {EventTarget} target @param {(event: any) => void} does */
    const on = (target, types = 'click', does) => types.split(' ').forEach((type) => target.addEventListener(type, does, { signal, passive: type !== 'keydown' }));
    on(this.#audio, MEDIA_EVENTS, ({ type }) => this.#hear(type));
    on(play, 'click', () => this.#toggle());
    on(back, 'click', () => this.#hop(-1));
    on(ahead, 'click', () => this.#hop());
    on(next, 'click', () => this.next());
    on(close, 'click', () => {
      this.#away = false;
      this.#show();
    });
    on(seek, 'input', () => { this.currentTime = Number(seek.value); });
    on(seek, 'focus', () => this.#show(true));
    on(rate, 'change', () => { this.playbackRate = Number(rate.value); });
    on(transcript, 'click', async () => {
      await this.#read();
      if (this.cues[0]) this.#open(!!list.hidden);
    });
    on(list, 'click', ({ target }) => this.seekToCue([...list.children].indexOf(target.parentNode)));
    on(ui, 'keydown', (event) => this.#press(event));
    on(document, 'pointerdown', ({ clientX, clientY }) => { this.#down = [clientX, clientY]; });
    on(document, 'click', (event) => this.#click(event));
    on(window, 'wheel touchmove keydown', ({ target }) => { this.#following &&= target === this; });
    on(window, 'pagehide', () => this.#remember());
    if (!this.hasAttribute('sticky')) return;
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      this.#away = !isIntersecting;
      this.#show();
    });
    observer.observe(this);
    signal.onabort = () => observer.disconnect();
  }

  /** An event of the sound. */
  #hear(type = '') {
    if (type === 'loadedmetadata') {
      this.#dom.seek.max = `${this.duration}`;
      this.#audio.currentTime = this.#start;
    }
    if (type === 'play') this.#tune();
    if (/^p.*(g|pause)$/.test(type)) this.#say();
    if (type === 'playing' && !this.#frame) this.#tick();
    if (type === 'waiting' && !this.paused) this.#say(this.#text.loading);
    if (type === 'error') this.#fail(this.#text.audio, this.#audio.error);
    if (type === 'timeupdate') this.#pass();
    if (/pause|seeked|rate|timeupdate/.test(type) && this.#audio.readyState) this.#remember();
    this.#show(type !== 'timeupdate');
    this.dispatchEvent(new Event(type));
    if (type !== 'ended') return;
    this.#send('complete');
    this.#quarter = 0;
    this.next();
  }

  /** For analytics each quarter once; for the lock screen the position. */
  #pass() {
    const { currentTime: position, duration, playbackRate } = this;
    while (this.#quarter < 3 && position / duration * 4 >= this.#quarter + 1) this.#send('quartile', { quartile: ++this.#quarter * 25 });
    if (duration >= position) navigator.mediaSession?.setPositionState({ duration, playbackRate, position });
  }

  /** Media keys, headsets, the lock screen. */
  #tune() {
    const session = navigator.mediaSession;
    if (!session) return;
    const src = attribute(document.querySelector('meta[property="og:image"]'), 'content');
    session.metadata = new MediaMetadata({ title: this.#tracks[this.#track].title || document.title, artist: attribute(this, 'site'), artwork: src ? [{ src }] : [] });
    session.setActionHandler('play', () => this.play());
    session.setActionHandler('pause', () => this.pause());
    session.setActionHandler('seekbackward', () => this.#skip(-1));
    session.setActionHandler('seekforward', () => this.#skip());
    session.setActionHandler('seekto', ({ seekTime }) => { this.currentTime = seekTime ?? 0; });
    session.setActionHandler('nexttrack', this.#tracks[this.#track + 1] ? () => this.next() : null);
  }

  #toggle() {
    if (this.paused) this.play().catch(() => {}); // the sound's own error event says what is wrong
    else this.pause();
  }

  /** Keys, only while the focus is inside. */
  #press(/** @type {KeyboardEvent} */ event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const onward = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const walk = (/** @type {Element | null | undefined} */ item) => /** @type {HTMLElement} */ (item?.firstChild)?.focus();
    /** @type {Record<string, () => void>} */
    const keys = {
      k: () => this.#toggle(), m: () => { this.#audio.muted = !this.#audio.muted; }, j: () => this.#skip(-1), l: () => this.#skip(),
      '[': () => this.#hop(-1), ']': () => this.#hop(), '<': () => this.#hurry(-1), '>': () => this.#hurry(),
    };
    if (target === this.#dom.seek) keys[' '] = keys.k;
    if (target !== this.#dom.rate) {
      keys.ArrowLeft = () => this.#skip(-onward);
      keys.ArrowRight = () => this.#skip(onward);
    }
    if (target.matches('li *')) {
      keys.ArrowUp = () => walk(target.parentElement?.previousElementSibling);
      keys.ArrowDown = () => walk(target.parentElement?.nextElementSibling);
    }
    if (event.altKey || event.ctrlKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }

  // -- Saying --

  #say(text = '') { this.#dom.status.textContent = text; }

  /** A visible, polite message and an event. @param {unknown} [cause] */
  #fail(what = '', cause) {
    this.#say(`${what}: ${this.#text.missing}.`);
    this.#send('error', { what, cause });
  }

  #send(name = '', detail = {}) { this.dispatchEvent(new CustomEvent(`narrate:${name}`, { detail, bubbles: true, composed: true })); }
}

if (globalThis.customElements && !customElements.get('narrate-player')) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheetOf(PAGE_STYLE)];
  customElements.define('narrate-player', NarratePlayer);
}
