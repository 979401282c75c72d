import { ActionIcon } from '@mantine/core';
import { Link } from 'wouter';
import { BackIcon } from '../ui/icons';

/** Back to the rooms, on a phone. */
export function BackButton() {
  return (
    <ActionIcon
      component={Link}
      href="/"
      className="pane__back"
      variant="subtle"
      color="gray"
      size="xl"
      aria-label="Back to rooms"
    >
      <BackIcon size={22} />
    </ActionIcon>
  );
}
