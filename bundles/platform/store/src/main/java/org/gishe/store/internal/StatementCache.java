/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/** Keeps the prepared statements of the writer's connection: SQLite's driver would compile each anew. Not thread-safe. */
final class StatementCache implements StatementBuilder {

    private static final int SIZE = 256;

    private final StatementBuilder plain = new DefaultStatementBuilder();
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(64, 0.75f, true);
    /** By what text each was made: on closing, JDBI names it by the text before its named parameters were replaced. */
    private final Map<PreparedStatement, String> lent = new IdentityHashMap<>();

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return plain.create(connection, context);
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (context.isReturningGeneratedKeys() || context.isConcurrentUpdatable()) {
            return plain.create(connection, sql, context);
        }
        PreparedStatement cached = idle.remove(sql);
        PreparedStatement prepared = cached != null ? cached : connection.prepareStatement(sql);
        lent.put(prepared, sql);
        return prepared;
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        String text = lent.remove(statement);
        if (text != null
                && statement instanceof PreparedStatement prepared
                && !prepared.isClosed()
                && prepared.getMaxRows() == 0
                && prepared.getQueryTimeout() == 0) {
            prepared.clearParameters();
            prepared.clearBatch();
            PreparedStatement double_ = idle.put(text, prepared);
            if (double_ != null) {
                double_.close();
            }
            if (idle.size() > SIZE) {
                var eldest = idle.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
        } else {
            statement.close();
        }
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return plain.createCall(connection, sql, context);
    }
}
