import type { User } from '../../model/types';

/** A piece of a text: plain, or a mention of somebody or of everybody in the room. */
export interface MentionPart {
  readonly text: string;
  readonly mention: 'me' | 'other' | null;
}

/** What a username may consist of, after an @ that does not stand inside of a word (as in mail addresses). */
const MENTION = /(?<![\p{L}\p{Nd}._-])@([\p{L}\p{Nd}][\p{L}\p{Nd}._-]*)/gu;

/** What the server says of the mentions in a message. */
export interface Mentions {
  readonly mentions: readonly number[];
  readonly mentions_room: boolean;
}

/** The people whom a message mentions, by their usernames in small letters. */
export type MentionedNames = ReadonlyMap<string, 'me' | 'other'>;

export const NOBODY: MentionedNames = new Map();

/** Whom a message mentions, as the server says; of the others in its text nobody was told. */
export function mentionedNames(message: Mentions, people: ReadonlyMap<number, User>, me: User): MentionedNames {
  if (message.mentions.length === 0 && !message.mentions_room) return NOBODY;
  const names = new Map<string, 'me' | 'other'>();
  if (message.mentions_room) for (const everybody of ['room', 'all']) names.set(everybody, 'me');
  for (const id of message.mentions) {
    const user = id === me.id ? me : people.get(id);
    if (user) names.set(user.username.toLowerCase(), id === me.id ? 'me' : 'other');
  }
  return names;
}

/** No name is longer; letters outside of the basic plane count twice here. */
const LONGEST = 2 * 32;

/** The longest name with which what stands after an @ begins; the full stop of a sentence is not part of it. */
function nameIn(written: string, names: MentionedNames): string {
  for (let end = written.length; end > 0; end--) {
    const name = end > LONGEST ? '' : written.slice(0, end);
    if (names.has(name.toLowerCase())) return name;
    if (!'._-'.includes(written.charAt(end - 1))) return '';
  }
  return '';
}

/** Splits text at its mentions. */
export function splitMentions(text: string, names: MentionedNames): MentionPart[] {
  if (names.size === 0) return [{ text, mention: null }];
  const parts: MentionPart[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    const name = nameIn(match[1] ?? '', names);
    const mention = names.get(name.toLowerCase());
    if (!mention) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), mention: null });
    end = match.index + 1 + name.length;
    parts.push({ text: text.slice(match.index, end), mention });
  }
  if (end < text.length) parts.push({ text: text.slice(end), mention: null });
  return parts;
}
