// @ts-check
/** Captions in WebVTT as sentences and words. */
/** @import {Cue} from './types' */

const CUE = /^(?:(?<id>.*)\n)?(?<from>[\d:.]+)\s+-->\s+(?<to>[\d:.]+).*\n(?<body>[^]*)/;

/** How much later than asked an item may begin and still count as begun, in seconds: clocks of browsers round. */
const CLOCK_TOLERANCE = 0.001;

/** The text without blanks, soft hyphens and zero-width marks: what the marks of `narrate embed` count (embed/anchors.py). */
export const visibleText = (text = '') => text.replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff]/g, '');

/** How many characters of a text can be seen; those beyond U+FFFF count once, as in Python. */
export const visibleLength = (text = '') => [...visibleText(text)].length;

/** Seconds of a timestamp, `1:05.5` or `01:01:05.500`. */
export const secondsOf = (timestamp = '') => timestamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

const unescaped = (text = '') => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** The sentences of a WebVTT file, of anything else none. */
export function parseVtt(vtt = '') {
  if (!/^\ufeff?WEBVTT/.test(vtt)) return [];
  const cues = [];
  for (const block of vtt.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
    const { id, from, to, body } = CUE.exec(block)?.groups ?? {};
    if (body) cues.push({ id: id ?? `${cues.length}`, start: secondsOf(from), end: secondsOf(to), ...parseBody(body, secondsOf(from)) });
  }
  return cues;
}

/** Text and words of a cue; timestamps inside begin words, other tags are left out. */
function parseBody(body = '', start = 0) {
  /** @type {Pick<Cue, 'text' | 'words'>} */
  const cue = { text: '', words: [] };
  let visible = 0;
  for (const token of body.split(/(<[^>]*>)/)) {
    if (token.startsWith('<')) {
      start = secondsOf(token.slice(1, -1)) || start;
      continue;
    }
    const text = unescaped(token.replace(/<.*/, '')); // a tag that never ends
    const length = visibleLength(text);
    if (length) cue.words.push({ from: visible, to: visible + length, start });
    visible += length;
    cue.text += text;
  }
  cue.text = cue.text.replace(/\s+/g, ' ').trim();
  return cue;
}

/** Index of the last item that has begun, -1 before the first. @param {{start: number}[]} items */
export const indexAt = (items, time = 0) => items.findLastIndex((item) => item.start <= time + CLOCK_TOLERANCE);

export async function fetchText(address = '') {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.text();
}
