import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '../../lib/http';
import type { MyRoom } from '../../model/types';

interface Props {
  /** Null: not asked. */
  readonly room: MyRoom | null;
  readonly onClose: () => void;
  readonly onLeave: (room: MyRoom) => Promise<void>;
  /** The dialog is out of sight. */
  readonly onClosed: () => void;
}

export function LeaveRoomDialog({ room, onClose, onLeave, onClosed }: Props) {
  // What was asked last stays readable while the dialog fades.
  const [asked, setAsked] = useState(room);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (room !== null && room !== asked) {
    setAsked(room);
    if (room.id !== asked?.id) setError(null);
  }

  async function leave() {
    if (!room) return;
    setBusy(true);
    setError(null);
    try {
      await onLeave(room);
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened={room !== null}
      onClose={onClose}
      // The menu item that opened it is gone by then.
      returnFocus={false}
      onExitTransitionEnd={onClosed}
      title={<span className="room-dialog__title">Leave {asked?.name}?</span>}
      centered
    >
      <p className="room-dialog__text">{asked && consequence(asked)}</p>
      {error !== null && (
        <p className="room-dialog__error" role="alert">
          {error}
        </p>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onClose}>
          Stay
        </Button>
        <Button color="red.9" loading={busy} onClick={leave} data-autofocus>
          Leave room
        </Button>
      </Group>
    </Modal>
  );
}

function consequence(room: MyRoom): string {
  const back =
    room.kind === 'private' ? 'Only by an invitation can you come back.' : 'You can join again whenever you like.';
  const handOver = room.my_role === 'owner' && room.member_count > 1 ? ' Somebody else will own the room.' : '';
  return `You will get no more of its messages.${handOver} ${back}`;
}
