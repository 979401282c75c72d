import { HttpError } from '../../lib/http';

/** How a room presents itself. */
export interface RoomWords {
  readonly name: string;
  readonly topic: string;
}

/** The limits of the server; it has the last word. */
export const LONGEST_NAME = 80;
export const LONGEST_TOPIC = 250;

export interface RoomErrors {
  readonly name?: string;
  readonly topic?: string;
}

/** What is wrong with the name or the topic of a room, where a refusal is about these; else null. */
export function roomErrors(failure: unknown): RoomErrors | null {
  if (!(failure instanceof HttpError)) return null;
  if (failure.status === 409) return { name: 'This name is taken. Choose another one.' };
  const at = (field: string) => failure.fields.find((error) => error.field === field)?.message;
  const [name, topic] = [at('name'), at('topic')];
  if (name === undefined && topic === undefined) return null;
  return { ...(name === undefined ? {} : { name }), ...(topic === undefined ? {} : { topic }) };
}
