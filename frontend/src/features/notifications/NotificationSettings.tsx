import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import type { Shelf } from '../../lib/storage';
import { BellIcon } from '../../ui/icons';
import { beep } from './beep';
import { isOn, permission, switchTo, type Preference } from './preferences';

/** Whether and how somebody is called. The browser is asked only when the button is pressed. */
export function NotificationSettings({ shelf }: { readonly shelf: Shelf }) {
  const [allowed, setAllowed] = useState(permission);
  return (
    <section className="settings__section" aria-labelledby="settings-notifications">
      <h2 id="settings-notifications">Notifications</h2>
      <p className="settings__note">
        While this page is open and you look elsewhere: for direct messages and mentions, but not from muted rooms.
      </p>
      {allowed === 'default' && (
        <div>
          <Button
            leftSection={<BellIcon size={18} />}
            onClick={() => void Notification.requestPermission().then(setAllowed)}
          >
            Turn on notifications
          </Button>
        </div>
      )}
      {allowed === 'denied' && (
        <p className="settings__note" role="status">
          The browser does not let this page notify you. You can change that in the browser’s settings for this site.
        </p>
      )}
      {allowed === 'unsupported' && <p className="settings__note">This browser has no notifications.</p>}
      {allowed === 'granted' && <Choice shelf={shelf} preference="notifications" label="Show notifications" />}
      {allowed === 'granted' && (
        <Choice shelf={shelf} preference="sound" label="Play a sound with them" onSwitchedOn={() => void beep()} />
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly shelf: Shelf;
  readonly preference: Preference;
  readonly label: string;
  readonly onSwitchedOn?: () => void;
}

function Choice({ shelf, preference, label, onSwitchedOn }: ChoiceProps) {
  const [on, setOn] = useState(() => isOn(shelf, preference));
  return (
    <Switch
      label={label}
      checked={on}
      onChange={(event) => {
        const next = event.currentTarget.checked;
        switchTo(shelf, preference, next);
        setOn(next);
        if (next) onSwitchedOn?.();
      }}
    />
  );
}
