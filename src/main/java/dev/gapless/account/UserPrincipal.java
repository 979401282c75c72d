package dev.gapless.account;

import java.io.Serializable;
import java.security.Principal;

/**
 * Who is logged in: the principal of an authenticated request.
 *
 * @param id the user's id
 * @param username the login name, as registered
 * @param session names this login (not the secret session id); tokens made from it carry it, so that ending the
 *     login ends its sockets
 */
public record UserPrincipal(long id, String username, String session) implements Principal, Serializable {
    @Override
    public String getName() {
        return username;
    }
}
