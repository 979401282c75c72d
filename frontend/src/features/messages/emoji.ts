/** One emoji: a picture with its variations and joined pictures, a flag, or a key. */
const EMOJI =
  /^(?:\p{RI}{2}|[#*\d]\uFE0F?\u20E3|\p{Emoji}(?:\uFE0F|\p{EMod})?(?:[\u{E0020}-\u{E007E}]+\u{E007F})?(?:\u200D\p{Emoji}(?:\uFE0F|\p{EMod})?)*)$/u;
const PLAIN = /^[#*\d©®™]$/;

/** Messages of more emoji are shown in the size of text. */
const MOST_LARGE = 6;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function isEmoji(text: string): boolean {
  return EMOJI.test(text) && !PLAIN.test(text);
}

/** Whether a message is nothing but a few emoji. */
export function isLargeEmoji(content: string): boolean {
  if (content.length > 120) return false;
  const shown = Array.from(characters.segment(content.trim()), ({ segment }) => segment).filter((each) =>
    /\S/.test(each),
  );
  return shown.length > 0 && shown.length <= MOST_LARGE && shown.every(isEmoji);
}
