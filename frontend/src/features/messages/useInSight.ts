import { useEffect, type RefObject } from 'react';

/** Calls back with the newest message that is in sight, whenever that changes and somebody is there to see it. */
export function useInSight(log: RefObject<HTMLElement | null>, onSeen: ((id: number) => void) | null) {
  useEffect(() => {
    const element = log.current;
    if (!element || !onSeen) return undefined;
    let frame = 0;
    const look = () => {
      frame = 0;
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      const id = newestInSight(element);
      if (id !== null) onSeen(id);
    };
    const lookSoon = () => {
      frame ||= requestAnimationFrame(look);
    };
    lookSoon();
    // The list puts its rows there, and where they belong, in its own time.
    const placed = new MutationObserver(lookSoon);
    placed.observe(element, { childList: true, subtree: true, attributeFilter: ['style'] });
    element.addEventListener('scroll', lookSoon, { capture: true, passive: true });
    document.addEventListener('visibilitychange', lookSoon);
    globalThis.addEventListener('focus', lookSoon);
    return () => {
      cancelAnimationFrame(frame);
      placed.disconnect();
      element.removeEventListener('scroll', lookSoon, { capture: true });
      document.removeEventListener('visibilitychange', lookSoon);
      globalThis.removeEventListener('focus', lookSoon);
    };
  }, [log, onSeen]);
}

/** A message counts when its end is in sight, or when it fills all there is. */
function newestInSight(log: HTMLElement): number | null {
  const view = log.getBoundingClientRect();
  let newest: number | null = null;
  for (const row of log.querySelectorAll<HTMLElement>('[data-message-id]')) {
    const { top, bottom } = row.getBoundingClientRect();
    const seen = bottom > view.top && (bottom <= view.bottom + 4 || top <= view.top);
    if (seen) newest = Math.max(newest ?? 0, Number(row.dataset['messageId']));
  }
  return newest;
}
