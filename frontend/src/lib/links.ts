/** A piece of a message's text: plain, or a link with where it leads. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+/gi;

/** Splits text at its web links. Only http(s) becomes a link, so no text can turn into a script. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = withoutTrailingPunctuation(match[0]);
    const href = /^www\./i.test(link) ? `https://${link}` : link;
    if (!URL.canParse(href)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: link, href });
    end = match.index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** The full stop of a sentence, or the bracket around a link, does not belong to it. */
function withoutTrailingPunctuation(link: string): string {
  let unopened = count(link, ')') - count(link, '(');
  for (let end = link.length; end > 0; end--) {
    const last = link.charAt(end - 1);
    const loose = last === ')' && unopened-- > 0;
    if (!loose && !'.,;:!?]}*_~'.includes(last)) return link.slice(0, end);
  }
  return '';
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
