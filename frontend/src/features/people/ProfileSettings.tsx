import { Button, FileButton, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText, HttpError, type Http } from '../../lib/http';
import type { User } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { changeDisplayName, removeAvatar, uploadAvatar } from './api';
import { AvatarDialog, type Picture } from './AvatarDialog';
import { loadPicture } from './picture';

interface Props {
  readonly http: Http;
  readonly me: User;
  /** The server has told what I look like now. */
  readonly onChanged: (me: User) => void;
}

const LONGEST_NAME = 60;

/** How others see me. */
export function ProfileSettings({ http, me, onChanged }: Props) {
  return (
    <section className="settings__section" aria-labelledby="settings-profile">
      <h2 id="settings-profile">Profile</h2>
      <PictureChoice http={http} me={me} onChanged={onChanged} />
      <NameForm http={http} me={me} onChanged={onChanged} />
    </section>
  );
}

function PictureChoice({ http, me, onChanged }: Props) {
  const [picture, setPicture] = useState<Picture | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function choose(file: File | null) {
    if (!file) return;
    setError(null);
    try {
      setPicture({ image: await loadPicture(file), type: file.type });
    } catch {
      setError('This file is not a picture that can be read. Use a PNG, JPEG or GIF.');
    }
  }

  async function save(square: Blob) {
    onChanged(await uploadAvatar(http, square));
    setPicture(null);
  }

  async function remove() {
    setBusy(true);
    setError(null);
    try {
      onChanged(await removeAvatar(http));
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="settings__picture">
      <Avatar name={me.display_name} src={me.avatar_url} size={72} />
      <div className="settings__buttons">
        <FileButton onChange={(file) => void choose(file)} accept="image/png,image/jpeg,image/gif,image/webp">
          {(props) => (
            <Button variant="default" {...props}>
              {me.avatar_url === null ? 'Choose a picture' : 'Change picture'}
            </Button>
          )}
        </FileButton>
        {me.avatar_url !== null && (
          <Button variant="default" loading={busy} onClick={() => void remove()}>
            Remove
          </Button>
        )}
      </div>
      {error !== null && (
        <p className="settings__error" role="alert">
          {error}
        </p>
      )}
      <AvatarDialog picture={picture} onClose={() => setPicture(null)} onSave={save} />
    </div>
  );
}

function NameForm({ http, me, onChanged }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const [note, setNote] = useState<{ readonly text: string; readonly bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const shown = me.display_name === me.username ? '' : me.display_name;

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy || draft === null) return;
    setBusy(true);
    try {
      onChanged(await changeDisplayName(http, draft.trim()));
      setDraft(null);
      setNote({ text: 'Saved', bad: false });
    } catch (failure) {
      const atName = failure instanceof HttpError ? failure.fields[0]?.message : undefined;
      setNote({ text: atName ?? errorText(failure), bad: true });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="settings__form" onSubmit={submit} noValidate>
      <TextInput
        label="Display name"
        description={`Others see it in place of your username, @${me.username}.`}
        placeholder={me.username}
        maxLength={LONGEST_NAME}
        value={draft ?? shown}
        error={note?.bad === true ? note.text : null}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setNote(null);
        }}
      />
      <div className="settings__buttons">
        <Button type="submit" loading={busy} disabled={draft === null}>
          Save name
        </Button>
        <span role="status" className="settings__note">
          {note?.bad === false && note.text}
        </span>
      </div>
    </form>
  );
}
