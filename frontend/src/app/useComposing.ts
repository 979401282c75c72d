import { useCallbackRef } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import * as v from 'valibot';
import { parseMarkdown, plainText } from '../lib/markdown';
import type { Regard } from '../features/messages/Composer';
import { errorText } from '../lib/http';
import type { Message } from '../model/types';
import { useSession } from './SessionContext';

const ReplySchema = v.object({ id: v.number(), name: v.string() });

/** The message that a draft answers. Its text is not kept: it may be edited or deleted until the page is opened again. */
type Reply = v.InferOutput<typeof ReplySchema>;

/** What is being written in a room: something new, an answer, or a new text for a message of mine. */
export function useComposing(roomId: number, messages: readonly Message[], onEmptied: (message: Message) => void) {
  const session = useSession();
  const { shelf } = session;
  const [draftKey, replyKey] = [`draft.${roomId}`, `reply.${roomId}`];
  const [reply, setReply] = useState(() => parseReply(shelf.get(replyKey)));
  const [edited, setEdited] = useState<Message | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [rewritten, setRewritten] = useState(0);

  function answer(next: Reply | null) {
    if (next) shelf.set(replyKey, JSON.stringify(next));
    else shelf.remove(replyKey);
    setReply(next);
  }

  function edit(message: Message | null) {
    setError(null);
    setEdited(message);
  }

  async function save(message: Message, content: string) {
    if (content === '') {
      onEmptied(message);
    } else if (content === message.content) {
      edit(null);
    } else {
      try {
        await session.messages.edit(message, content);
        setEdited((current) => (current === message ? null : current));
        setError(null);
      } catch (reason) {
        setError(errorText(reason));
      }
    }
  }

  function send(content: string) {
    if (edited) {
      void save(edited, content);
      return;
    }
    session.send(roomId, content, reply?.id ?? null);
    answer(null);
  }

  function draft(text: string) {
    if (edited) return;
    if (text === '') shelf.remove(draftKey);
    else shelf.set(draftKey, text);
    if (text !== '') session.room.type();
  }

  const original = messages.find(({ id }) => id === reply?.id);
  const cancel = useCallbackRef(() => (edited ? edit(null) : answer(null)));
  const regard = useMemo(() => regardOf(edited, reply, original, cancel), [edited, reply, original, cancel]);

  /** Another key means another text: the field begins anew. */
  const key = edited ? `edit ${edited.id}` : `write ${rewritten}`;
  const [firstKey] = useState(key);
  // One that takes another's place has the focus as well.
  const [replaced, setReplaced] = useState(false);
  if (key !== firstKey && !replaced) setReplaced(true);

  return {
    key,
    replaced,
    initialDraft: edited ? edited.content : (shelf.get(draftKey) ?? ''),
    regard,
    error,
    send,
    draft,
    edit,
    /** Takes a text up again, without what it answered and before what has been written since. */
    rewrite: (text: string) => {
      edit(null);
      answer(null);
      const since = shelf.get(draftKey);
      shelf.set(draftKey, since === null ? text : `${text}\n${since}`);
      setRewritten((times) => times + 1);
    },
    reply: (message: Message) => {
      edit(null);
      answer({ id: message.id, name: message.user.display_name });
    },
  };
}

function regardOf(
  edited: Message | null,
  reply: Reply | null,
  original: Message | undefined,
  onCancel: () => void,
): Regard | null {
  if (edited) return { kind: 'edit', title: 'Edit message', text: textOf(edited), onCancel };
  if (!reply) return null;
  return { kind: 'reply', title: `Replying to ${reply.name}`, text: original ? textOf(original) : '', onCancel };
}

function textOf(message: Message): string {
  return message.deleted_at === null ? plainText(parseMarkdown(message.content)) : 'Message deleted';
}

function parseReply(stored: string | null): Reply | null {
  try {
    return stored === null ? null : v.parse(ReplySchema, JSON.parse(stored));
  } catch {
    return null; // Of another version of this app.
  }
}
