import { useEffect } from 'react';
import { useStore } from '../lib/useStore';
import { OnlineDot } from '../ui/OnlineDot';
import type { Presence } from './presence';
import { useSession } from './SessionContext';

/** Whether somebody on the screen is online; null as long as that is not known. */
export function usePresence(userId: number): Presence | null {
  const { presence } = useSession();
  useEffect(() => presence.watch(userId), [presence, userId]);
  return useStore(presence.known, (known) => known.get(userId) ?? null);
}

export function PresenceDot({ userId }: { readonly userId: number }) {
  return <OnlineDot online={usePresence(userId)?.online === true} />;
}
