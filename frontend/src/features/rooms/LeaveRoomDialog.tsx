import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '../../lib/http';

interface Props {
  readonly roomName: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onLeave: () => Promise<void>;
  /** The dialog is out of sight. */
  readonly onClosed: () => void;
}

export function LeaveRoomDialog({ roomName, opened, onClose, onLeave, onClosed }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function leave() {
    setBusy(true);
    setError(null);
    try {
      await onLeave();
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      // The menu item that opened it is gone by then.
      returnFocus={false}
      onExitTransitionEnd={onClosed}
      title={<span className="room-dialog__title">Leave {roomName}?</span>}
      centered
    >
      <p className="room-dialog__text">You will get no more of its messages. You can join again whenever you like.</p>
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
