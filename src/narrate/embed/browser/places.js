// @ts-check
/** Where the sentences of a recording stand on the page. */
/** @import {Character, Cue, Place, PrintedCue, Word} from './types' */
import { visibleLength, visibleText } from './captions.js';

/** Elements whose text isn't the article's. */
export const UNREAD = 'script,style,noscript,template,textarea,narrate-player';

/** Elements that may be a block of the article. */
export const BLOCKS = 'h1,h2,h3,h4,h5,h6,p,li,blockquote,dd,dt,td,div';

/** A mark `KEY 0:0+18 1:18+40+60+7` as key and spans: cue, then start and length of each stretch of visible text. */
export function parseMark(mark = '') {
  const [key, ...spans] = mark.split(' ');
  return { key, spans: spans.map((span) => span.split(/[:+]/).map(Number)) };
}

/** The visible characters of an element, in order. */
function visibleCharacters(/** @type {Element} */ element) {
  const { SHOW_ELEMENT, SHOW_TEXT, FILTER_ACCEPT, FILTER_REJECT, FILTER_SKIP } = NodeFilter;
  /** @type {Character[]} */
  const characters = [];
  const walker = document.createTreeWalker(element, SHOW_ELEMENT | SHOW_TEXT, (node) => {
    if (!(node instanceof Element)) return FILTER_ACCEPT;
    return node.matches(UNREAD) ? FILTER_REJECT : FILTER_SKIP;
  });
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    let start = 0;
    for (const character of node.data) {
      const end = start + character.length;
      if (visibleText(character)) characters.push({ node, start, end });
      start = end;
    }
  }
  return characters;
}

/** Places by the index of their cue. @extends {Map<number, Place>} */
export class Places extends Map {
  /** Cues that the manifest calls headings. @type {Set<number>} */
  #headings = new Set();

  /**
   * Keeps the place of a cue if the page still says there what the cue says.
   * @param {number} cue @param {string} text @param {Element} element @param {Character[]} characters of the element
   * @param {number[]} stretches of them, as pairs of start and length
   */
  #add(cue, text, element, characters, stretches) {
    const pieces = [];
    for (let i = 0; i < stretches.length; i += 2) pieces.push(characters.slice(stretches[i], stretches[i] + stretches[i + 1]));
    const found = pieces.flat().map(({ node, start, end }) => node.data.slice(start, end)).join('');
    if (found && found === visibleText(text)) this.set(cue, { element, pieces });
  }

  /** Finds the cues by the marks that `narrate embed` left. */
  readMarks(/** @type {Cue[]} */ cues, key = '') {
    for (const element of document.querySelectorAll('[data-narrate]')) {
      const mark = parseMark(element.getAttribute('data-narrate') ?? '');
      if (mark.key !== key) continue;
      const characters = visibleCharacters(element);
      for (const [cue, ...stretches] of mark.spans) this.#add(cue, cues[cue]?.text, element, characters, stretches);
    }
  }

  /** Finds them without marks: each block at its XPath if its text stands there, else the next element with exactly this text. */
  readManifest(/** @type {PrintedCue[]} */ printed) {
    this.#headings = new Set([...printed.keys()].filter((cue) => printed[cue].kind === 'heading'));
    const elements = [...document.querySelectorAll(BLOCKS)];
    const texts = new Map(elements.map((element) => [element, visibleText(element.textContent ?? '')]));
    for (const [block, cues] of Map.groupBy(printed.keys(), (cue) => printed[cue].block)) {
      const text = visibleText(cues.map((cue) => printed[cue].printed).join(''));
      const anchored = elementAt(printed[cues[0]].anchor);
      const element = anchored && texts.get(anchored) === text ? anchored : elements.find((one) => texts.get(one) === text);
      if (block === null || !element) continue;
      texts.delete(element); // the next block with the same text stands further on
      const characters = visibleCharacters(element);
      let start = 0;
      for (const cue of cues) {
        const length = visibleLength(printed[cue].printed);
        this.#add(cue, printed[cue].printed, element, characters, [start, length]);
        start += length;
      }
    }
  }

  /** Whether a cue is a heading of the article. */
  isHeading(cue = 0) { return this.#headings.has(cue) || !!this.get(cue)?.element.matches('h2,h3,h4,h5,h6'); }

  /**
   * The stretches of a cue, or of its characters `from` to `to`; none where the page has changed since.
   * @param {number} cue @param {Pick<Word, 'from' | 'to'>} span
   */
  ranges(cue, { from, to } = { from: 0, to: Infinity }) {
    const ranges = [];
    let before = 0;
    for (const piece of this.get(cue)?.pieces ?? []) {
      const first = piece[Math.max(0, from - before)];
      const last = piece[Math.min(piece.length, to - before) - 1];
      before += piece.length;
      if (!first?.node.isConnected || !last?.node.isConnected || last.end > last.node.length) continue;
      const range = new Range();
      range.setStart(first.node, first.start);
      range.setEnd(last.node, last.end);
      ranges.push(range);
    }
    return ranges;
  }
}

/** The element at an XPath. @param {string | null} path */
function elementAt(path) {
  if (!path) return null;
  const { singleNodeValue } = document.evaluate(path, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null);
  return singleNodeValue instanceof Element ? singleNodeValue : null;
}
