package dev.gapless.account;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** People as others see them. */
@Repository
public class People {
    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The person with this id. */
    public Optional<UserView> find(long id) {
        return jdbc.sql("select " + UserView.columns("u") + " from users u where u.id = :id")
                .param("id", id)
                .query((row, number) -> UserView.of(row, "u"))
                .optional();
    }

    /** Who is logged in. */
    public UserView get(UserPrincipal user) {
        return find(user.id()).orElseThrow();
    }
}
