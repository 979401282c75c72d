import { Button, Switch } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText } from '../../lib/http';
import type { MyRoom } from '../../model/types';
import { LeaveIcon, TrashIcon } from '../../ui/icons';
import { DeleteRoomDialog } from './DeleteRoomDialog';
import { RoomFields } from './RoomFields';
import { roomErrors, type RoomErrors, type RoomWords } from './rules';

export interface AboutActions {
  readonly update: (changes: Partial<RoomWords>) => Promise<unknown>;
  readonly mute: (muted: boolean) => Promise<void>;
  /** Asks first; the button has the focus again when the answer is no. */
  readonly leave: (button: HTMLElement) => void;
  readonly delete: () => Promise<void>;
}

interface Props {
  readonly room: MyRoom;
  readonly actions: AboutActions;
}

/** Name and topic, for owner and admins to change, and what one can do with the room as a whole. */
export function AboutRoom({ room, actions }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [deleting, setDeleting] = useState(false);
  const direct = room.kind === 'direct';

  async function mute(muted: boolean) {
    setError(null);
    try {
      await actions.mute(muted);
    } catch (failure) {
      setError(errorText(failure));
    }
  }

  return (
    <div className="panel__stack">
      {!direct &&
        (room.my_role === 'member' ? <Words room={room} /> : <RoomForm key={room.id} room={room} actions={actions} />)}
      <Switch
        label="Mute"
        description="No notifications, and no badge on the window."
        checked={room.muted}
        onChange={(event) => void mute(event.currentTarget.checked)}
      />
      {error !== null && (
        <p className="panel__error" role="alert">
          {error}
        </p>
      )}
      {!direct && (
        <div className="panel__actions">
          <Button
            variant="default"
            leftSection={<LeaveIcon size={16} />}
            onClick={(event) => actions.leave(event.currentTarget)}
          >
            Leave room
          </Button>
          {room.my_role === 'owner' && (
            <Button
              variant="default"
              className="panel__danger"
              leftSection={<TrashIcon size={16} />}
              onClick={() => setDeleting(true)}
            >
              Delete room
            </Button>
          )}
        </div>
      )}
      <DeleteRoomDialog
        roomName={room.name}
        opened={deleting}
        onClose={() => setDeleting(false)}
        onDelete={actions.delete}
      />
    </div>
  );
}

function Words({ room }: { readonly room: MyRoom }) {
  return (
    <dl className="panel__words">
      <dt>Name</dt>
      <dd>{room.name}</dd>
      <dt>Topic</dt>
      <dd>{room.topic === '' ? 'None yet' : room.topic}</dd>
      <dt>Kind</dt>
      <dd>{room.kind === 'private' ? 'Private: by invitation only' : 'Public: everyone may join'}</dd>
    </dl>
  );
}

function RoomForm({ room, actions }: Props) {
  /** What I have changed and not saved; the rest is as it is in the room, which others may change meanwhile. */
  const [draft, setDraft] = useState<Partial<RoomWords> | null>(null);
  const [errors, setErrors] = useState<RoomErrors & { readonly other?: string }>({});
  const [busy, setBusy] = useState(false);
  const words = { name: draft?.name ?? room.name, topic: draft?.topic ?? room.topic };

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy) return;
    if (words.name.trim() === '') {
      setErrors({ name: 'Give the room a name.' });
      return;
    }
    setBusy(true);
    setErrors({});
    try {
      await actions.update(trimmed(draft ?? {}));
      setDraft(null);
    } catch (failure) {
      setErrors(roomErrors(failure) ?? { other: errorText(failure) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="panel__stack" onSubmit={submit} noValidate>
      <RoomFields value={words} errors={errors} onChange={(next) => setDraft({ ...draft, ...changes(words, next) })} />
      {errors.other !== undefined && (
        <p className="panel__error" role="alert">
          {errors.other}
        </p>
      )}
      {draft !== null && (
        <div className="panel__actions">
          <Button type="submit" loading={busy}>
            Save
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setDraft(null);
              setErrors({});
            }}
          >
            Cancel
          </Button>
        </div>
      )}
    </form>
  );
}

function changes(before: RoomWords, { name, topic }: RoomWords): Partial<RoomWords> {
  return { ...(name === before.name ? {} : { name }), ...(topic === before.topic ? {} : { topic }) };
}

function trimmed({ name, topic }: Partial<RoomWords>): Partial<RoomWords> {
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(topic === undefined ? {} : { topic: topic.trim() }),
  };
}
