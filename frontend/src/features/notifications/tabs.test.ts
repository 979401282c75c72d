import { afterEach, expect, test } from 'vitest';
import { Tabs } from './tabs';

/** The locks of a browser, as far as one name is concerned. */
class FakeLocks {
  #last: Promise<unknown> = Promise.resolve();
  request(_: string, use: () => Promise<void>): Promise<unknown> {
    this.#last = this.#last.then(use);
    return this.#last;
  }
}

const open: Tabs[] = [];

afterEach(() => {
  for (const tab of open.splice(0)) tab.close();
  Reflect.deleteProperty(navigator, 'locks');
});

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('a window that has lost its state lets another one speak, and takes its turn again', async () => {
  Object.defineProperty(navigator, 'locks', { value: new FakeLocks(), configurable: true });
  const [first, second] = [new Tabs('tabs', '1'), new Tabs('tabs', '2')];
  open.push(first);
  await settled();
  expect([first.speaks, second.speaks]).toEqual([true, false]);
  first.rest();
  await settled();
  expect([first.speaks, second.speaks]).toEqual([false, true]);
  first.goOn();
  await settled();
  expect([first.speaks, second.speaks]).toEqual([false, true]);
  second.close();
  await settled();
  expect(first.speaks).toBe(true);
});
