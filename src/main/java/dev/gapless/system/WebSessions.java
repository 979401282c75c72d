package dev.gapless.system;

import dev.gapless.account.Storable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** HTTP sessions in the database: they outlive the server and are known to all of several. */
@Configuration(proxyBeanMethods = false)
class WebSessions {
    private static final Duration TOUCH_AT_MOST_EVERY = Duration.ofMinutes(1);

    /** Session attributes are texts, nothing else: see the account package's record of a login. */
    @Bean
    ConversionService springSessionConversionService() {
        GenericConversionService conversions = new GenericConversionService();
        conversions.addConverter(Object.class, byte[].class, value -> {
            if (value instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            throw new IllegalArgumentException("a session holds only texts, not a " + value.getClass());
        });
        conversions.addConverter(byte[].class, Object.class, WebSessions::text);
        return conversions;
    }

    /** The attribute, or an empty text when something else wrote it. */
    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Storable.isStorable(text) ? text : "";
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    /** Changes of sessions are part of the transaction that they are made in, such as a logout and its event. */
    @Bean
    TransactionOperations springSessionTransactionOperations(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    /**
     * Every request tells its session that it was used. Writing that down once a minute is enough; otherwise each
     * request would commit, and wait for the disk, one time more than it has to.
     */
    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> touchSessionsSeldom() {
        return sessions -> sessions.setUpdateSessionQuery("""
                update %%TABLE_NAME%% s
                   set session_id = new.session_id, last_access_time = new.last_access_time,
                       max_inactive_interval = new.max_inactive_interval, expiry_time = new.expiry_time,
                       principal_name = new.principal_name
                  from (values (?, cast(? as bigint), cast(? as int), cast(? as bigint), ?, ?))
                       as new (session_id, last_access_time, max_inactive_interval, expiry_time, principal_name, id)
                 where s.primary_id = new.id
                   and (s.session_id, s.max_inactive_interval, coalesce(s.principal_name, ''))
                       is distinct from (new.session_id, new.max_inactive_interval, coalesce(new.principal_name, ''))
                    or s.primary_id = new.id
                   and s.last_access_time < new.last_access_time - %d
                """.formatted(TOUCH_AT_MOST_EVERY.toMillis()));
    }

    @Bean
    CookieSerializer sessionCookie(ServerProperties server) {
        return new WebSessionCookie(server.getServlet().getSession().getCookie().getSecure());
    }

    /** Only the API has sessions. Elsewhere, at the gateway above all, not even a wrapper gets in the way. */
    @Bean
    static BeanPostProcessor sessionsForTheApiOnly() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (name.equals("sessionRepositoryFilterRegistration")
                        && bean instanceof AbstractFilterRegistrationBean<?> registration) {
                    registration.setUrlPatterns(List.of("/api/*"));
                }
                return bean;
            }
        };
    }
}
