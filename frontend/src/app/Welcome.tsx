import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { CompassIcon, PlusIcon } from '../ui/icons';
import { Logo } from '../ui/Logo';
import { Notice } from '../ui/Notice';

/** What stands beside the rooms while none is open. */
export function Welcome({ onCreateRoom }: { readonly onCreateRoom: () => void }) {
  return (
    <Notice
      icon={<Logo size={56} />}
      title="Pick a room to read on"
      actions={
        <>
          <Button component={Link} href="/discover" leftSection={<CompassIcon size={18} />}>
            Discover rooms
          </Button>
          <Button variant="default" leftSection={<PlusIcon size={18} />} onClick={onCreateRoom}>
            Create a room
          </Button>
        </>
      }
    >
      Everything that happens while you are away will be here, in order.
    </Notice>
  );
}
