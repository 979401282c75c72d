package dev.gapless;

import dev.gapless.hub.FollowLoader;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against the whole application on a real database and a real port. All classes with this annotation share one
 * application, and have to share it nicely: names of their own, no counting of everything.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(
        // Named, since some packages have smaller applications for tests of their own, which would be found first.
        classes = GaplessApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.forward-headers-strategy=native",
            // A page and a script to serve, whether or not the web app has been built.
            "spring.web.resources.static-locations=classpath:/web/",
            // Limits that do not grow back while a slow machine works its way up to them.
            "gapless.rate-limit.login-name.every=1h",
            "gapless.rate-limit.registration.every=1h",
            "gapless.rate-limit.write.every=1h",
            "gapless.rate-limit.read.every=1h",
            "gapless.rate-limit.profile.every=1h"
        })
@ContextConfiguration(initializers = TestDatabase.class)
@Import(GaplessTest.Alone.class)
public @interface GaplessTest {

    /** Stands in for features that are not there. */
    @TestConfiguration(proxyBeanMethods = false)
    class Alone {
        /** Every channel is just its topic. */
        @Bean
        @Fallback
        FollowLoader followLoader() {
            return channels -> channels.stream().collect(Collectors.toMap(channel -> channel, Set::of));
        }
    }
}
