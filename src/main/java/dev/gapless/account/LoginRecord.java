package dev.gapless.account;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Who is logged in, as text in a session attribute: {@code <user id> <login> <username>}. Not a serialised object:
 * a server of any later version can read it, nothing is ever deserialised from the database, and what cannot be read
 * is simply no login.
 */
final class LoginRecord {
    static final String ATTRIBUTE = "login";
    private static final int FIELDS = 3;

    private LoginRecord() {}

    /** Who is logged in with this session; null when nobody is. */
    static @Nullable UserPrincipal in(HttpSession session) {
        return session.getAttribute(ATTRIBUTE) instanceof String text ? parse(text) : null;
    }

    /** Who a text says is logged in; null when it is no such text. */
    static @Nullable UserPrincipal parse(String text) {
        String[] fields = text.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            return null;
        }
        try {
            return new UserPrincipal(Long.parseLong(fields[0]), fields[2], fields[1]);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static void put(UserPrincipal user, HttpSession session) {
        session.setAttribute(ATTRIBUTE, text(user));
        // Spring Session keeps this in a column with an index: all sessions of a user can be found by it.
        session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, Long.toString(user.id()));
    }

    static String text(UserPrincipal user) {
        return user.id() + " " + user.session() + " " + user.username();
    }

    static void remove(HttpSession session) {
        session.removeAttribute(ATTRIBUTE);
        session.removeAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
    }
}
