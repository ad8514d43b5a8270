// @ts-check
/** <narrate-player> plays the recording of an article and follows its text. Contract: docs/player.md. */
/** @import {Cue, Track} from './types' */
import { fetchText, indexAt, parseVtt, secondsOf, visibleText } from './captions.js';
import { create, createControls, icon, parseRates, styleSheet } from './controls.js';
import { clock, spokenTime, stringsFor } from './language.js';
import pageStyle from './page.css';
import { placeAbove, textBehind } from './placing.js';
import { PageText, textAt } from './reading.js';

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

/** A second click within this time, in milliseconds, selects a word: then the first wasn't a click on the sentence. */
const DOUBLE_CLICK = 400;

/** A picture of the page that is at least so wide, in pixels, may stand on the lock screen. */
const MIN_ARTWORK = 200;

/** A click on these isn't a wish to hear the sentence. */
const INTERACTIVE = 'a,button,input,select,textarea,label,summary,audio,video,[contenteditable],[role=button],[onclick],narrate-player';

/** Events of the sound that are dispatched on the element too. */
const MEDIA_EVENTS = [
  'play', 'playing', 'pause', 'timeupdate', 'ended', 'ratechange', 'seeking', 'seeked', 'waiting', 'volumechange',
  'durationchange', 'loadedmetadata', 'error',
];

/** Those after which position and speed are stored. */
const STORING_EVENTS = ['pause', 'seeked', 'ratechange', 'timeupdate'];

/** Key in the storage of the speed that every recording begins with. */
const SPEED_KEY = 'narrate';

/** What the sleep timer offers, in minutes. */
const SLEEP_MINUTES = [5, 10, 15, 30, 45, 60];
const AT_END = 'end';

/** A moment in the address of a page: `#t=75.2` or `#t=1:15`. */
const MOMENT = /[#&]t=(\d[\d:.]*)/;

/** The player that was started last: one that starts pauses the other. @type {NarratePlayer | undefined} */
let activePlayer;

const attribute = (/** @type {Element | null | undefined} */ element, name = '') => element?.getAttribute(name) ?? '';

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
  /** Takes the listeners off when the element leaves the page. @type {AbortController | undefined} */
  #connection;
  /** How the text behind the player begins: where it belongs if a script takes it off the page. */
  #textBehind = '';

  /** @type {Track[]} */
  #tracks = [];
  #trackIndex = 0;
  #text = new PageText();
  /** @type {Promise<void> | undefined} */
  #reading;
  /** Where to begin, in seconds, until the sound has a clock. */
  #startTime = 0;

  #cueIndex = -1;
  #wordIndex = -1;
  #quartilesReported = 0;
  #animationFrame = 0;
  #outOfView = false;
  /** Where the pointer went down last. */
  #pointerDown = { x: 0, y: 0 };
  /** A click that may yet become a double click. */
  #clickTimer = 0;
  #sleepTimer = 0;

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
    this.#readOnce();
    if (this.#audio.error) this.#audio.load();
    this.#setStatus(this.#audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? this.#strings.loading : '');
    try {
      await this.#audio.play();
    } catch (error) {
      if (this.paused && !this.#audio.error) this.#setStatus(''); // the browser plays nothing unasked
      throw error;
    }
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
    if (this.#connection) return; // it was moved
    this.#connection = new AbortController();
    this.#audio = this.querySelector('audio') ?? this.appendChild(this.#audio);
    this.#audio.preload = 'none';
    this.#applyLanguage();
    this.#listen();
    this.#tracks = this.#findTracks();
    this.#load(0);
    this.#goToMoment();
    const above = attribute(this, 'above');
    placeAbove(this, above, this.hasAttribute('hydrated'));
    this.#textBehind = above || textBehind(this);
  }

  async disconnectedCallback() {
    await undefined;
    if (this.isConnected) return;
    this.pause();
    this.#connection?.abort();
    this.#connection = undefined;
    this.#text.mark();
    if (activePlayer === this) activePlayer = undefined;
    placeAbove(this, this.#textBehind); // a script that wrote the text anew took the player for its own
  }

  get #strings() { return this.#language.strings; }
  get #locale() { return this.lang || attribute(this.closest('[lang]'), 'lang') || 'en'; }
  /** @returns {Track | undefined} */
  get #track() { return this.#tracks[this.#trackIndex]; }

  #applyLanguage() {
    const { ui, rate, list, label, sleep, mute } = this.#controls;
    this.#language = stringsFor(this.#locale);
    const strings = this.#strings;
    ui.lang = this.#language.code;
    ui.ariaLabel = strings.listen;
    for (const name of /** @type {const} */ (['seek', 'rate', 'back', 'ahead', 'next', 'close', 'mute', 'chapters', 'articles'])) {
      this.#controls[name].ariaLabel = this.#controls[name].title = strings[name];
    }
    for (const name of /** @type {const} */ (['transcript', 'options', 'download', 'copy', 'here'])) {
      this.#controls[name].textContent = strings[name];
    }
    for (const name of /** @type {const} */ (['volume', 'sleep', 'follow', 'click'])) {
      /** @type {Element} */ (this.#controls[name].previousElementSibling).textContent = strings[name];
    }
    list.ariaLabel = strings.transcript;
    mute.ariaPressed = 'false';
    label.textContent = this.getAttribute('label') ?? strings.label;
    rate.replaceChildren();
    for (const one of parseRates(attribute(this, 'rate-options') || DEFAULT_RATES)) this.#addRate(one);
    const minutes = SLEEP_MINUTES.map((one) => {
      return new Option(one.toLocaleString(this.#language.code, { style: 'unit', unit: 'minute', unitDisplay: 'long' }), `${one}`);
    });
    sleep.replaceChildren(new Option(strings.off, ''), ...minutes);
  }

  #addRate(rate = 1, selected = false) {
    this.#controls.rate.append(new Option(`${rate.toLocaleString(this.#language.code)}×`, `${rate}`, selected, selected));
  }

  /** What the reader chose on an earlier page, else what the publisher wants. */
  #restoreOptions() {
    const { follow, click, volume } = this.#controls;
    follow.checked = readStorage('narrate:follow') ? readStorage('narrate:follow') === 'on' : attribute(this, 'autoscroll') !== 'off';
    click.checked = readStorage('narrate:click') ? readStorage('narrate:click') === 'on' : attribute(this, 'click-to-play') !== 'off';
    this.#audio.volume = Number(readStorage('narrate:volume') || 1);
    volume.value = `${this.#audio.volume}`;
    const mode = attribute(this, 'highlight');
    this.#text.mode = mode === 'none' || mode === 'sentence' ? mode : 'word';
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
    const { title, download, list, seek, next, articles, chapters, sleep } = this.#controls;
    const hasMore = this.#tracks.length > 1;
    this.#text.mark();
    this.#trackIndex = index;
    this.cues = [];
    this.#text = new PageText();
    this.#restoreOptions();
    this.#reading = undefined;
    this.#cueIndex = -1;
    this.#quartilesReported = 0;
    if (attribute(this.#audio, 'src') !== track.src) this.#audio.src = track.src;
    const titleShown = hasMore || top !== self; // elsewhere the headline is in sight
    title.textContent = (titleShown && track.title) || this.#strings.listen;
    next.hidden = !this.#tracks[index + 1];
    articles.hidden = !hasMore;
    articles.replaceChildren(...this.#tracks.map((one, i) => new Option(one.title || this.#strings.listen, `${i}`, false, i === index)));
    if (hasMore && sleep.lastElementChild?.getAttribute('value') !== AT_END) sleep.append(new Option(this.#strings.end, AT_END));
    chapters.hidden = true;
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
    const { transcript, back, ahead, copy, follow, click } = this.#controls;
    const isHere = shown && !this.#trackIndex && top === self; // the text stands on this page
    transcript.hidden = back.hidden = ahead.hidden = copy.hidden = !shown;
    for (const one of [follow, click]) /** @type {HTMLElement} */ (one.parentElement).hidden = !isHere;
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
    this.#reading ??= this.#read(this.#text, this.#track?.captions);
    return this.#reading;
  }

  async #read(/** @type {PageText} */ text, captions = '') {
    if (!captions) return;
    try {
      const cues = parseVtt(await fetchText(captions));
      if (!cues.length) throw new Error(`No captions: ${captions}`);
      if (this.#trackIndex === 0) { // other tracks' text stands on other pages
        await text.read(cues, attribute(this, 'key'), attribute(this, 'manifest')).catch((cause) => this.#emit('error', { what: 'manifest', cause }));
      }
      if (text !== this.#text) return; // another track was loaded meanwhile
      this.cues = cues;
      this.#listChapters();
      this.#emit('ready', { cues: cues.length, placed: text.size });
      this.#update();
      if (!this.paused) this.#show();
    } catch (cause) {
      if (text !== this.#text) return;
      this.#reportError(this.#strings.transcript, cause);
      this.#showTextControls(false);
    }
  }

  #listChapters() {
    const { chapters } = this.#controls;
    const headings = this.#text.headings.map((cue) => this.cues[cue]);
    const start = headings[0]?.start ? [new Option(this.#track?.title || this.#strings.listen, '0')] : [];
    chapters.replaceChildren(...start, ...headings.map((cue) => new Option(cue.text, `${cue.start}`)));
    chapters.hidden = !headings.length;
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
    const buttons = [...list.children].map((item) => /** @type {HTMLElement} */ (item.firstChild));
    const before = buttons.find((button) => button.ariaCurrent);
    const isWatched = !before || (before.offsetTop + before.offsetHeight > list.scrollTop && before.offsetTop < list.scrollTop + list.clientHeight);
    buttons.forEach((button, i) => {
      const current = i === this.#cueIndex;
      button.ariaCurrent = current ? 'true' : null;
      button.tabIndex = i === Math.max(0, this.#cueIndex) ? 0 : -1;
      if (current && isWatched && !list.matches(':focus-within')) list.scrollTop = button.offsetTop - list.clientHeight / 3;
    });
  }

  // ---- Time ----

  /** Goes to a time for the reader, and shows what is heard there. */
  #moveTo(time = this.currentTime) {
    this.currentTime = time;
    this.#show();
  }

  /** Brings the heard sentence into view, and the page goes along again. */
  #show() {
    const { follow } = this.#controls;
    this.#text.along = follow.checked;
    if (follow.checked) this.#text.show();
    this.#updateHere();
  }

  /** Goes by sentences. */
  async #skipSentences(step = 1) {
    await this.#readOnce();
    const index = indexAt(this.cues, this.currentTime);
    const restart = step < 0 && this.currentTime - this.cues[index]?.start > RESTART_AFTER;
    this.#moveTo(this.cues[Math.max(0, restart ? index : index + step)]?.start);
  }

  #skipSeconds(sign = 1) { this.#moveTo(this.currentTime + sign * (Number(attribute(this, 'skip')) || DEFAULT_SKIP)); }

  /** Begins at the moment that the page's address names. */
  #goToMoment() {
    const moment = document.querySelector('narrate-player') === this && MOMENT.exec(location.hash)?.[1];
    if (!moment) return;
    this.#moveTo(secondsOf(moment));
    this.scrollIntoView({ block: 'center' });
  }

  async #copyLink() {
    await this.#readOnce();
    const start = this.cues[indexAt(this.cues, this.currentTime)]?.start ?? 0;
    const page = (top !== self && document.querySelector('link[rel=canonical]')?.getAttribute('href')) || location.href;
    const link = `${page.replace(/#.*/, '')}#t=${Math.ceil(start * 100) / 100}`; // never in the sentence before
    try {
      await navigator.clipboard.writeText(link);
      this.#setStatus(this.#strings.copied);
    } catch {
      this.#setStatus(link); // to be copied by hand
    }
  }

  #setSleepTimer() {
    const minutes = Number(this.#controls.sleep.value);
    clearTimeout(this.#sleepTimer);
    if (minutes) this.#sleepTimer = setTimeout(() => this.#sleep(), minutes * 60_000);
  }

  #sleep() {
    this.pause();
    this.#controls.sleep.value = '';
  }

  #changeRate(step = 1) {
    const { options, selectedIndex } = this.#controls.rate;
    this.playbackRate = Number(options[selectedIndex + step]?.value) || this.playbackRate;
  }

  #toggle() {
    if (this.paused) this.#start();
    else this.pause();
  }

  /** Plays because the reader wants it. */
  #start() {
    this.#show();
    this.play().catch(() => {}); // the sound's own error event says what is wrong
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
    const { play, mute, volume } = this.#controls;
    volume.style.setProperty('--done', `${this.#audio.volume * 100}%`);
    const action = this.paused ? 'play' : 'pause';
    if (mute.ariaPressed !== `${this.#audio.muted}`) {
      mute.ariaPressed = `${this.#audio.muted}`;
      mute.replaceChildren(icon(this.#audio.muted ? 'muted' : 'mute'));
    }
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
    const index = activePlayer === this && !this.#audio.ended ? indexAt(this.cues, time) : -1;
    const cue = this.cues[index];
    const wordIndex = cue ? indexAt(cue.words, time) : -1;
    const cueChanged = index !== this.#cueIndex;
    if (!cueChanged && wordIndex === this.#wordIndex) return;
    this.#cueIndex = index;
    this.#wordIndex = wordIndex;
    this.#text.mark(index, wordIndex);
    if (cueChanged) this.#onCueChange(index);
    if (wordIndex < 0) return;
    const { from, to } = cue.words[wordIndex];
    this.#emit('wordchange', { cue: cue.id, index: wordIndex, text: [...visibleText(cue.text)].slice(from, to).join('') });
  }

  #onCueChange(index = -1) {
    const { chapters, follow } = this.#controls;
    const cue = this.cues[index];
    this.#markTranscript();
    if (cue) {
      this.#emit('cuechange', { ...cue, index });
      chapters.value = [...chapters.options].findLast(({ value }) => Number(value) <= cue.start)?.value ?? '';
      if (this.#text.along && follow.checked && !this.paused) this.#text.show();
    }
    this.#updateHere();
  }

  /** Offers the way back to what is heard while the reader looks elsewhere. */
  #updateHere() {
    this.#controls.here.hidden = activePlayer !== this || this.#text.along || !this.#text.isAway;
  }

  /** A click on a sentence of the article plays from it; links, selections, drags and double clicks are left alone. */
  #onPageClick(/** @type {MouseEvent} */ event) {
    const { target, clientX, clientY } = event;
    clearTimeout(this.#clickTimer);
    if (!this.#takesClicks || event.defaultPrevented || event.button || event.detail > 1) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(target instanceof Element) || target.closest(INTERACTIVE) || !getSelection()?.isCollapsed) return;
    if (Math.hypot(clientX - this.#pointerDown.x, clientY - this.#pointerDown.y) > MAX_CLICK_MOVE) return;
    const { node, offset } = textAt(clientX, clientY);
    if (!node) return;
    this.#clickTimer = setTimeout(async () => {
      if (!getSelection()?.isCollapsed) return;
      await this.#readOnce();
      const index = this.#text.cueAt(node, offset);
      if (index === undefined) return;
      await this.seekToCue(index);
      this.#start();
    }, DOUBLE_CLICK);
  }

  /** Whether clicks on the text are this player's: once it was started, or before where publisher or reader want it. */
  get #takesClicks() {
    if (!this.#controls.click.checked || activePlayer) return this.#controls.click.checked && activePlayer === this;
    const always = attribute(this, 'click-to-play') === 'always' || readStorage('narrate:click') === 'on';
    return always && document.querySelector('narrate-player') === this;
  }

  // ---- Listening to the sound and the reader ----

  #listen() {
    const { signal } = /** @type {AbortController} */ (this.#connection);
    const { play, back, ahead, next, close, seek, rate, transcript, list, ui, mute, volume } = this.#controls;
    const { options, panel, sleep, follow, click, copy, here, chapters, articles } = this.#controls;
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
    on(mute, ['click'], () => this.#toggleMuted());
    on(seek, ['input'], () => {
      this.#text.along = false; // not while the slider is held
      this.currentTime = Number(seek.value);
    });
    on(seek, ['change'], () => this.#show());
    on(seek, ['focus'], () => this.#update(true));
    on(rate, ['change'], () => { this.playbackRate = Number(rate.value); });
    on(chapters, ['change'], () => this.#moveTo(Number(chapters.value)));
    on(articles, ['change'], () => {
      this.#load(Number(articles.value));
      this.#start();
    });
    on(transcript, ['click'], async () => {
      await this.#readOnce();
      if (this.cues.length) this.#showTranscript(!!list.hidden);
    });
    on(list, ['click'], async ({ target }) => {
      if (target === list) return;
      await this.seekToCue([...list.children].indexOf(target.parentNode));
      this.#start();
    });
    on(options, ['click'], () => {
      panel.hidden = !panel.hidden;
      options.ariaExpanded = `${!panel.hidden}`;
    });
    on(volume, ['input'], () => {
      this.#audio.muted = false;
      this.#audio.volume = Number(volume.value);
      writeStorage('narrate:volume', volume.value);
    });
    on(sleep, ['change'], () => this.#setSleepTimer());
    on(follow, ['change'], () => {
      writeStorage('narrate:follow', follow.checked ? 'on' : 'off');
      this.#text.along = follow.checked;
    });
    on(click, ['change'], () => writeStorage('narrate:click', click.checked ? 'on' : 'off'));
    on(copy, ['click'], () => this.#copyLink());
    on(here, ['click'], () => {
      this.#text.along = true;
      this.#text.show();
      this.#updateHere();
    });
    on(ui, ['keydown'], (event) => this.#onKeyDown(event));
    on(document, ['pointerdown'], ({ clientX, clientY }) => {
      clearTimeout(this.#clickTimer);
      this.#pointerDown = { x: clientX, y: clientY };
    });
    on(document, ['click'], (event) => this.#onPageClick(event));
    on(window, ['wheel', 'touchmove'], () => { this.#text.along = false; });
    on(window, ['scroll'], () => {
      this.#text.onScroll();
      this.#updateHere();
    });
    on(window, ['hashchange'], () => this.#goToMoment());
    on(window, ['pagehide'], () => this.#store());
    this.#observe(signal);
  }

  /** Looks whether the player is in sight; in a frame it tells the page around it how much room it needs. */
  #observe(/** @type {AbortSignal} */ signal) {
    const sight = new IntersectionObserver(([{ isIntersecting }]) => this.#setOutOfView(!isIntersecting));
    const size = new ResizeObserver(() => {
      parent.postMessage({ type: 'narrate:height', height: Math.ceil(this.#controls.ui.getBoundingClientRect().bottom + scrollY) }, '*');
    });
    if (this.hasAttribute('sticky')) sight.observe(this);
    if (top !== self) size.observe(this.#controls.ui);
    signal.onabort = () => {
      sight.disconnect();
      size.disconnect();
    };
  }

  #toggleMuted() {
    this.#audio.muted = !this.#audio.muted;
    this.#update();
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
    if (type === 'error') {
      this.#startTime = this.#audio.currentTime || this.#startTime; // the next try begins there
      this.#audio.pause(); // in Firefox and Safari it goes on without sound
      this.#reportError(this.#strings.audio, this.#audio.error);
    }
    const loadingShown = this.#controls.status.textContent === this.#strings.loading;
    if (type === 'playing' || (type === 'pause' && loadingShown)) this.#setStatus(''); // a pause leaves an error in sight
    if (type === 'playing' && !this.#animationFrame) this.#tick();
    if (type === 'waiting' && !this.paused) this.#setStatus(this.#strings.loading);
    if (type === 'timeupdate') this.#reportProgress();
    if (STORING_EVENTS.includes(type) && this.#audio.readyState) this.#store();
    this.#update(type !== 'timeupdate');
    this.dispatchEvent(new Event(type));
    if (type === 'ended') {
      this.#emit('complete');
      this.#quartilesReported = 0;
      if (this.#controls.sleep.value === AT_END) this.#sleep();
      else this.next();
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
    session.metadata = new MediaMetadata({
      title: this.#track?.title || document.title,
      artist: attribute(this, 'site'),
      artwork: artwork(),
    });
    session.setActionHandler('play', () => this.#start());
    session.setActionHandler('pause', () => this.pause());
    session.setActionHandler('seekbackward', () => this.#skipSeconds(-1));
    session.setActionHandler('seekforward', () => this.#skipSeconds(1));
    session.setActionHandler('seekto', ({ seekTime }) => this.#moveTo(seekTime ?? 0));
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
    const { seek } = this.#controls;
    const toggle = () => this.#toggle();
    /** @type {Map<string, () => void>} */
    const actions = new Map([
      ['k', toggle],
      ['m', () => this.#toggleMuted()],
      ['j', () => this.#skipSeconds(-1)],
      ['l', () => this.#skipSeconds(1)],
      ['[', () => this.#skipSentences(-1)],
      [']', () => this.#skipSentences(1)],
      ['<', () => this.#changeRate(-1)],
      ['>', () => this.#changeRate(1)],
    ]);
    if (focused === seek) actions.set(' ', toggle);
    if (focused === seek || !focused.matches('select,input')) {
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

/** A picture for the lock screen that the page's own policy allows: of its own site, or shown on the page. */
function artwork() {
  const named = attribute(document.querySelector('meta[property="og:image"]'), 'content');
  const isOwn = named && new URL(named, document.baseURI).origin === location.origin;
  const shown = [...document.images].find(({ naturalWidth, currentSrc }) => naturalWidth >= MIN_ARTWORK && !currentSrc.startsWith('data:'));
  const src = isOwn ? named : shown?.currentSrc;
  return src ? [{ src }] : [];
}

if (globalThis.customElements && !customElements.get('narrate-player')) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styleSheet(pageStyle)];
  customElements.define('narrate-player', NarratePlayer);
}
