package dev.gapless.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** Tells Spring Security who is logged in, from the {@link LoginRecord}; the session is read only when asked. */
@Component
class LoginContexts implements SecurityContextRepository {

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(request);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // Spring asks for it until it is gone there
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return loadDeferredContext(holder.getRequest()).get();
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        Authentication authentication = context.getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof UserPrincipal user) {
            LoginRecord.put(user, request.getSession());
            return;
        }
        HttpSession session = request.getSession(false);
        if (session != null) {
            LoginRecord.remove(session);
        }
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return userOf(request) != null;
    }

    static SecurityContext contextOf(UserPrincipal user) {
        return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(user, null, List.of()));
    }

    private static @Nullable UserPrincipal userOf(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : LoginRecord.in(session);
    }

    private static final class Deferred implements DeferredSecurityContext {
        private final HttpServletRequest request;
        private @Nullable SecurityContext context;
        private boolean generated;

        Deferred(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public SecurityContext get() {
            SecurityContext known = context;
            if (known == null) {
                UserPrincipal user = userOf(request);
                generated = user == null;
                known = user == null
                        ? SecurityContextHolder.getContextHolderStrategy().createEmptyContext()
                        : contextOf(user);
                context = known;
            }
            return known;
        }

        @Override
        public boolean isGenerated() {
            get();
            return generated;
        }
    }
}
