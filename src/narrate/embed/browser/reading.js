// @ts-check
/** The article on the page while it is read aloud: marks what is heard, scrolls along, and knows what a click is on. */
/** @import {Cue} from './types' */
import { fetchText } from './captions.js';
import { Places } from './places.js';

/** A sentence that stands nearer to the window's edges, in CSS pixels, is scrolled into view. */
const MARGIN_ABOVE = 60;
const MARGIN_BELOW = 90;

/** Blinks of layout, in CSS pixels: a text that moves further on the screen was scrolled. */
const STEADY = 4;

/** The page is searched again for text that is gone at most this often, in milliseconds. */
const SEARCH_INTERVAL = 2000;

export class PageText {
  /** @type {Cue[]} */
  cues = [];
  /** Whether the page scrolls along: from play until the reader scrolls. */
  along = false;
  /** @type {'none' | 'sentence' | 'word'} */
  mode = 'word';

  #places = new Places();
  #key = '';
  #manifest = '';
  #searched = -SEARCH_INTERVAL;
  #index = -1;
  #word = -1;
  /** Where our own scrolling is now and where it ends, in pixels of the page. @type {{ now: number, end: number } | undefined} */
  #scrolling;
  /** Where the heard sentence stood in the window when last looked at. @type {number | undefined} */
  #top;
  /** The block that is marked where the browser can't highlight ranges. @type {Element | undefined} */
  #markedBlock;

  get size() { return this.#places.size; }

  /** Cues that are headings of the article, by their index. */
  get headings() { return [...this.cues.keys()].filter((cue) => this.#places.isHeading(cue)); }

  /** Finds the cues by the page's marks, else by the manifest at an address. */
  async read(/** @type {Cue[]} */ cues, key = '', manifest = '') {
    this.cues = cues;
    this.#key = key;
    this.#manifest = manifest;
    await this.#search();
  }

  async #search() {
    this.#searched = performance.now();
    const places = new Places();
    places.readMarks(this.cues, this.#key);
    if (!places.size && this.#manifest) places.readManifest(JSON.parse(await fetchText(this.#manifest)).cues);
    this.#places = places;
  }

  /** Marks a sentence and a word of it on the page; without a sentence, nothing. */
  mark(index = -1, word = -1) {
    const moved = index !== this.#index;
    this.#index = index;
    this.#word = word;
    const sentence = this.#ranges(index);
    if (moved && this.cues[index] && !sentence.length) this.#searchAgain();
    const spoken = word >= 0 && this.mode === 'word' ? this.#places.ranges(index, this.cues[index]?.words[word]) : [];
    if (globalThis.Highlight) {
      CSS.highlights.set('narrate-sentence', new Highlight(...sentence));
      CSS.highlights.set('narrate-word', new Highlight(...spoken));
    } else {
      this.#markedBlock?.classList.remove('narrate-current');
      this.#markedBlock = sentence.length ? this.#places.get(index)?.element : undefined;
      this.#markedBlock?.classList.add('narrate-current');
    }
    if (moved) this.#top = this.#box()?.top;
  }

  #ranges(index = -1) { return this.mode === 'none' ? [] : this.#places.ranges(index); }

  /** A script may have written the text anew: what is marked is looked for again. */
  async #searchAgain() {
    if (performance.now() - this.#searched < SEARCH_INTERVAL) return;
    await this.#search().catch(() => {}); // the text stays unmarked
    this.mark(this.#index, this.#word);
  }

  #box() { return this.#ranges(this.#index)[0]?.getBoundingClientRect(); }

  /** Whether the heard sentence is on the page and out of the reader's sight. */
  get isAway() {
    const box = this.#box();
    return !!box && (box.bottom < 0 || box.top > innerHeight);
  }

  /** Scrolls the heard sentence into view, if it isn't. */
  show() {
    const box = this.#box();
    if (!box || (box.top > MARGIN_ABOVE && box.bottom < innerHeight - MARGIN_BELOW)) return;
    const last = document.documentElement.scrollHeight - innerHeight;
    const end = Math.max(0, Math.min(last, scrollY + box.top - innerHeight / 3));
    this.#scrolling = { now: scrollY, end };
    scrollTo({ top: end, behavior: matchMedia('(prefers-reduced-motion:reduce)').matches ? 'instant' : 'smooth' });
  }

  /** Tells our own scrolling from the reader's, which ends going along. */
  onScroll() {
    const { now, end } = this.#scrolling ?? { now: NaN, end: NaN };
    if (scrollY >= Math.min(now, end) - STEADY && scrollY <= Math.max(now, end) + STEADY) {
      this.#scrolling = Math.abs(scrollY - end) < STEADY ? undefined : { now: scrollY, end };
      this.#top = this.#box()?.top;
      return;
    }
    this.#scrolling = undefined;
    const top = this.#box()?.top;
    if (Math.abs((top ?? 0) - (this.#top ?? 0)) > STEADY) this.along = false; // a browser that holds the text in place isn't a reader
    this.#top = top;
  }

  /** The cue at an offset of a text node; nothing where none stands. */
  cueAt(/** @type {Node} */ node, offset = 0) {
    return [...this.#places.keys()].find((cue) => this.#places.ranges(cue).some((range) => range.isPointInRange(node, offset)));
  }
}

/** The text node at a point of the window, and the offset in it. @returns {{ node: Node | undefined, offset: number }} */
export function textAt(x = 0, y = 0) {
  if (document.caretPositionFromPoint) {
    const position = document.caretPositionFromPoint(x, y);
    return { node: position?.offsetNode, offset: position?.offset ?? 0 };
  }
  const range = document.caretRangeFromPoint(x, y);
  return { node: range?.startContainer, offset: range?.startOffset ?? 0 };
}
