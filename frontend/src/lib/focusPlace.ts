/**
 * Puts the focus on something that is no control, such as a part of the page. Only for as long as it has it: what always
 * takes the focus takes it from each click, too, and with it the keys that scroll.
 */
export function focusPlace(place: HTMLElement | null): void {
  if (!place) return;
  place.tabIndex = -1;
  place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  place.focus();
}
