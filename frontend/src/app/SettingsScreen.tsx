import { useState } from 'react';
import { NotificationSettings } from '../features/notifications/NotificationSettings';
import { LoginSettings } from '../features/people/LoginSettings';
import { PasswordSettings } from '../features/people/PasswordSettings';
import { ProfileSettings } from '../features/people/ProfileSettings';
import { useStore } from '../lib/useStore';
import { profileChanged } from '../model/profiles';
import type { User } from '../model/types';
import { BackButton } from './BackButton';
import type { Client } from './client';
import { ConnectionStrip } from './ConnectionIndicator';
import { useSession } from './SessionContext';
import './Settings.css';

/** Everything about me and this browser, at /settings. */
export function SettingsScreen({ client }: { readonly client: Client }) {
  const session = useSession();
  const me = useStore(session.chat, (state) => state.me);
  const [passwords, setPasswords] = useState(0);
  const changed = (user: User) => session.chat.update((state) => profileChanged(state, user));
  return (
    <>
      <header className="pane__header">
        <BackButton />
        <div className="pane__titles">
          <h1 className="pane__title">Settings</h1>
        </div>
      </header>
      <ConnectionStrip />
      <div className="settings" data-testid="settings">
        <div className="settings__inner">
          <ProfileSettings http={client.http} me={me} onChanged={changed} />
          <NotificationSettings shelf={session.shelf} />
          <PasswordSettings http={client.http} onChanged={() => setPasswords(passwords + 1)} />
          <LoginSettings http={client.http} generation={passwords} />
        </div>
      </div>
    </>
  );
}
