package dev.gapless.gateway;

import dev.gapless.account.UserPrincipal;
import dev.gapless.gateway.channel.Access;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.token.Tokens;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Hands out tokens for the gateway to people who are logged in. */
@RestController
@RequestMapping("/api/token")
class TokenController {
    record TokenView(String token) {}

    private final Tokens tokens;
    private final ChannelPolicy policy;

    TokenController(Tokens tokens, ChannelPolicy policy) {
        this.tokens = tokens;
        this.policy = policy;
    }

    @GetMapping("/connection")
    TokenView connection(@AuthenticationPrincipal UserPrincipal user) {
        return new TokenView(tokens.forConnection(user));
    }

    @GetMapping("/subscription")
    TokenView subscription(@AuthenticationPrincipal UserPrincipal user, @RequestParam String channel) {
        if (!isAllowed(Long.toString(user.id()), channel)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "not a channel that you may subscribe to");
        }
        return new TokenView(tokens.forSubscription(user, channel));
    }

    private boolean isAllowed(String user, String channel) {
        // What is guarded depends on more than a token can vouch for; whoever may have such a channel needs no token.
        return policy.find(channel) instanceof Lookup.Found found
                && policy.subscribe(found.channel(), user, false) instanceof Access.Granted granted
                && granted.guard() == null;
    }
}
