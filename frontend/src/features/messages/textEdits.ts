/** A text, and what of it is selected. */
export interface Editing {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Puts something in the place of the selection. */
export function inserted({ text, start, end }: Editing, piece: string): Editing {
  const caret = start + piece.length;
  return { text: text.slice(0, start) + piece + text.slice(end), start: caret, end: caret };
}

/** Puts marks around the selection, or takes them away where they are. */
export function marked({ text, start, end }: Editing, mark: string): Editing {
  const [before, selected, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const length = mark.length;
  if (before.endsWith(mark) && after.startsWith(mark)) {
    const bare = before.slice(0, -length) + selected + after.slice(length);
    return { text: bare, start: start - length, end: end - length };
  }
  return { text: before + mark + selected + mark + after, start: start + length, end: end + length };
}

/** A name that is being written after an @. */
export interface BegunMention {
  /** Where its @ stands. */
  readonly at: number;
  readonly name: string;
}

export function begunMention({ text, start, end }: Editing): BegunMention | null {
  if (start !== end) return null;
  const match = /(?:^|[^\p{L}\p{Nd}._-])@([\p{L}\p{Nd}._-]{0,32})$/u.exec(text.slice(0, start));
  const name = match?.[1];
  return name === undefined ? null : { at: start - name.length - 1, name };
}

/** The text with a mention in full, ready to be written on. */
export function completed(editing: Editing, { at }: BegunMention, username: string): Editing {
  const rest = editing.text.slice(editing.end);
  return inserted({ ...editing, start: at }, rest.startsWith(' ') ? `@${username}` : `@${username} `);
}
