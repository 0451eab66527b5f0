/**
 * The part of node-wav-player 1.0.0 that is used; the package announces types and ships none.
 * One player for the whole process: `stop()` ends the last `play()`, which then never settles, and throws before
 * the first.
 */
declare module 'node-wav-player' {
  export interface WavPlayer {
    play(options: { readonly path: string; readonly sync: true }): Promise<void>;
    stop(): void;
  }
  const player: WavPlayer;
  export default player;
}
