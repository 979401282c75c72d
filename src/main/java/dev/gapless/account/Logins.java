package dev.gapless.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Begins and ends logins: who is logged in stands in the HTTP session, as {@link LoginRecord}. */
@Component
public class Logins {
    private final SecurityContextRepository contexts;
    private final LoginEnds ends;
    private final LoginSessions sessions;
    private final InstantSource clock;

    Logins(SecurityContextRepository contexts, LoginEnds ends, LoginSessions sessions, InstantSource clock) {
        this.contexts = contexts;
        this.ends = ends;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Logs a person in, in place of whoever was logged in with this session. The session gets a new id, so that an id
     * planted beforehand is worth nothing.
     */
    @Transactional
    public void begin(UserView user, HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            request.getSession(true);
        } else {
            UserPrincipal before = LoginRecord.in(session);
            if (before != null) {
                ends.add(new SessionsEnded(before.id(), before.session()));
            }
            request.changeSessionId();
        }
        UserPrincipal principal =
                new UserPrincipal(user.id(), user.username(), UUID.randomUUID().toString());
        SecurityContext context = LoginContexts.contextOf(principal);
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
        LoginOrigin.of(request, clock.instant()).put(request.getSession());
    }

    /** Logs out. The session goes, and its sockets are told, in one transaction. */
    @Transactional
    public void end(UserPrincipal user, HttpServletRequest request) {
        ends.add(new SessionsEnded(user.id(), user.session()));
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        SecurityContextHolder.clearContext();
    }

    /**
     * Ends another login of this user.
     *
     * @param login its name
     * @return whether there was one
     */
    @Transactional
    public boolean end(UserPrincipal user, String login) {
        boolean ended = sessions.delete(new UserPrincipal(user.id(), user.username(), login));
        if (ended) {
            ends.add(new SessionsEnded(user.id(), login));
        }
        return ended;
    }

    /** Ends all other logins of this user, whether or not there are any: tokens of earlier ones may be left. */
    @Transactional
    public void endOthers(UserPrincipal user) {
        sessions.deleteOthers(user);
        ends.add(new SessionsEnded(user.id(), null, user.session()));
    }
}
