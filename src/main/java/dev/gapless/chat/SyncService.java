package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserPrincipal;
import dev.gapless.account.UserView;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.StreamPosition;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads the whole state of a user, and the position from which events complete it. */
@Service
class SyncService {
    private final EventLog log;
    private final RoomList list;
    private final People people;

    SyncService(EventLog log, RoomList list, People people) {
        this.people = people;
        this.log = log;
        this.list = list;
    }

    record State(StreamPosition position, UserView me, List<MyRoom> rooms) {}

    /**
     * All rooms, not a page of them: a client that shows a part as the whole would take its other rooms for left. The
     * position comes first, so that what commits meanwhile is in the events, and perhaps also in the state.
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public State read(UserPrincipal user) {
        StreamPosition position = log.visiblePosition();
        return new State(position, people.get(user), list.all(user.id()));
    }
}
