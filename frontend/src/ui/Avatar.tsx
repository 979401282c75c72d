import { useState } from 'react';
import './Avatar.css';

/** Colours of which white text on top is readable (contrast of 4.5 and more). */
const COLORS = ['#0f766e', '#b4441f', '#6b4fbb', '#2563a8', '#a8326a', '#4d7019', '#8a5a0b', '#475a6b'];

interface Props {
  readonly name: string;
  /** The picture that the person has chosen. */
  readonly src?: string | null;
  readonly size?: number;
  /** Rooms have corners, people are round. */
  readonly shape?: 'person' | 'room';
}

/** A picture, or initials on a colour that stays the same for the same name. Decorative: the name always stands next to it. */
export function Avatar({ name, src = null, size = 40, shape = 'person' }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  if (src !== null && src !== broken) {
    return (
      <img
        className="avatar"
        data-shape={shape}
        src={src}
        alt=""
        width={size}
        height={size}
        draggable={false}
        onError={() => setBroken(src)}
      />
    );
  }
  return (
    <span
      className="avatar"
      data-shape={shape}
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        fontSize: size * 0.38,
        background: colorOf(name),
      }}
    >
      {initials(name)}
    </span>
  );
}

function colorOf(name: string): string | undefined {
  const hash = Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 145);
  return COLORS[hash % COLORS.length];
}

/** One letter, or two for a name of several words. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '');
  return letters.join('').toUpperCase() || '#';
}
