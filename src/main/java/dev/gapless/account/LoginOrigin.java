package dev.gapless.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * When and where a login began, as text in a session attribute: {@code <time> <address> <device>}.
 *
 * @param address the client's, as the request told it
 * @param device for people: "Firefox on Linux"
 */
record LoginOrigin(Instant at, String address, String device) {
    static final String ATTRIBUTE = "origin";

    private static final int FIELDS = 3;
    /** No address is longer; what a careless proxy passes on from a client may be, and may be anything. */
    private static final int LONGEST_ADDRESS = 64;

    static LoginOrigin of(HttpServletRequest request, Instant now) {
        String address = request.getRemoteAddr();
        boolean plausible = address.length() <= LONGEST_ADDRESS && address.matches("[!-~]+");
        return new LoginOrigin(
                now.truncatedTo(ChronoUnit.MICROS),
                plausible ? address : "unknown",
                Device.of(request.getHeader(HttpHeaders.USER_AGENT)));
    }

    /** Reads what {@link #put} wrote; null when it is something else. */
    static @Nullable LoginOrigin parse(String text) {
        String[] fields = text.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            return null;
        }
        try {
            return new LoginOrigin(Instant.parse(fields[0]), fields[1], fields[2]);
        } catch (DateTimeException e) {
            return null;
        }
    }

    void put(HttpSession session) {
        session.setAttribute(ATTRIBUTE, at + " " + address + " " + device);
    }
}
