/** The types of the player, for the type checker alone: no reader loads this. */

/** A word of a cue: its first visible character in the cue and the one behind its last, and when it begins, in seconds. */
export interface Word { from: number; to: number; start: number }

/** A sentence of the recording; times in seconds. */
export interface Cue { id: string; start: number; end: number; text: string; words: Word[] }

/** A recording that the player can play; its duration in seconds. */
export interface Track { src: string; captions: string; title: string; duration: number }

/** A visible character: its text node, its start and its end there. */
export interface Character { node: Text; start: number; end: number }

/** Where a cue stands: its element, and its stretches of that element's visible characters. */
export interface Place { element: Element; pieces: Character[][] }

/** What the player needs of a manifest's cue. */
export interface PrintedCue { printed: string; block: number | null; anchor: string | null; kind?: string | null }

/** The words of the interface by name. */
export type Strings = Record<'listen' | 'play' | 'pause' | 'seek' | 'back' | 'ahead' | 'rate' | 'transcript' | 'download'
  | 'label' | 'loading' | 'audio' | 'missing' | 'of' | 'next' | 'close' | 'mute' | 'volume' | 'options' | 'sleep' | 'off' | 'end'
  | 'chapters' | 'articles' | 'follow' | 'click' | 'copy' | 'copied' | 'here', string>;
