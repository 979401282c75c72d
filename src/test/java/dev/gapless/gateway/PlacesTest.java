package dev.gapless.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void placesAreLimitedInAllAndFreeAgainWhenLeftOnce() {
        Places newcomers = new Places(2, 0);
        Places.Place first = requireNonNull(newcomers.enter("1.2.3.4"));
        newcomers.enter("1.2.3.4");
        assertThat(newcomers.hasRoom("5.6.7.8")).isFalse();
        assertThat(newcomers.enter("5.6.7.8")).isNull();
        first.leave();
        first.leave();
        assertThat(newcomers.size()).isEqualTo(1);
        assertThat(newcomers.enter("5.6.7.8")).isNotNull();
        assertThat(newcomers.enter("5.6.7.8")).isNull();
    }

    @Test
    void allAddressesOfAnIpv6NetworkAreOne() {
        Places newcomers = new Places(0, 1);
        Places.Place place = requireNonNull(newcomers.enter("2001:db8:1:2::1"));
        assertThat(newcomers.hasRoom("2001:db8:1:2:ffff::9")).isFalse();
        assertThat(newcomers.hasRoom("2001:db8:1:3::1")).isTrue();
        assertThat(newcomers.hasRoom("192.0.2.1")).isTrue();
        place.leave();
        assertThat(newcomers.hasRoom("2001:db8:1:2:ffff::9")).isTrue();
    }
}
