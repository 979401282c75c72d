import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText, HttpError } from '../../lib/http';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Creates the room and shows it; a rejection is shown at the field. */
  readonly onCreate: (name: string) => Promise<void>;
}

const LONGEST_NAME = 80;

export function CreateRoomDialog({ opened, onClose, onCreate }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a room" centered>
      <CreateRoomForm onCancel={onClose} onCreate={onCreate} />
    </Modal>
  );
}

interface FormProps {
  readonly onCancel: () => void;
  readonly onCreate: (name: string) => Promise<void>;
}

function CreateRoomForm({ onCancel, onCreate }: FormProps) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '') {
      setError('Give the room a name.');
      return;
    }
    setBusy(true);
    try {
      await onCreate(name.trim());
    } catch (failure) {
      setError(nameError(failure));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="Everyone can find the room by it and join."
        placeholder="e.g. Garden club"
        value={name}
        maxLength={LONGEST_NAME}
        error={error}
        autoComplete="off"
        data-autofocus
        onChange={(event) => {
          setName(event.currentTarget.value);
          setError(null);
        }}
      />
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Create room
        </Button>
      </Group>
    </form>
  );
}

function nameError(failure: unknown): string {
  if (failure instanceof HttpError) {
    if (failure.status === 409) return 'This name is taken. Choose another one.';
    const atName = failure.fields.find(({ field }) => field === 'name');
    if (atName) return atName.message;
  }
  return errorText(failure);
}
