import { useCallbackRef } from '@mantine/hooks';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { MessageActions } from '../features/messages/actions';
import { isActionable } from '../features/messages/actions';
import { Composer, type ComposerHandle } from '../features/messages/Composer';
import { DeleteMessageDialog } from '../features/messages/DeleteMessageDialog';
import { MessageList, MessageListSkeleton } from '../features/messages/MessageList';
import { Typing } from '../features/messages/Typing';
import { Unsent } from '../features/messages/Unsent';
import { UnreadBar } from '../features/messages/UnreadBar';
import { errorText, type Http } from '../lib/http';
import { useMedia } from '../lib/useMedia';
import { useStore } from '../lib/useStore';
import { roomTitle } from '../model/rooms';
import type { Message, MyRoom } from '../model/types';
import { Avatar } from '../ui/Avatar';
import { LoadError, Notice } from '../ui/Notice';
import { toast } from '../ui/Toasts';
import { BEGINNING } from './history';
import { useSession } from './SessionContext';
import { UserCard } from './UserCard';
import { useComposing } from './useComposing';
import { useNow } from './useNow';
import { usePeople } from './usePeople';
import { useSeen } from './useSeen';
import { useTarget } from './useTarget';
import { useUnread } from './useUnread';

interface Props {
  readonly http: Http;
  readonly room: MyRoom;
  /** Something lies on it, so that nobody can read it. */
  readonly covered: boolean;
}

/** What is said in a room, and where one says something. */
export function Conversation({ http, room, covered }: Props) {
  const session = useSession();
  const roomId = room.id;
  const title = roomTitle(room);
  const { peer } = room;
  const me = useStore(session.chat, (state) => state.me);
  const window = useStore(session.chat, (state) => state.windows.get(roomId));
  const allEntries = useStore(session.outbox.entries, (entries) => entries);
  const entries = useMemo(() => allEntries.filter((entry) => entry.roomId === roomId), [allEntries, roomId]);
  const status = useStore(session.status, (value) => value);
  const lost = useStore(session.loss, (loss) => loss !== null);
  const typing = useStore(session.room.typing, (value) => value);
  const wide = useMedia('(min-width: 721px)');
  const pane = useRef<HTMLElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const now = useNow();
  const unread = useUnread(room);
  const messages = window?.messages ?? NO_MESSAGES;
  const atEnd = window?.phase === 'ready' && !window.hasNewer;
  const { people, find } = usePeople(http, roomId);
  const { target, jump, forget } = useTarget(roomId);
  const seen = useSeen(messages, me);
  const [deleting, setDeleting] = useState<Message | null>(null);
  const asked = useRef({ messageId: 0, writing: false });
  const askToDelete = useCallback((message: Message, writing: boolean) => {
    asked.current = { messageId: message.id, writing };
    setDeleting(message);
  }, []);
  const composing = useComposing(roomId, messages, (message) => askToDelete(message, true));

  const edit = useCallbackRef(composing.edit);
  const reply = useCallbackRef(composing.reply);
  const rewrite = useCallbackRef(composing.rewrite);
  const focusComposer = useCallback(() => setTimeout(() => composer.current?.focus()), []);

  const onSeen = useCallback((messageId: number) => session.markRead(roomId, messageId), [session, roomId]);
  const loadOlder = useCallback(() => void session.loadOlder(roomId), [session, roomId]);
  const loadNewer = useCallback(() => void session.loadNewer(roomId), [session, roomId]);
  const toLatest = useCallback(() => {
    forget();
    void session.jumpToLatest(roomId);
  }, [session, roomId, forget]);

  const actions = useMemo<MessageActions>(() => {
    const tell = (error: unknown) => toast(errorText(error));
    return {
      react: (message, emoji, mine) => void session.messages.react(message, emoji, mine).catch(tell),
      pin: (message, pinned) => void session.messages.pin(message, pinned).catch(tell),
      reply(message) {
        reply(message);
        focusComposer();
      },
      edit(message) {
        edit(message);
        focusComposer();
      },
      askToDelete: (message) => askToDelete(message, false),
      jump: (messageId) => void jump(messageId),
      linkTo: (message) => `${globalThis.location.origin}/rooms/${roomId}?message=${message.id}`,
      cardOf: (user, children) => (
        <UserCard http={http} user={user}>
          {children}
        </UserCard>
      ),
      retry(key) {
        session.outbox.retry(key);
        toLatest();
        focusComposer();
      },
      rewrite(entry) {
        rewrite(entry.content);
        session.outbox.discard(entry.key);
        focusComposer();
      },
      discard(key) {
        session.outbox.discard(key);
        focusComposer();
      },
    };
  }, [http, session, roomId, toLatest, askToDelete, edit, reply, rewrite, jump, focusComposer]);

  function editLast() {
    const last = messages.findLast((message) => message.user.id === me.id && isActionable(message));
    if (last) actions.edit(last);
  }

  async function remove(message: Message) {
    await session.messages.delete(message);
    edit(null);
  }

  /** Where one was before it was asked whether to delete a message: at that, or writing. */
  function focusAsked() {
    const { messageId, writing } = asked.current;
    const row = pane.current?.querySelector<HTMLElement>(`[data-message-id="${messageId}"]`);
    if (row && !writing) row.focus();
    else composer.current?.focus();
  }

  async function jumpToUnread() {
    // Not where one began to read, but where one is by now.
    const after = session.chat.get().rooms.get(roomId)?.last_read_message_id ?? BEGINNING;
    await session.jumpTo(roomId, after);
    const first = session.chat
      .get()
      .windows.get(roomId)
      ?.messages.find(({ id }) => id > after);
    if (first) await jump(first.id);
  }

  async function markAllRead() {
    forget();
    const there = await session.jumpToLatest(roomId);
    const newest = session.chat.get().windows.get(roomId)?.messages.at(-1);
    if (there && newest) session.markRead(roomId, newest.id);
  }

  const onDraft = useCallbackRef(composing.draft);
  const onEditLast = useCallbackRef(editLast);
  const onSend = useCallbackRef((text: string) => {
    forget();
    composing.send(text);
  });

  function body() {
    if (window === undefined || window.phase === 'loading') return <MessageListSkeleton />;
    if (window.phase === 'failed') {
      return <LoadError text="The messages could not be loaded." onRetry={() => session.openRoom(roomId)} />;
    }
    if (messages.length === 0 && entries.length === 0) {
      return (
        <Notice
          icon={<Avatar name={title} src={peer?.avatar_url ?? null} size={56} shape={peer ? 'person' : 'room'} />}
          title={peer ? `You and ${title}` : `Welcome to ${title}`}
        >
          Nobody has written anything yet. Say hello!
        </Notice>
      );
    }
    return (
      <MessageList
        window={window}
        entries={entries}
        me={me}
        moderates={room.my_role !== 'member'}
        people={people}
        now={now}
        unreadAfter={unread.after}
        beyond={window.hasNewer ? Math.max(0, room.seq - (messages.at(-1)?.seq ?? 0)) : 0}
        target={target}
        seen={seen}
        actions={actions}
        onLoadOlder={loadOlder}
        onLoadNewer={loadNewer}
        onLatest={toLatest}
        onSeen={covered ? null : onSeen}
      />
    );
  }

  return (
    <section ref={pane} className="messages-pane" aria-label={`Conversation in ${title}`}>
      <div className="messages-pane__list">
        {unread.many && window?.phase === 'ready' && (
          <UnreadBar
            count={room.unread_count}
            onJump={() => void jumpToUnread()}
            onMarkRead={() => void markAllRead()}
          />
        )}
        {body()}
        <Typing names={typing.map((id) => people.get(id)?.display_name ?? 'Somebody')} />
      </div>
      {!atEnd && entries.length > 0 && <Unsent entries={entries} actions={actions} />}
      <Composer
        key={composing.key}
        ref={composer}
        roomName={title}
        initialDraft={composing.initialDraft}
        autoFocus={wide || composing.replaced}
        regard={composing.regard}
        error={composing.error}
        hint={
          lost
            ? 'Sent after the reload.'
            : status === 'offline'
              ? 'You are offline. Messages are sent when you are back.'
              : null
        }
        findPeople={find}
        onDraft={onDraft}
        onSend={onSend}
        onEditLast={onEditLast}
      />
      <DeleteMessageDialog
        message={deleting}
        onClose={() => setDeleting(null)}
        onDelete={remove}
        onClosed={focusAsked}
      />
    </section>
  );
}

const NO_MESSAGES: readonly Message[] = [];
