/** How often somebody is told of what happens often: makes of the telling what to call each time that something happens. */
export type Pace = (tell: () => void) => () => void;

export const atOnce: Pace = (tell) => tell;

/** For how long a frame is waited for, in ms: a page that is out of sight draws none. */
const LONGEST_FRAME_MS = 200;

/**
 * Tells at once after a quiet moment. What follows within a frame is told together, when the next one is drawn. Out of sight
 * there are no frames, and timers come late; there is nothing to draw either, so all is told at once.
 */
export const byFrame: Pace = (tell) => {
  let quiet = true;
  let told = true;
  const tellNow = () => {
    told = true;
    onNextFrame(() => {
      quiet = told;
      if (!quiet) tellNow();
    });
    tell();
  };
  return () => {
    told = false;
    if (quiet) {
      quiet = false;
      tellNow();
    } else if (document.hidden) {
      told = true;
      tell();
    }
  };
};

function onNextFrame(callback: () => void): void {
  const call = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(call);
  const timer = setTimeout(call, LONGEST_FRAME_MS);
}
