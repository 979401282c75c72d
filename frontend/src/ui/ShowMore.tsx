import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useFocusHandOver } from '../lib/useFocusHandOver';

interface Props {
  readonly loading: boolean;
  readonly onClick: () => void;
}

/** The last item of a list that goes on. */
export function ShowMore({ loading, onClick }: Props) {
  const item = useRef<HTMLLIElement>(null);
  useFocusHandOver(item);
  return (
    <li ref={item}>
      <Button variant="subtle" fullWidth loading={loading} onClick={onClick}>
        Show more
      </Button>
    </li>
  );
}
