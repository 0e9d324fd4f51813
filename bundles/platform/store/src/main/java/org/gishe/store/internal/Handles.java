/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
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

    private final Jdbi jdbi = Jdbi.create(() -> {
        throw new IllegalStateException("a handle is opened on a connection");
    });

    Handles() {
        jdbi.setTransactionHandler(new Refusing());
    }

    Handles(StatementBuilderFactory statements) {
        this();
        jdbi.setStatementBuilderFactory(statements);
    }

    /** A handle for one batch or unit; closing it leaves the connection open. */
    Handle open(Connection connection) {
        return jdbi.open(guarded(connection));
    }

    private static Connection guarded(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Handles.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (OURS.contains(method.getName())) {
                        throw refusal();
                    }
                    if (method.getName().equals("getAutoCommit")) {
                        return true; // JDBI would put its own handler of transactions in place of ours
                    }
                    if (method.getName().equals("close")) {
                        return null; // a handle closes its connection; this one goes on
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
