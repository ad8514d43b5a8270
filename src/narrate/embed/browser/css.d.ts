/** A style sheet is imported as its text; scripts/player_asset.mjs shortens it. */
declare module '*.css' {
  const text: string;
  export default text;
}
