import { useLayoutEffect, type RefObject } from 'react';

const CONTROLS = 'a[href], button:not(:disabled), input:not(:disabled)';

/**
 * An item of a list that goes while it has the focus gives it to the next item, or to the one before it; where there is
 * none, to what is around the list.
 */
export function useFocusHandOver(item: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = item.current;
    return () => {
      if (element?.contains(document.activeElement)) heirOf(element)?.focus();
    };
  }, [item]);
}

function heirOf(item: HTMLElement): HTMLElement | null {
  const items = [...(item.parentElement?.children ?? [])];
  const at = items.indexOf(item);
  for (const other of [...items.slice(at + 1), ...items.slice(0, at).reverse()]) {
    const control = other.querySelector<HTMLElement>(CONTROLS);
    if (control) return control;
  }
  return item.closest<HTMLElement>('[tabindex]');
}
