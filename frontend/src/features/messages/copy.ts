import { toast } from '../../ui/Toasts';

/** Puts text on the clipboard, and says so. */
export function copy(text: string, done: string): void {
  // Pages without TLS have no clipboard.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copied = clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
  copied.then(
    () => toast(done, 'done'),
    () => toast('Your browser does not let this page copy.'),
  );
}
