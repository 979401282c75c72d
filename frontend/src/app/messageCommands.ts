import { deleteMessage, editMessage, pinMessage, react } from '../features/messages/api';
import type { Http } from '../lib/http';
import type { WritableStore } from '../lib/store';
import type { ChatEvent } from '../model/events';
import { messageAnswered, reactionChosen, type ChatState } from '../model/state';
import type { Message } from '../model/types';

interface Choice {
  readonly roomId: number;
  readonly messageId: number;
  readonly emoji: string;
  readonly mine: boolean;
}

/** What I do to messages. Each call is refused with an error whose text is for people (see `errorText`). */
export class MessageCommands {
  readonly #http: Http;
  readonly #chat: WritableStore<ChatState>;
  /** What I have chosen and no event has told of, by message and emoji. */
  readonly #choices = new Map<string, Choice>();

  constructor(http: Http, chat: WritableStore<ChatState>) {
    this.#http = http;
    this.#chat = chat;
  }

  async edit(message: Message, content: string): Promise<void> {
    this.#answered(await editMessage(this.#http, message.id, content));
  }

  async delete(message: Message): Promise<void> {
    this.#answered(await deleteMessage(this.#http, message.id));
  }

  async pin(message: Message, pinned: boolean): Promise<void> {
    this.#answered(await pinMessage(this.#http, message.id, pinned));
  }

  /** Adds my reaction or takes it back. It shows at once, and goes again when the server refuses it. */
  async react(message: Message, emoji: string, mine: boolean): Promise<void> {
    const key = `${message.id} ${emoji}`;
    const choice: Choice = { roomId: message.room.id, messageId: message.id, emoji, mine };
    this.#choices.set(key, choice);
    this.#chat.update((state) => chosen(state, choice));
    try {
      // The answer has no version, and may be overtaken: what counts is the event. Until that is here the choice stays, as
      // older ones may come that do not know of it.
      await react(this.#http, message.id, emoji, mine);
    } catch (error) {
      // Unless the server has announced it, or I have chosen again, in the meantime.
      if (this.#choices.get(key) === choice) {
        this.#choices.delete(key);
        this.#chat.update((state) => chosen(state, { ...choice, mine: !mine }));
      }
      throw error;
    }
  }

  /** The state is another one, which has all that I have chosen. */
  forget(): void {
    this.#choices.clear();
  }

  /** The state after an event, in which what I have chosen and the event does not know of still shows. */
  afterEvent(state: ChatState, event: ChatEvent): ChatState {
    if (this.#choices.size === 0) return state;
    if (event.type === 'reactions_changed' && event.body.user.id === state.me.id) {
      this.#choices.delete(`${event.body.message_id} ${event.body.emoji}`);
    }
    return [...this.#choices.values()].reduce(chosen, state);
  }

  #answered(message: Message): void {
    this.#chat.update((state) => messageAnswered(state, message));
  }
}

function chosen(state: ChatState, { roomId, messageId, emoji, mine }: Choice): ChatState {
  return reactionChosen(state, roomId, messageId, emoji, mine);
}
