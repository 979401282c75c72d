import { createContext, use } from 'react';
import type { ChatSession } from './session';

export const SessionContext = createContext<ChatSession | null>(null);

/** The session of whoever is logged in. */
export function useSession(): ChatSession {
  const session = use(SessionContext);
  if (!session) throw new Error('Used outside of a session');
  return session;
}
