// @ts-check
/** <narrate-player> plays the recording of an article and follows its text. Contract: docs/player.md. */
/** @import {Cue, Track} from './types' */
import { indexAt, parseVtt, visibleText } from './captions.js';
import { create, createControls, icon, parseRates, styleSheet } from './controls.js';
import { clock, spokenTime, stringsFor } from './language.js';
import pageStyle from './page.css';
import { Places } from './places.js';

export { indexAt, parseVtt, visibleText } from './captions.js';
export { parseRates } from './controls.js';
export { clock, spokenTime, stringsFor } from './language.js';
export { parseMark } from './places.js';

const DEFAULT_RATES = '0.75 1 1.25 1.5 1.75 2';
const DEFAULT_SKIP = 10; // seconds

/** So far into a sentence, in seconds, the step back begins it again, as on a CD player. */
const RESTART_AFTER = 1.5;

/** The last second of a recording isn't remembered: who comes back there starts anew. */
const FINISHED_BEFORE_END = 1;

/** Pointers that move further than this, in CSS pixels, select text: that isn't a click. */
const MAX_CLICK_MOVE = 5;

/** A sentence that stands nearer to the window's edges, in CSS pixels, is scrolled into view. */
const MARGIN_ABOVE = 60;
const MARGIN_BELOW = 90;

/** A click on these isn't a wish to hear the sentence. */
const INTERACTIVE = 'a,button,input,select,textarea,label,summary,audio,video,[contenteditable],[role=button],[onclick]';

/** Events of the sound that are dispatched on the element too. */
const MEDIA_EVENTS = [
  'play', 'playing', 'pause', 'timeupdate', 'ended', 'ratechange', 'seeking', 'seeked', 'waiting', 'volumechange',
  'durationchange', 'loadedmetadata', 'error',
];

/** Those after which position and speed are stored. */
const STORING_EVENTS = ['pause', 'seeked', 'ratechange', 'timeupdate'];

/** Key in the storage of the speed that every recording begins with. */
const SPEED_KEY = 'narrate';

/** The player that was started last: one that starts pauses the other. @type {NarratePlayer | undefined} */
let activePlayer;

const attribute = (/** @type {Element | null | undefined} */ element, name = '') => element?.getAttribute(name) ?? '';

async function fetchText(address = '') {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.text();
}

/** What is stored under a key; nothing where the browser forbids it. */
function readStorage(key = '') {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function writeStorage(key = '', value = '') {
  try {
    localStorage.setItem(key, value);
  } catch {
    // forbidden or full: the next visit begins at the start
  }
}

export class NarratePlayer extends /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {}) {
  /** The sentences of the recording, once read. @type {Cue[]} */
  cues = [];
  #controls = createControls(this.attachShadow({ mode: 'open' }));
  #audio = create('audio');
  #language = stringsFor();
  /** Takes the listeners off when the element leaves the page. */
  #connection = new AbortController();

  /** @type {Track[]} */
  #tracks = [];
  #trackIndex = 0;
  #places = new Places();
  /** @type {Promise<void> | undefined} */
  #reading;
  /** Where to begin, in seconds, until the sound has a clock. */
  #startTime = 0;

  #cueIndex = -1;
  #wordIndex = -1;
  #quartilesReported = 0;
  #animationFrame = 0;
  /** Whether the page scrolls along: from play until the reader scrolls. */
  #scrollsAlong = false;
  #outOfView = false;
  /** The block that is marked where the browser can't highlight ranges. @type {Element | undefined} */
  #markedBlock;
  /** Where the pointer went down last. */
  #pointerDown = { x: 0, y: 0 };

  // ---- For programs, as an HTMLMediaElement ----

  get paused() { return this.#audio.paused; }
  get duration() { return this.#audio.duration || this.#track?.duration || 0; }
  get currentTime() { return this.#audio.readyState ? this.#audio.currentTime : this.#startTime; }
  set currentTime(time) {
    this.#startTime = Math.min(Math.max(0, time), this.duration || time);
    if (this.#audio.readyState) this.#audio.currentTime = this.#startTime;
    this.#update(true);
  }

  get playbackRate() { return this.#audio.playbackRate; }
  set playbackRate(rate) {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
    this.#update();
  }

  pause() { this.#audio.pause(); }

  async play() {
    if (activePlayer !== this) activePlayer?.pause();
    activePlayer = this;
    this.#scrollsAlong = true;
    this.#readOnce();
    if (this.#audio.error) this.#audio.load();
    if (this.#audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.#setStatus(this.#strings.loading);
    await this.#audio.play();
  }

  /** @param {string | number} id the cue's identifier in the captions, or its index */
  async seekToCue(id) {
    await this.#readOnce();
    this.currentTime = this.cues.find((cue, i) => i === id || cue.id === id)?.start ?? this.currentTime;
  }

  /** Goes to the next article of the list. */
  async next() {
    if (!this.#tracks[this.#trackIndex + 1]) return;
    this.#load(this.#trackIndex + 1);
    await this.play();
  }

  // ---- On the page and off it ----

  connectedCallback() {
    this.#connection = new AbortController();
    this.#audio = this.querySelector('audio') ?? this.appendChild(this.#audio);
    this.#audio.preload = 'none';
    this.#applyLanguage();
    this.#listen();
    this.#tracks = this.#findTracks();
    this.#load(0);
  }

  disconnectedCallback() {
    this.pause();
    this.#connection.abort();
    this.#highlight();
    if (activePlayer === this) activePlayer = undefined;
  }

  get #strings() { return this.#language.strings; }
  get #locale() { return this.lang || attribute(this.closest('[lang]'), 'lang') || 'en'; }
  /** @returns {Track | undefined} */
  get #track() { return this.#tracks[this.#trackIndex]; }

  #applyLanguage() {
    const { ui, rate, transcript, list, download, label } = this.#controls;
    this.#language = stringsFor(this.#locale);
    const strings = this.#strings;
    ui.lang = this.#language.code;
    ui.ariaLabel = strings.listen;
    for (const name of /** @type {const} */ (['seek', 'rate', 'back', 'ahead', 'next', 'close'])) {
      this.#controls[name].ariaLabel = this.#controls[name].title = strings[name];
    }
    list.ariaLabel = transcript.textContent = strings.transcript;
    download.textContent = strings.download;
    label.textContent = this.getAttribute('label') ?? strings.label;
    rate.replaceChildren();
    for (const one of parseRates(attribute(this, 'rate-options') || DEFAULT_RATES)) this.#addRate(one);
  }

  #addRate(rate = 1, selected = false) {
    this.#controls.rate.append(new Option(`${rate.toLocaleString(this.#language.code)}×`, `${rate}`, selected, selected));
  }

  // ---- Tracks: this article, then those of the list inside the element ----

  /** Each recording once, in order. */
  #findTracks() {
    const tracks = [{
      src: attribute(this, 'src') || attribute(this.#audio, 'src'),
      captions: attribute(this, 'captions'),
      title: attribute(this, 'title'),
      duration: Number(attribute(this, 'duration')),
    }];
    for (const link of this.querySelectorAll('li>a')) {
      tracks.push({
        src: attribute(link, 'href'),
        captions: attribute(link, 'data-captions'),
        title: link.textContent ?? '',
        duration: Number(attribute(link, 'data-duration')),
      });
    }
    return tracks.filter(({ src }, i) => src && tracks.findIndex((other) => other.src === src) === i);
  }

  #load(index = 0) {
    const track = this.#tracks[index];
    if (!track) return this.#reportError(this.#strings.audio);
    const { title, download, list, seek, next } = this.#controls;
    this.#highlight();
    this.#trackIndex = index;
    this.cues = [];
    this.#places = new Places();
    this.#reading = undefined;
    this.#cueIndex = -1;
    this.#quartilesReported = 0;
    if (attribute(this.#audio, 'src') !== track.src) this.#audio.src = track.src;
    const titleShown = this.#tracks.length > 1 || top !== self; // elsewhere the headline is in sight
    title.textContent = (titleShown && track.title) || this.#strings.listen;
    next.hidden = !this.#tracks[index + 1];
    download.href = track.src;
    list.replaceChildren();
    this.#showTextControls(!!track.captions);
    this.#showTranscript(false);
    const [time, rate] = readStorage(this.#storageKey).split(' ');
    this.playbackRate = Number(rate || readStorage(SPEED_KEY)) || 1;
    seek.max = `${this.duration}`;
    this.currentTime = Number(time);
  }

  #showTextControls(shown = false) {
    const { transcript, back, ahead } = this.#controls;
    transcript.hidden = back.hidden = ahead.hidden = !shown;
  }

  get #storageKey() {
    const own = this.#trackIndex === 0 && attribute(this, 'storage-key');
    return `narrate:${own || new URL(this.#track?.src ?? '', document.baseURI).pathname}`;
  }

  /** Stores position and speed for the next visit. */
  #store() {
    const position = this.currentTime < this.duration - FINISHED_BEFORE_END ? this.currentTime.toFixed(2) : 0;
    writeStorage(this.#storageKey, `${position} ${this.playbackRate}`);
    writeStorage(SPEED_KEY, `${this.playbackRate}`);
  }

  // ---- Captions ----

  /** Reads the captions of the track and finds their places, once. */
  #readOnce() {
    this.#reading ??= this.#read(this.#places, this.#track?.captions);
    return this.#reading;
  }

  async #read(/** @type {Places} */ places, captions = '') {
    if (!captions) return;
    try {
      const cues = parseVtt(await fetchText(captions));
      if (!cues.length) throw new Error(`No captions: ${captions}`);
      if (this.#trackIndex === 0) await this.#findPlaces(places, cues); // other tracks' text stands on other pages
      if (places !== this.#places) return; // another track was loaded meanwhile
      this.cues = cues;
      this.#emit('ready', { cues: cues.length, placed: places.size });
      this.#update();
    } catch (cause) {
      if (places !== this.#places) return;
      this.#reportError(this.#strings.transcript, cause);
      this.#showTextControls(false);
    }
  }

  async #findPlaces(/** @type {Places} */ places, /** @type {Cue[]} */ cues) {
    const manifest = attribute(this, 'manifest');
    places.readMarks(cues, attribute(this, 'key'));
    if (!places.size && manifest) places.readManifest(JSON.parse(await fetchText(manifest)).cues);
  }

  #showTranscript(open = false) {
    const { list, transcript } = this.#controls;
    list.hidden = !open;
    transcript.ariaExpanded = `${open}`;
    if (open && !list.firstChild) {
      list.lang = this.#locale;
      for (const cue of this.cues) list.append(create('li', '', create('button', '', cue.text)));
    }
    this.#markTranscript();
  }

  /** Marks the present sentence in the transcript; it alone is on the way of the Tab key. */
  #markTranscript() {
    const { list } = this.#controls;
    [...list.children].forEach((item, i) => {
      const button = /** @type {HTMLElement} */ (item.firstChild);
      const current = i === this.#cueIndex;
      button.ariaCurrent = current ? 'true' : null;
      button.tabIndex = i === Math.max(0, this.#cueIndex) ? 0 : -1;
      if (current && !list.matches(':focus-within')) list.scrollTop = button.offsetTop - list.clientHeight / 3;
    });
  }

  // ---- Time ----

  /** Goes by sentences. */
  async #skipSentences(step = 1) {
    await this.#readOnce();
    const index = indexAt(this.cues, this.currentTime);
    const restart = step < 0 && this.currentTime - this.cues[index]?.start > RESTART_AFTER;
    this.currentTime = this.cues[Math.max(0, restart ? index : index + step)]?.start ?? this.currentTime;
  }

  #skipSeconds(sign = 1) { this.currentTime += sign * (Number(attribute(this, 'skip')) || DEFAULT_SKIP); }

  #changeRate(step = 1) {
    const { options, selectedIndex } = this.#controls.rate;
    this.playbackRate = Number(options[selectedIndex + step]?.value) || this.playbackRate;
  }

  #toggle() {
    if (this.paused) this.play().catch(() => {}); // the sound's own error event says what is wrong
    else this.pause();
  }

  /** Brings controls and page to the time of the sound; `announced` for assistive technology too. */
  #update(announced = false) {
    const { seek, time, ui } = this.#controls;
    const { currentTime, duration } = this;
    const strings = this.#strings;
    seek.value = `${currentTime}`;
    seek.style.setProperty('--done', `${duration && currentTime / duration * 100}%`);
    time.textContent = (currentTime || !this.paused ? `${clock(currentTime)} / ` : '') + clock(duration);
    if (announced) {
      const [now, whole] = [currentTime, duration].map((seconds) => spokenTime(seconds, this.#language.code));
      seek.ariaValueText = `${now} ${strings.of} ${whole}`;
    }
    this.#updateRate();
    this.#updatePlayButton();
    ui.classList.toggle('mini', this.#outOfView && (!this.paused || ui.matches('.mini')));
    this.#followText(currentTime);
  }

  #updateRate() {
    const { rate } = this.#controls;
    const { playbackRate } = this;
    if (Number(rate.value) !== playbackRate) rate.value = `${playbackRate}`;
    if (!rate.value) this.#addRate(playbackRate, true); // a speed that isn't on offer
  }

  #updatePlayButton() {
    const { play } = this.#controls;
    const action = this.paused ? 'play' : 'pause';
    if (play.title === this.#strings[action]) return;
    play.ariaLabel = play.title = this.#strings[action];
    play.replaceChildren(icon(action));
  }

  /** Follows the sound from frame to frame: its own events are too rare for words. */
  #tick() {
    this.#update();
    this.#animationFrame = this.paused ? 0 : requestAnimationFrame(() => this.#tick());
  }

  // ---- The text on the page ----

  #followText(time = 0) {
    const index = activePlayer === this ? indexAt(this.cues, time) : -1;
    const cue = this.cues[index];
    const wordIndex = cue ? indexAt(cue.words, time) : -1;
    const cueChanged = index !== this.#cueIndex;
    if (!cueChanged && wordIndex === this.#wordIndex) return;
    this.#cueIndex = index;
    this.#wordIndex = wordIndex;
    this.#highlight(index, wordIndex);
    if (!cue) return;
    if (cueChanged) {
      this.#emit('cuechange', { ...cue, index });
      this.#markTranscript();
      if (this.#scrollsAlong && !this.paused) this.#scrollTo(index);
    }
    if (wordIndex < 0) return;
    const { from, to } = cue.words[wordIndex];
    this.#emit('wordchange', { cue: cue.id, index: wordIndex, text: [...visibleText(cue.text)].slice(from, to).join('') });
  }

  /** Marks a sentence and a word of it on the page; without a sentence, nothing. */
  #highlight(index = -1, wordIndex = -1) {
    const mode = attribute(this, 'highlight');
    const sentence = mode === 'none' ? [] : this.#places.ranges(index);
    const wordMarked = wordIndex >= 0 && mode !== 'none' && mode !== 'sentence';
    const word = wordMarked ? this.#places.ranges(index, this.cues[index].words[wordIndex]) : [];
    if (globalThis.Highlight) {
      CSS.highlights.set('narrate-sentence', new Highlight(...sentence));
      CSS.highlights.set('narrate-word', new Highlight(...word));
      return;
    }
    this.#markedBlock?.classList.remove('narrate-current');
    this.#markedBlock = sentence.length ? this.#places.get(index)?.element : undefined;
    this.#markedBlock?.classList.add('narrate-current');
  }

  #scrollTo(index = 0) {
    const box = this.#places.ranges(index)[0]?.getBoundingClientRect();
    if (!box || attribute(this, 'highlight') === 'none') return;
    if (box.top > MARGIN_ABOVE && box.bottom < innerHeight - MARGIN_BELOW) return;
    const behavior = matchMedia('(prefers-reduced-motion:reduce)').matches ? 'instant' : 'smooth';
    scrollBy({ top: box.top - innerHeight / 3, behavior });
  }

  /** A click on a sentence of the article goes there; links, selections and drags are left alone. */
  #onPageClick(/** @type {MouseEvent} */ event) {
    const { target, clientX, clientY } = event;
    if (activePlayer !== this || event.defaultPrevented || event.button) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(target instanceof Element) || target.closest(INTERACTIVE) || !getSelection()?.isCollapsed) return;
    if (Math.hypot(clientX - this.#pointerDown.x, clientY - this.#pointerDown.y) > MAX_CLICK_MOVE) return;
    const { node, offset } = textAt(clientX, clientY);
    if (!node) return;
    for (const index of this.#places.keys()) {
      if (this.#places.ranges(index).some((range) => range.isPointInRange(node, offset))) this.seekToCue(index);
    }
  }

  // ---- Listening to the sound and the reader ----

  #listen() {
    const { signal } = this.#connection;
    const { play, back, ahead, next, close, seek, rate, transcript, list, ui } = this.#controls;
    /** @param {EventTarget} target @param {string[]} types @param {(event: any) => void} listener */
    const on = (target, types, listener) => {
      for (const type of types) target.addEventListener(type, listener, { signal, passive: type !== 'keydown' });
    };
    on(this.#audio, MEDIA_EVENTS, ({ type }) => this.#onMediaEvent(type));
    on(play, ['click'], () => this.#toggle());
    on(back, ['click'], () => this.#skipSentences(-1));
    on(ahead, ['click'], () => this.#skipSentences(1));
    on(next, ['click'], () => this.next());
    on(close, ['click'], () => this.#setOutOfView(false));
    on(seek, ['input'], () => { this.currentTime = Number(seek.value); });
    on(seek, ['focus'], () => this.#update(true));
    on(rate, ['change'], () => { this.playbackRate = Number(rate.value); });
    on(transcript, ['click'], async () => {
      await this.#readOnce();
      if (this.cues.length) this.#showTranscript(!!list.hidden);
    });
    on(list, ['click'], ({ target }) => this.seekToCue([...list.children].indexOf(target.parentNode)));
    on(ui, ['keydown'], (event) => this.#onKeyDown(event));
    on(document, ['pointerdown'], ({ clientX, clientY }) => { this.#pointerDown = { x: clientX, y: clientY }; });
    on(document, ['click'], (event) => this.#onPageClick(event));
    on(window, ['wheel', 'touchmove', 'keydown'], ({ target }) => { this.#scrollsAlong &&= target === this; });
    on(window, ['pagehide'], () => this.#store());
    if (!this.hasAttribute('sticky')) return;
    const observer = new IntersectionObserver(([{ isIntersecting }]) => this.#setOutOfView(!isIntersecting));
    observer.observe(this);
    signal.onabort = () => observer.disconnect();
  }

  #setOutOfView(outOfView = false) {
    this.#outOfView = outOfView;
    this.#update();
  }

  #onMediaEvent(type = '') {
    if (type === 'loadedmetadata') {
      this.#controls.seek.max = `${this.duration}`;
      this.#audio.currentTime = this.#startTime;
    }
    if (type === 'play') this.#setUpMediaSession();
    const loadingShown = this.#controls.status.textContent === this.#strings.loading;
    if (type === 'playing' || (type === 'pause' && loadingShown)) this.#setStatus(''); // a pause leaves an error in sight
    if (type === 'playing' && !this.#animationFrame) this.#tick();
    if (type === 'waiting' && !this.paused) this.#setStatus(this.#strings.loading);
    if (type === 'error') this.#reportError(this.#strings.audio, this.#audio.error);
    if (type === 'timeupdate') this.#reportProgress();
    if (STORING_EVENTS.includes(type) && this.#audio.readyState) this.#store();
    this.#update(type !== 'timeupdate');
    this.dispatchEvent(new Event(type));
    if (type === 'ended') {
      this.#emit('complete');
      this.#quartilesReported = 0;
      this.next();
    }
  }

  /** For analytics each quarter once; for the lock screen the position. */
  #reportProgress() {
    const { currentTime: position, duration, playbackRate } = this;
    while (this.#quartilesReported < 3 && position / duration * 4 >= this.#quartilesReported + 1) {
      this.#quartilesReported += 1;
      this.#emit('quartile', { quartile: this.#quartilesReported * 25 });
    }
    if (duration >= position) navigator.mediaSession?.setPositionState({ duration, playbackRate, position });
  }

  /** Media keys, headsets, the lock screen. */
  #setUpMediaSession() {
    const session = navigator.mediaSession;
    if (!session) return;
    const picture = attribute(document.querySelector('meta[property="og:image"]'), 'content');
    session.metadata = new MediaMetadata({
      title: this.#track?.title || document.title,
      artist: attribute(this, 'site'),
      artwork: picture ? [{ src: picture }] : [],
    });
    session.setActionHandler('play', () => this.play());
    session.setActionHandler('pause', () => this.pause());
    session.setActionHandler('seekbackward', () => this.#skipSeconds(-1));
    session.setActionHandler('seekforward', () => this.#skipSeconds(1));
    session.setActionHandler('seekto', ({ seekTime }) => { this.currentTime = seekTime ?? 0; });
    session.setActionHandler('nexttrack', this.#tracks[this.#trackIndex + 1] ? () => this.next() : null);
  }

  /** Keys, only while the focus is inside. */
  #onKeyDown(/** @type {KeyboardEvent} */ event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const action = this.#keyActions(/** @type {HTMLElement} */ (event.target)).get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** What the keys do while the focus is on an element of the player. */
  #keyActions(/** @type {HTMLElement} */ focused) {
    const { seek, rate } = this.#controls;
    const toggle = () => this.#toggle();
    /** @type {Map<string, () => void>} */
    const actions = new Map([
      ['k', toggle],
      ['m', () => { this.#audio.muted = !this.#audio.muted; }],
      ['j', () => this.#skipSeconds(-1)],
      ['l', () => this.#skipSeconds(1)],
      ['[', () => this.#skipSentences(-1)],
      [']', () => this.#skipSentences(1)],
      ['<', () => this.#changeRate(-1)],
      ['>', () => this.#changeRate(1)],
    ]);
    if (focused === seek) actions.set(' ', toggle);
    if (focused !== rate) {
      const right = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
      actions.set('ArrowLeft', () => this.#skipSeconds(-right));
      actions.set('ArrowRight', () => this.#skipSeconds(right));
    }
    if (focused.matches('li *')) {
      const focusIn = (/** @type {Element | null | undefined} */ item) => /** @type {HTMLElement} */ (item?.firstChild)?.focus();
      actions.set('ArrowUp', () => focusIn(focused.parentElement?.previousElementSibling));
      actions.set('ArrowDown', () => focusIn(focused.parentElement?.nextElementSibling));
    }
    return actions;
  }

  #setStatus(text = '') { this.#controls.status.textContent = text; }

  /** A visible, polite message and an event. @param {unknown} [cause] */
  #reportError(what = '', cause) {
    this.#setStatus(`${what}: ${this.#strings.missing}.`);
    this.#emit('error', { what, cause });
  }

  #emit(name = '', detail = {}) {
    this.dispatchEvent(new CustomEvent(`narrate:${name}`, { detail, bubbles: true, composed: true }));
  }
}

/** The text node at a point of the window, and the offset in it. @returns {{ node: Node | undefined, offset: number }} */
function textAt(x = 0, y = 0) {
  if (document.caretPositionFromPoint) {
    const position = document.caretPositionFromPoint(x, y);
    return { node: position?.offsetNode, offset: position?.offset ?? 0 };
  }
  const range = document.caretRangeFromPoint(x, y);
  return { node: range?.startContainer, offset: range?.startOffset ?? 0 };
}

if (globalThis.customElements && !customElements.get('narrate-player')) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styleSheet(pageStyle)];
  customElements.define('narrate-player', NarratePlayer);
}
