import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { fetchPins } from '../features/messages/api';
import { Pins } from '../features/messages/Pins';
import type { Http } from '../lib/http';
import { useSession } from './SessionContext';
import { useNow } from './useNow';

interface Props {
  readonly http: Http;
  readonly roomId: number;
  /** A pinned message is about to be shown in the conversation. */
  readonly onShow: () => void;
}

export function PinsOfRoom({ http, roomId, onShow }: Props) {
  const session = useSession();
  const [, navigate] = useLocation();
  const now = useNow();
  const load = useCallback(() => fetchPins(http, roomId), [http, roomId]);
  const watch = useCallback<typeof session.watch>((listener) => session.watch(listener), [session]);
  return (
    <Pins
      roomId={roomId}
      now={now}
      load={load}
      watch={watch}
      onJump={(messageId) => {
        onShow();
        navigate(`/rooms/${roomId}?message=${messageId}`);
      }}
      onUnpin={(message) => session.messages.pin(message, false)}
    />
  );
}
