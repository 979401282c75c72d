package dev.gapless.account;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * People to try the messenger with. They come with an empty embedded database, unless {@code gapless.demo} is false.
 * A database that somebody configured never gets them: their password is known to the world.
 */
@Component
public class DemoAccounts implements SmartInitializingSingleton {
    static final List<String> PEOPLE = List.of("alice", "bob", "carol");
    static final String PASSWORD = "gapless-demo";

    private static final Logger log = LoggerFactory.getLogger(DemoAccounts.class);

    private final boolean embedded;
    private final boolean wanted;
    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final TransactionOperations transactions;
    private final ObjectProvider<DemoContent> content;

    DemoAccounts(
            Environment environment,
            JdbcClient jdbc,
            Accounts accounts,
            TransactionOperations transactions,
            ObjectProvider<DemoContent> content) {
        this.embedded = environment.getProperty("spring.datasource.url", "").isBlank();
        this.wanted = environment.getProperty("gapless.demo", Boolean.class, embedded);
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.transactions = transactions;
        this.content = content;
    }

    /** Someone to log in as. */
    public record Offered(String username, String password) {}

    /** Who may be logged in as: the demo people whose password is still the one that they were given. */
    public List<Offered> offered() {
        if (!embedded) {
            return List.of();
        }
        return jdbc.sql("""
                        select u.username from demo_accounts d
                          join users u on u.id = d.user_id and u.password_hash = d.password_hash
                         order by u.id
                        """)
                .query((row, number) -> new Offered(row.getString("username"), PASSWORD))
                .list();
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!wanted) {
            return;
        }
        if (!embedded) {
            log.warn("gapless.demo is ignored: demo accounts exist on the embedded database only, and this one is"
                    + " configured (spring.datasource.url)");
            return;
        }
        transactions.executeWithoutResult(status -> createPeople());
        content.orderedStream().forEach(DemoContent::create);
    }

    private void createPeople() {
        boolean empty = jdbc.sql("select not exists (select from users)")
                .query(Boolean.class)
                .single();
        if (empty) {
            PEOPLE.forEach(name -> accounts.register(name, PASSWORD));
            jdbc.sql("insert into demo_accounts (user_id, password_hash) select id, password_hash from users")
                    .update();
        }
    }
}
