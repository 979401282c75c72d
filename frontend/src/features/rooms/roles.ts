import type { Member, Role } from '../../model/types';

export type MemberAction = 'promote' | 'demote' | 'hand over' | 'remove';

/** What somebody of a role may do with another member, as the server rules it. */
export function actionsOn(member: Member, myRole: Role, myId: number): readonly MemberAction[] {
  if (member.user.id === myId || member.role === 'owner') return [];
  if (myRole === 'owner') return [member.role === 'admin' ? 'demote' : 'promote', 'hand over', 'remove'];
  return myRole === 'admin' && member.role === 'member' ? ['remove'] : [];
}
