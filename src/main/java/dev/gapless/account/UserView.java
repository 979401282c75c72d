package dev.gapless.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A person as others see them, in answers and events.
 *
 * @param displayName how they want to be called: their username unless they chose otherwise
 * @param avatarUrl where their picture is; null when they have none. Another picture has another URL
 */
public record UserView(
        long id,
        String username,
        String displayName,
        @Nullable String avatarUrl) {

    /** The columns that {@link #of(ResultSet, String)} reads, of the table with this alias. */
    public static String columns(String alias) {
        return "%1$s.id as %1$s_id, %1$s.username as %1$s_name, %1$s.display_name as %1$s_shown, %1$s.avatar as %1$s_avatar"
                .formatted(alias);
    }

    /** Reads a person from {@link #columns}. */
    public static UserView of(ResultSet row, String alias) throws SQLException {
        return of(
                row.getLong(alias + "_id"),
                row.getString(alias + "_name"),
                row.getString(alias + "_shown"),
                row.getString(alias + "_avatar"));
    }

    static UserView of(User user) {
        return of(user.id(), user.username(), user.displayName(), user.avatar());
    }

    private static UserView of(long id, String username, @Nullable String displayName, @Nullable String avatar) {
        return new UserView(
                id,
                username,
                displayName == null ? username : displayName,
                avatar == null ? null : "/api/users/" + id + "/avatar?v=" + avatar);
    }
}
