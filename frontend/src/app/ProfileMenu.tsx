import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { errorText } from '../lib/http';
import { CheckIcon, DotsIcon, LeaveIcon, MoonIcon, ScreenIcon, SettingsIcon, SunIcon } from '../ui/icons';
import type { Client } from './client';

const SCHEMES = [
  { value: 'light', label: 'Light', Icon: SunIcon },
  { value: 'dark', label: 'Dark', Icon: MoonIcon },
  { value: 'auto', label: 'Like the system', Icon: ScreenIcon },
] as const satisfies readonly { value: MantineColorScheme; label: string; Icon: unknown }[];

export function ProfileMenu({ client }: { readonly client: Client }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [, navigate] = useLocation();
  const [error, setError] = useState<string | null>(null);

  async function logOut() {
    setError(null);
    try {
      await client.logOut();
      navigate('/login', { replace: true });
    } catch (failure) {
      setError(errorText(failure));
    }
  }

  return (
    <Menu position="top-end" width={220} shadow="md" onClose={() => setError(null)}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account menu">
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {SCHEMES.map(({ value, label, Icon }) => (
          <Menu.RadioItem
            key={value}
            value={value}
            checked={colorScheme === value}
            checkIcon={<CheckIcon size={16} />}
            rightSection={<Icon size={16} />}
            onChange={() => setColorScheme(value)}
          >
            {label}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} href="/settings" leftSection={<SettingsIcon size={16} />}>
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<LeaveIcon size={16} />} closeMenuOnClick={false} onClick={() => void logOut()}>
          Log out
        </Menu.Item>
        {error !== null && (
          <Menu.Label role="alert" c="var(--g-danger)">
            {error}
          </Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
