import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// Without globals the testing library does not clean up by itself.
afterEach(cleanup);
configure({ asyncUtilTimeout: 10_000 });

// What the components need of a browser and jsdom lacks.
class NoResizeObserver implements ResizeObserver {
  observe() {
    // Nothing is ever laid out, so nothing changes its size.
  }
  unobserve() {
    // See observe.
  }
  disconnect() {
    // See observe.
  }
}
vi.stubGlobal('ResizeObserver', NoResizeObserver);
vi.stubGlobal('matchMedia', (query: string): MediaQueryList => {
  const list = new EventTarget();
  return Object.assign(list, {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
});

Element.prototype.scrollIntoView = () => undefined;

// Text fields that grow with their text measure it again when a font has arrived.
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
