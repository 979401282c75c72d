package dev.gapless.account;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The limits of the REST API, counted in this server's memory. Each method throws {@link TooManyRequestsException} when
 * its limit is reached.
 */
@Component
public class RateLimits {
    private final boolean enabled;
    private final Limiter<String> logins;
    private final Limiter<AddressAndName> loginsByName;
    private final Limiter<String> registrations;
    private final Limiter<Long> writes;
    private final Limiter<Long> reads;
    private final Limiter<Long> profiles;
    private final Limiter<Pair> adds;
    private final Limiter<String> apiKeys;

    @Autowired
    RateLimits(RateLimitSettings settings) {
        this(settings, Ticker.systemTicker());
    }

    RateLimits(RateLimitSettings settings, Ticker ticker) {
        enabled = settings.enabled();
        String wrongLogins = "too many wrong logins, try again later";
        logins = new Limiter<>(wrongLogins, settings.login(), ticker);
        loginsByName = new Limiter<>(wrongLogins, settings.loginName(), ticker);
        registrations = new Limiter<>(
                "too many new accounts from your network, try again later", settings.registration(), ticker);
        writes = new Limiter<>("you are doing too much at once, slow down", settings.write(), ticker);
        reads = new Limiter<>("you are looking for too much at once, slow down", settings.read(), ticker);
        profiles = new Limiter<>(
                "you have changed your name or picture too often, try again later", settings.profile(), ticker);
        adds = new Limiter<>("you have added this person to too many rooms, try again later", settings.add(), ticker);
        apiKeys = new Limiter<>("too many wrong API keys, try again later", settings.apiKey(), ticker);
    }

    /** Counts a request that changes something. */
    public void write(long user) {
        if (enabled) {
            writes.take(user);
        }
    }

    /** Counts a request for what costs more than the rest. */
    public void read(long user) {
        if (enabled) {
            reads.take(user);
        }
    }

    /** Counts another name or picture, of which everybody hears who shares a room with the user. */
    void profile(long user) {
        if (enabled) {
            profiles.take(user);
        }
    }

    /** Counts that somebody adds another one to a room, who may not want that. */
    public void add(long by, long user) {
        if (enabled) {
            adds.take(new Pair(by, user));
        }
    }

    /** Counts a login before its password is checked, so that many at once count, too. */
    void login(String address, Username name) {
        if (enabled) {
            String network = ClientNetwork.of(address);
            logins.take(network);
            loginsByName.take(new AddressAndName(network, name.key()));
        }
    }

    /** The counted login was right: only wrong ones count. */
    void loginWasRight(String address, Username name) {
        if (enabled) {
            String network = ClientNetwork.of(address);
            logins.giveBack(network);
            loginsByName.giveBack(new AddressAndName(network, name.key()));
        }
    }

    /** Counts a registration. */
    void registration(String address) {
        if (enabled) {
            registrations.take(ClientNetwork.of(address));
        }
    }

    /** Asks, before a key of the server API is looked at, whether there were too many wrong ones. */
    public void apiKey(String address) {
        if (enabled) {
            apiKeys.require(ClientNetwork.of(address));
        }
    }

    /** Counts a wrong key of the server API. */
    public void apiKeyWasWrong(String address) {
        if (enabled) {
            apiKeys.takeIfAny(ClientNetwork.of(address));
        }
    }

    /** How many addresses, names and users are being counted. */
    long keys() {
        return Stream.of(logins, loginsByName, registrations, writes, reads, profiles, adds, apiKeys)
                .mapToLong(Limiter::keys)
                .sum();
    }

    private record Pair(long one, long other) {}

    private record AddressAndName(String address, String nameKey) {}
}
