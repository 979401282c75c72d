/** The least and the most that a client waits, in ms. */
const LEAST = 5_000;
const MOST = 15_000;

/**
 * For how long to wait, after an interruption, with whatever is not needed to catch up, in ms. A server that comes back has all
 * of its clients back in the same moment: catching up costs its database nothing, and what does is to be spread.
 */
export function breath(random: () => number = Math.random): number {
  return LEAST + random() * (MOST - LEAST);
}
