import { MantineProvider } from '@mantine/core';
import { useStore } from '../lib/useStore';
import { LoadError } from '../ui/Notice';
import { theme } from '../ui/theme';
import { Toasts } from '../ui/Toasts';
import { AuthScreen } from './AuthScreen';
import { Chat } from './Chat';
import type { Client } from './client';
import { SessionContext } from './SessionContext';
import { Splash } from './Splash';

export function App({ client }: { readonly client: Client }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Screen client={client} />
      <Toasts />
    </MantineProvider>
  );
}

function Screen({ client }: { readonly client: Client }) {
  const phase = useStore(client.phase, (value) => value);
  switch (phase.kind) {
    case 'starting':
      return <Splash />;
    case 'failed':
      return <LoadError text={phase.error} onRetry={() => void client.start()} />;
    case 'anonymous':
      return <AuthScreen client={client} expired={phase.expired} />;
    case 'ready':
      return (
        <SessionContext value={phase.session}>
          <Chat client={client} />
        </SessionContext>
      );
  }
}
