package dev.gapless.chat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the SQL statements of a piece of work, whoever prepares them. */
final class Statements {
    private static final ThreadLocal<List<String>> prepared = ThreadLocal.withInitial(ArrayList::new);

    private Statements() {}

    /** The SQL that the action causes on this thread. */
    static List<String> of(Callable<?> action) throws Exception {
        prepared.get().clear();
        action.call();
        return List.copyOf(prepared.get());
    }

    static DataSource counted(DataSource source) {
        return new DelegatingDataSource(source) {
            @Override
            public Connection getConnection() throws java.sql.SQLException {
                return counted(super.getConnection());
            }
        };
    }

    private static Connection counted(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("prepare") && arguments[0] instanceof String sql) {
                        prepared.get().add(sql);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
