/** The types of narrate-player.js, for the type checker alone: no reader loads this. */

/** A word of a cue: its stretch of ink inside the cue, and when it begins, in seconds. */
export interface Word { from: number; to: number; start: number }

/** A sentence of the recording; times in seconds. */
export interface Cue { id: string; start: number; end: number; text: string; words: Word[] }

/** A recording that the player can play; its duration in seconds. */
export interface Track { src: string; captions: string; title: string; duration: number }

/** A character that leaves ink: its text node, its start and its end there. */
export type Spot = [Text, number, number];

/** Where a cue stands: its element, and its stretches of that element's ink. */
export interface Place { element: Element; pieces: Spot[][] }

/** What the player needs of a manifest's cue. */
export interface Printed { printed: string; block: number | null; anchor: string | null }

/** The words of the interface by name. */
export type Strings = Record<'listen' | 'play' | 'pause' | 'seek' | 'back' | 'ahead' | 'rate' | 'transcript' | 'download'
  | 'label' | 'loading' | 'audio' | 'missing' | 'of' | 'next' | 'close', string>;
