// @ts-check
/** The player above its text, on pages that a script writes or that a CMS gave no better place. */
import { visibleText } from './captions.js';
import { BLOCKS, UNREAD } from './places.js';

/** So many visible characters tell one text of a page from the others. */
const TELLING = 60;

/** Shorter texts, such as a date, don't. */
const TOO_SHORT = 20;

/** Elements that a player can't stand in as a direct child. */
const NO_HOME = 'p,li,ul,ol,dl,dd,dt,blockquote,figure,table,thead,tbody,tr,td,th,a,button,label,summary,details';

/** How often, and after how many milliseconds more each time, a lost place is looked for. */
const TRIES = 8;
const PATIENCE = 60;

const beginning = (/** @type {Element} */ element) => visibleText(element.textContent ?? '').slice(0, TELLING);

/** How the text behind an element begins; empty where none follows. */
export function textBehind(/** @type {Element} */ element) {
  const follows = (/** @type {Element} */ block) => element.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
  const blocks = [...document.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS) && follows(block));
  return blocks.map(beginning).find((text) => text.length >= TOO_SHORT) ?? '';
}

/** The innermost block that begins with a text: of several the longest, as others are excerpts. */
function blockBeginning(text = '') {
  const texts = new Map([...document.querySelectorAll(BLOCKS)].map((block) => [block, visibleText(block.textContent ?? '')]));
  const blocks = [...texts.keys()].filter((block) => !block.closest(UNREAD) && texts.get(block)?.startsWith(text));
  const innermost = blocks.filter((block) => !blocks.some((other) => other !== block && block.contains(other)));
  return innermost.sort((a, b) => (texts.get(b)?.length ?? 0) - (texts.get(a)?.length ?? 0))[0];
}

/** Whether a framework has taken over what its server rendered: React leaves properties on each element, Vue on the outermost. */
function isHydrated(/** @type {Element | null} */ element) {
  if (element && Object.getOwnPropertyNames(element).some((name) => name.startsWith('__react'))) return true;
  while (element && !('__vue_app__' in element)) element = element.parentElement;
  return !!element;
}

const pause = (milliseconds = 0) => new Promise((resume) => { setTimeout(resume, milliseconds); });

/**
 * Puts an element above the block that begins with a text, as soon as there is one.
 * @param {Element} element
 * @param {string} text
 * @param {boolean} waits until a framework has taken the block over, a while at most
 */
export async function placeAbove(element, text, waits = false) {
  const wanted = visibleText(text);
  for (let i = 1; wanted && i <= TRIES; i += 1) {
    let block = blockBeginning(wanted);
    if (block && (!waits || i === TRIES || isHydrated(block))) {
      while (block.parentElement?.matches(NO_HOME)) block = block.parentElement;
      if (block.previousElementSibling !== element) block.before(element);
      return;
    }
    await pause(PATIENCE * i);
  }
}
