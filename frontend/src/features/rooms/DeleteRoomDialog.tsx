import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText } from '../../lib/http';

interface Props {
  readonly roomName: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDelete: () => Promise<void>;
}

/** Nothing of a deleted room comes back, so its name has to be typed first. */
export function DeleteRoomDialog({ opened, onClose, ...rest }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<span className="room-dialog__title">Delete {rest.roomName}?</span>}
      centered
    >
      <Confirmation onCancel={onClose} {...rest} />
    </Modal>
  );
}

interface ConfirmationProps extends Pick<Props, 'roomName' | 'onDelete'> {
  readonly onCancel: () => void;
}

function Confirmation({ roomName, onDelete, onCancel }: ConfirmationProps) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const confirmed = typed.trim() === roomName.trim();

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (!confirmed || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onDelete();
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit}>
      <p className="room-dialog__text">
        The room and all its messages are gone at once, for everybody in it. This cannot be undone.
      </p>
      <TextInput
        mt="md"
        label="Type the name of the room to confirm"
        placeholder={roomName}
        value={typed}
        error={error}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onCancel}>
          Keep it
        </Button>
        <Button type="submit" color="red.9" disabled={!confirmed} loading={busy}>
          Delete room
        </Button>
      </Group>
    </form>
  );
}
