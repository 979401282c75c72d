import { Button, Popover } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { fetchProfile, type Profile } from '../features/people/api';
import { errorText, type Http } from '../lib/http';
import { useStore } from '../lib/useStore';
import type { User } from '../model/types';
import { Avatar } from '../ui/Avatar';
import { presenceText } from '../ui/format';
import { useSession } from './SessionContext';
import './UserCard.css';

interface Props {
  readonly http: Http;
  readonly user: User;
  /** What stands for them: one button. */
  readonly children: ReactNode;
}

/** Opens what is known of somebody, beside what stands for them. */
export function UserCard({ http, user, children }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={260}
      position="bottom-start"
      shadow="md"
      radius="lg"
      trapFocus
      returnFocus
      withRoles={false} // What opens it is the button within the target.
    >
      <Popover.Target>
        <span className="user-card__target" onClick={() => setOpened(!opened)}>
          {children}
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" tabIndex={-1} aria-label={user.display_name}>
        <Card http={http} user={user} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Card({ http, user, onClose }: Omit<Props, 'children'> & { readonly onClose: () => void }) {
  const session = useSession();
  const me = useStore(session.chat, (state) => state.me);
  const [, navigate] = useLocation();
  const [profile, setProfile] = useState<Profile | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    let current = true;
    fetchProfile(http, user.id).then(
      (loaded) => {
        if (current) setProfile(loaded);
      },
      () => undefined, // The names are known, and that is most of it.
    );
    return () => {
      current = false;
    };
  }, [http, user.id]);

  async function write() {
    setBusy(true);
    setError(null);
    try {
      const room = await session.rooms.openDirect(user.id);
      onClose();
      navigate(`/rooms/${room.id}`);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <div className="user-card" data-testid="user-card">
      <Avatar name={user.display_name} src={user.avatar_url} size={56} />
      <div className="user-card__name">{user.display_name}</div>
      <div className="user-card__line">@{user.username}</div>
      <div className="user-card__line" data-testid="user-card-presence">
        {profile === null ? '\u00a0' : presenceText(profile.online, profile.last_seen_at, new Date())}
      </div>
      {error !== null && (
        <p className="user-card__error" role="alert">
          {error}
        </p>
      )}
      {user.id !== me.id && (
        <Button fullWidth mt="sm" loading={busy} onClick={() => void write()}>
          Message
        </Button>
      )}
    </div>
  );
}
