/** As much of a key's event as says it. */
interface Told {
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * Whether a key belongs to an input method that composes a word: there, Enter chooses the word. Safari ends the
 * composing before it tells of that Enter, and gives it this code.
 */
export function isComposing({ nativeEvent }: { readonly nativeEvent: Told }): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === 229;
}
