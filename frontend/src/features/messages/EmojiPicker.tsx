import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { LoadError } from '../../ui/Notice';
import './EmojiPicker.css';

interface Props {
  readonly onPick: (emoji: string) => void;
}

/** All emoji, with a search. What it consists of is loaded when it is shown first. */
export function EmojiPicker({ onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const picked = useRef(onPick);
  const scheme = useComputedColorScheme('light');
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    picked.current = onPick;
  }, [onPick]);

  useEffect(() => {
    let picker: HTMLElement | null = null;
    let wanted = true;
    Promise.all([
      import('emoji-picker-element/picker'),
      import('emoji-picker-element-data/en/cldr/data.json?url'),
    ]).then(
      ([{ default: Picker }, { default: dataSource }]) => {
        if (!wanted) return;
        const element = new Picker({ dataSource, locale: 'en' });
        element.addEventListener('emoji-click', ({ detail }) => {
          if (detail.unicode !== undefined) picked.current(detail.unicode);
        });
        picker = element;
        place.current?.append(element);
        element.shadowRoot?.querySelector('input')?.focus();
      },
      () => {
        if (wanted) setFailed(true);
      },
    );
    return () => {
      wanted = false;
      picker?.remove();
    };
  }, [attempt]);

  function again() {
    setFailed(false);
    setAttempt(attempt + 1);
  }

  return (
    <div ref={place} className={`emoji-picker ${scheme}`} data-testid="emoji-picker">
      {failed && <LoadError text="The emoji could not be loaded." onRetry={again} />}
    </div>
  );
}
