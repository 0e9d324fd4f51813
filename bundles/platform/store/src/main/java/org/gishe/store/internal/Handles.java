/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Opens handles for units: beginning and ending transactions is the store's affair alone. */
final class Handles {

    private static final Set<String> OURS = Set.of(
            "commit",
            "rollback",
            "setAutoCommit",
            "setSavepoint",
            "releaseSavepoint",
            "abort",
            "setTransactionIsolation",
            "setReadOnly");

    private final ThreadLocal<Connection> next = new ThreadLocal<>();
    private final Jdbi jdbi = Jdbi.create(new ConnectionFactory() {
        @Override
        public Connection openConnection() {
            return next.get();
        }

        @Override
        public void closeConnection(Connection connection) {
            // it goes back to where it came from, with whoever opened the handle
        }
    });

    Handles() {
        jdbi.setTransactionHandler(new Refusing());
    }

    Handles(StatementBuilderFactory statements) {
        this();
        jdbi.setStatementBuilderFactory(statements);
    }

    /**
     * A handle for one batch or unit; closing it leaves the connection open. JDBI's own way to open one on a given
     * connection makes everything anew each time, its caches included.
     */
    Handle open(Connection connection) {
        next.set(guarded(connection));
        try {
            return jdbi.open();
        } finally {
            next.remove();
        }
    }

    private static Connection guarded(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Handles.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (OURS.contains(method.getName())) {
                        throw refusal();
                    }
                    if (method.getName().equals("close")) {
                        return null; // it is not the unit's
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static IllegalStateException refusal() {
        return new IllegalStateException("a unit neither begins nor ends a transaction");
    }

    private static final class Refusing implements TransactionHandler {

        @Override
        public void begin(Handle handle) {
            throw refusal();
        }

        @Override
        public void commit(Handle handle) {
            throw refusal();
        }

        @Override
        public void rollback(Handle handle) {
            throw refusal();
        }

        @Override
        public boolean isInTransaction(Handle handle) {
            return true;
        }

        @Override
        public void savepoint(Handle handle, String name) {
            throw refusal();
        }

        @Override
        public void rollbackToSavepoint(Handle handle, String name) {
            throw refusal();
        }

        @Override
        public void releaseSavepoint(Handle handle, String name) {
            throw refusal();
        }

        @Override
        public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
            return callback.withHandle(handle);
        }

        @Override
        public <R, X extends Exception> R inTransaction(
                Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) throws X {
            return callback.withHandle(handle);
        }
    }
}
