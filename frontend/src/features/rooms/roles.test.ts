import { expect, test } from 'vitest';
import { userOf } from '../../model/samples';
import type { Member, Role } from '../../model/types';
import { actionsOn } from './roles';

const memberOf = (id: number, role: Role): Member => ({
  user: userOf(id),
  role,
  joined_at: '2026-01-01T00:00:00Z',
  online: false,
  last_seen_at: null,
});

test('the owner promotes, demotes, hands over and removes', () => {
  expect(actionsOn(memberOf(2, 'member'), 'owner', 1)).toEqual(['promote', 'hand over', 'remove']);
  expect(actionsOn(memberOf(2, 'admin'), 'owner', 1)).toEqual(['demote', 'hand over', 'remove']);
});

test('admins remove members, and nobody else', () => {
  expect(actionsOn(memberOf(2, 'member'), 'admin', 1)).toEqual(['remove']);
  expect(actionsOn(memberOf(2, 'admin'), 'admin', 1)).toEqual([]);
  expect(actionsOn(memberOf(2, 'owner'), 'admin', 1)).toEqual([]);
});

test('members do nothing with others, and nobody anything with themselves', () => {
  expect(actionsOn(memberOf(2, 'member'), 'member', 1)).toEqual([]);
  expect(actionsOn(memberOf(1, 'owner'), 'owner', 1)).toEqual([]);
});
