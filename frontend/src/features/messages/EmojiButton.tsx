import { ActionIcon, Popover } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { EmojiPicker } from './EmojiPicker';

interface Props {
  readonly label: string;
  readonly className?: string;
  readonly size?: number;
  readonly children: ReactNode;
  readonly onPick: (emoji: string) => void;
  readonly onOpened?: (opened: boolean) => void;
}

/** A button that lets one choose an emoji. */
export function EmojiButton({ label, className = '', size = 28, children, onPick, onOpened }: Props) {
  const [opened, setOpened] = useState(false);

  function change(next: boolean) {
    setOpened(next);
    onOpened?.(next);
  }

  return (
    <Popover opened={opened} onChange={change} position="top-end" shadow="md" radius="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          className={className}
          variant="subtle"
          color="gray"
          size={size}
          aria-label={label}
          aria-haspopup="dialog"
          onClick={() => change(!opened)}
        >
          {children}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Emoji">
        <EmojiPicker
          onPick={(emoji) => {
            change(false);
            onPick(emoji);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
