import { orderedRooms, roomTitle } from './rooms';
import type { MyRoom } from './types';

const MOST = 12;

/** How well a name fits what was typed: 5 is the name itself, 0 is not at all. Capitals and accents do not matter. */
export function fit(name: string, query: string): number {
  const [own, asked] = [plain(name), plain(query)];
  if (own === asked) return 5;
  if (own.startsWith(asked)) return 4;
  if (own.split(/[\s._-]+/).some((word) => word.startsWith(asked))) return 3;
  if (own.includes(asked)) return 2;
  return hasInOrder(own, asked.replace(/\s/g, '')) ? 1 : 0;
}

/** The rooms to offer for what was typed: what fits best, of the same fit what is unread, of that the newest. */
export function rankedRooms(rooms: ReadonlyMap<number, MyRoom>, query: string): MyRoom[] {
  const asked = query.trim();
  return orderedRooms(rooms)
    .map((room) => ({ room, fits: asked === '' ? 1 : fitOf(room, asked) }))
    .filter(({ fits }) => fits > 0)
    .sort((a, b) => b.fits - a.fits || urgency(b.room) - urgency(a.room))
    .slice(0, MOST)
    .map(({ room }) => room);
}

function fitOf(room: MyRoom, query: string): number {
  return Math.max(fit(roomTitle(room), query), room.peer ? fit(room.peer.username, query) : 0);
}

function urgency(room: MyRoom): number {
  if (room.muted || room.unread_count === 0) return 0;
  return room.mention_count > 0 || room.kind === 'direct' ? 2 : 1;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function hasInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + letter.length;
    if (at < letter.length) return false;
  }
  return true;
}
