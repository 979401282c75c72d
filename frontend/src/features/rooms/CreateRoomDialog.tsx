import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText } from '../../lib/http';
import type { NewRoom } from './api';
import { RoomFields } from './RoomFields';
import { roomErrors, type RoomErrors, type RoomWords } from './rules';

interface Props {
  readonly opened: boolean;
  readonly returnFocus: boolean;
  readonly onClose: () => void;
  /** Creates the room and shows it; a rejection is shown at the field. */
  readonly onCreate: (room: NewRoom) => Promise<void>;
}

export function CreateRoomDialog({ opened, returnFocus, onClose, onCreate }: Props) {
  return (
    <Modal opened={opened} returnFocus={returnFocus} onClose={onClose} title="Create a room" centered>
      <CreateRoomForm onCancel={onClose} onCreate={onCreate} />
    </Modal>
  );
}

interface FormProps {
  readonly onCancel: () => void;
  readonly onCreate: (room: NewRoom) => Promise<void>;
}

function CreateRoomForm({ onCancel, onCreate }: FormProps) {
  const [words, setWords] = useState<RoomWords>({ name: '', topic: '' });
  const [kind, setKind] = useState<'public' | 'private'>('public');
  const [errors, setErrors] = useState<RoomErrors>({});
  const [busy, setBusy] = useState(false);

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy) return;
    const { name, topic } = words;
    if (name.trim() === '') {
      setErrors({ name: 'Give the room a name.' });
      return;
    }
    setBusy(true);
    try {
      await onCreate({ name: name.trim(), kind, topic: topic.trim() });
    } catch (failure) {
      setErrors(roomErrors(failure) ?? { name: errorText(failure) });
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <RoomFields
          value={words}
          errors={errors}
          onChange={(changed) => {
            setWords(changed);
            setErrors({});
          }}
        />
        <Radio.Group
          label="Who may join"
          value={kind}
          onChange={(value) => setKind(value === 'private' ? 'private' : 'public')}
        >
          <Stack gap="xs" mt={4}>
            <Radio value="public" label="Public" description="Everyone can find the room and join." />
            <Radio value="private" label="Private" description="Only people who are added or invited." />
          </Stack>
        </Radio.Group>
      </Stack>
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
