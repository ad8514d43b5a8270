/** The player's pure functions; run by `node --test`, through tests/player/test_module.py. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { clock, indexAt, parseMark, parseRates, parseVtt, spokenTime, stringsFor, visibleText } = await import(process.env.PLAYER);

test('a clock has hours only where there are some', () => {
  assert.equal(clock(0), '0:00');
  assert.equal(clock(65.9), '1:05');
  assert.equal(clock(3600 + 61), '1:01:01');
  assert.equal(clock(NaN), '0:00');
  assert.equal(clock(-3), '0:00');
});

test('a time is said in the words of the language', () => {
  assert.equal(spokenTime(72, 'en'), '1 minute 12 seconds');
  assert.equal(spokenTime(180, 'en'), '3 minutes');
  assert.equal(spokenTime(0, 'en'), '0 seconds');
  assert.equal(spokenTime(3605, 'de'), '1 Stunde 5 Sekunden');
  assert.equal(spokenTime(2, 'uk'), '2 секунди');
});

test('a caption file gives sentences with their words', () => {
  const [cue, ...rest] = parseVtt('\ufeffWEBVTT\r\n\r\nNOTE Language: en\r\n\r\nu0\r\n00:00:01.000 --> 00:01:02.500 align:start\r\nAT&amp;T <00:00:01.500>held\r\n<00:00:02.000>on\r\n');
  assert.deepEqual(rest, []);
  assert.equal(cue.id, 'u0');
  assert.equal(cue.text, 'AT&T held on');
  assert.equal(cue.start, 1);
  assert.equal(cue.end, 62.5);
  assert.deepEqual(cue.words, [{ from: 0, to: 4, start: 1 }, { from: 4, to: 8, start: 1.5 }, { from: 8, to: 10, start: 2 }]);
});

test('what is no caption file has no sentences', () => {
  assert.deepEqual(parseVtt('<!DOCTYPE html><p>00:00:01.000 --> 00:00:02.000'), []);
  assert.deepEqual(parseVtt(''), []);
});

test('a tag that never ends is left out', () => {
  const [cue] = parseVtt('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nheld <b\n');
  assert.equal(cue.text, 'held');
});

test('markup in captions never becomes text, and escaped markup stays text', () => {
  const [cue] = parseVtt('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Ada>a &lt;b&gt; &amp;lt;\n');
  assert.equal(cue.text, 'a <b> &lt;');
});

test('the last item that has begun is the present one', () => {
  const items = [{ start: 0 }, { start: 2 }, { start: 5 }];
  assert.deepEqual([-1, 0, 1.9, 2, 99].map((time) => indexAt(items, time)), [-1, 0, 0, 1, 2]);
  assert.equal(indexAt([], 3), -1);
});

test('a mark names its recording and each stretch of text', () => {
  assert.deepEqual(parseMark('abcd0123 4:0+12+15+3 5:18+40'), { key: 'abcd0123', spans: [[4, 0, 12, 15, 3], [5, 18, 40]] });
});

test('blanks, soft hyphens and zero-width marks are invisible', () => {
  assert.equal(visibleText(' a\u00a0b\u00adc\u200bd\ufeff\n'), 'abcd');
});

test('speeds are sorted and sane', () => {
  assert.deepEqual(parseRates('2, 1 0.5'), [0.5, 1, 2]);
  assert.deepEqual(parseRates('0 9 fast'), []);
});

test('every language has every word', () => {
  for (const language of ['en', 'uk', 'de-AT', 'fr', 'es', 'pl', 'ru']) {
    const { strings, code } = stringsFor(language);
    assert.equal(code, language.slice(0, 2));
    assert.equal(Object.values(strings).length, 29);
    for (const [name, text] of Object.entries(strings)) assert.ok(text, `${language} ${name}`);
  }
});

test('a language without words gets English ones, a hostile one too', () => {
  for (const language of ['ar', '', '__proto__', 'constructor']) assert.equal(stringsFor(language).code, 'en');
});
