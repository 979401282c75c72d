import { ActionIcon, Button, Menu } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { errorText, type Http } from '../../lib/http';
import { useFocusHandOver } from '../../lib/useFocusHandOver';
import type { Member, MyRoom, User } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { presenceText } from '../../ui/format';
import { DotsIcon } from '../../ui/icons';
import { OnlineDot } from '../../ui/OnlineDot';
import { changeRole, removeMember } from './members';
import { actionsOn, type MemberAction } from './roles';

interface Props {
  readonly http: Http;
  readonly room: MyRoom;
  readonly member: Member;
  readonly myId: number;
  readonly now: Date;
  readonly onChanged: () => void;
  readonly cardOf: (user: User, children: ReactNode) => ReactNode;
}

const WORDS: Record<MemberAction, string> = {
  promote: 'Make admin',
  demote: 'Make member',
  'hand over': 'Hand the room over',
  remove: 'Remove from room',
};

/** Not to be done by a slip of the mouse. */
const isWeighty = (action: MemberAction) => action === 'remove' || action === 'hand over';

export function MemberRow({ http, room, member, myId, now, onChanged, cardOf }: Props) {
  const { user, role } = member;
  const [asked, setAsked] = useState<MemberAction | null>(null);
  const [error, setError] = useState<string | null>(null);
  const actions = actionsOn(member, room.my_role, myId);
  const item = useRef<HTMLLIElement>(null);
  const who = useRef<HTMLButtonElement>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  useFocusHandOver(item);

  function choose(action: MemberAction) {
    if (isWeighty(action)) {
      setAsked(action);
    } else {
      menuButton.current?.focus();
      void act(action);
    }
  }

  function confirm(action: MemberAction) {
    // Not the menu: what is confirmed may take that away.
    who.current?.focus();
    void act(action);
  }

  function cancel() {
    menuButton.current?.focus();
    setAsked(null);
  }

  async function act(action: MemberAction) {
    setAsked(null);
    setError(null);
    try {
      await run(action, http, room.id, user.id);
      onChanged();
    } catch (failure) {
      setError(errorText(failure));
    }
  }

  return (
    <li ref={item} className="member" data-testid="member" data-user-id={user.id}>
      <div className="member__line">
        {cardOf(
          user,
          <button ref={who} type="button" className="member__who">
            <span className="member__picture">
              <Avatar name={user.display_name} src={user.avatar_url} size={34} />
              <OnlineDot online={member.online} />
            </span>
            <span className="member__about">
              <span className="member__name">
                {user.display_name}
                {user.id === myId && ' (you)'}
              </span>
              <span className="member__presence">{presenceText(member.online, member.last_seen_at, now)}</span>
            </span>
          </button>,
        )}
        {role !== 'member' && (
          <span className="member__role" data-testid="role">
            {role === 'owner' ? 'Owner' : 'Admin'}
          </span>
        )}
        {actions.length > 0 && (
          <Menu
            position="bottom-end"
            width={220}
            shadow="md"
            // It would take the focus from the question.
            returnFocus={false}
          >
            <Menu.Target>
              <ActionIcon
                ref={menuButton}
                variant="subtle"
                color="gray"
                aria-label={`Actions for ${user.display_name}`}
              >
                <DotsIcon size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {actions.map((action) => (
                <Menu.Item
                  key={action}
                  className={action === 'remove' ? 'panel__danger' : ''}
                  onClick={() => choose(action)}
                >
                  {WORDS[action]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {asked !== null && (
        <div className="member__question" role="group" aria-label="Are you sure?">
          <span>
            {asked === 'remove' ? 'Remove them from the room?' : 'Make them the owner, and yourself an admin?'}
          </span>
          <Button
            size="compact-sm"
            color={asked === 'remove' ? 'red.9' : 'brand'}
            autoFocus
            onClick={() => confirm(asked)}
          >
            {asked === 'remove' ? 'Remove' : 'Hand over'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={cancel}>
            Cancel
          </Button>
        </div>
      )}
      {error !== null && (
        <p className="panel__error" role="alert">
          {error}
        </p>
      )}
    </li>
  );
}

function run(action: MemberAction, http: Http, roomId: number, userId: number): Promise<void> {
  switch (action) {
    case 'promote':
      return changeRole(http, roomId, userId, 'admin');
    case 'demote':
      return changeRole(http, roomId, userId, 'member');
    case 'hand over':
      return changeRole(http, roomId, userId, 'owner');
    case 'remove':
      return removeMember(http, roomId, userId);
  }
}
