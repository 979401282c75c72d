import { useCallback, useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Target } from '../features/messages/MessageList';
import { toast } from '../ui/Toasts';
import { useSession } from './SessionContext';

/** The message that the address of the page asks for, as in `/rooms/7?message=123`. */
export function useMessageInAddress(): number | null {
  const asked = new URLSearchParams(useSearch()).get('message');
  return asked !== null && /^\d{1,15}$/.test(asked) ? Number(asked) : null;
}

/** Which message of a room somebody wants to see, and how to get to another one. */
export function useTarget(roomId: number) {
  const session = useSession();
  const [, navigate] = useLocation();
  const asked = useMessageInAddress();
  const [target, setTarget] = useState<Target | null>(null);

  const reach = useCallback(
    async (messageId: number): Promise<Target | null> => {
      await session.jumpTo(roomId, messageId);
      const window = session.chat.get().windows.get(roomId);
      if (window?.messages.some(({ id }) => id === messageId) === true) return { messageId };
      if (window?.jump !== 'loading') toast('This message could not be shown.');
      return null;
    },
    [session, roomId],
  );

  const jump = useCallback(
    async (messageId: number) => {
      const reached = await reach(messageId);
      if (reached) setTarget(reached);
    },
    [reach],
  );

  useEffect(() => {
    if (asked === null) return;
    void reach(asked).then((reached) => reached && setTarget(reached));
    // The same link is to work again.
    navigate(`/rooms/${roomId}`, { replace: true });
  }, [asked, reach, navigate, roomId]);

  return { target, jump, forget: useCallback(() => setTarget(null), []) };
}
