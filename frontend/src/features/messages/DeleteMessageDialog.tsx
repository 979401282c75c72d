import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '../../lib/http';
import type { Message } from '../../model/types';
import { parseMarkdown, plainText } from '../../lib/markdown';

interface Props {
  /** Null while nothing is to be deleted. */
  readonly message: Message | null;
  readonly onClose: () => void;
  readonly onDelete: (message: Message) => Promise<void>;
  /** The dialog is out of sight. */
  readonly onClosed: () => void;
}

/** Asks once more before a message is gone for everybody. */
export function DeleteMessageDialog({ message, onClose, onDelete, onClosed }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  function close() {
    setError(null);
    onClose();
  }

  async function remove() {
    if (!message) return;
    setBusy(true);
    try {
      await onDelete(message);
      close();
    } catch (reason) {
      setError(errorText(reason));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened={message !== null}
      onClose={close}
      // The menu item that opened it is gone by then.
      returnFocus={false}
      onExitTransitionEnd={onClosed}
      title="Delete this message?"
      size="sm"
    >
      {message && <p className="delete-dialog__text">{plainText(parseMarkdown(message.content))}</p>}
      <p className="delete-dialog__note">It will be gone for everybody in the room.</p>
      {error !== null && (
        <p className="delete-dialog__error" role="alert">
          {error}
        </p>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button color="red.9" loading={busy} data-autofocus onClick={() => void remove()}>
          Delete
        </Button>
      </Group>
    </Modal>
  );
}
