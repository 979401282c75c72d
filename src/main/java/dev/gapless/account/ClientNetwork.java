package dev.gapless.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one client: an IPv4 address, or the /64 network of which an IPv6 client has all addresses. */
public final class ClientNetwork {
    private static final int IPV6_NETWORK_BYTES = 8;

    /** No address is longer; what a careless proxy passes on from a client may be. */
    private static final int LONGEST = 64;

    private ClientNetwork() {}

    /** The network that the address belongs to, as text of bounded length; equal for all addresses of one client. */
    public static String of(String address) {
        if (address.length() > LONGEST) {
            return "not an address";
        }
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // With a colon it is a literal, for which no name server is asked.
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK_BYTES))
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
