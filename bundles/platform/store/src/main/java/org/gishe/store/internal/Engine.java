/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.gishe.store.Store.Unit;

/** A kind of data base. */
interface Engine extends AutoCloseable {

    <T> CompletableFuture<T> unit(Unit<T> unit);

    <T> T commit(Unit<T> unit);

    <T> T read(Unit<T> query);

    /**
     * Connections in auto-commit mode for migrations and leases, which stay out of the way of units. What they write may be
     * lost with the machine's power, not with the process: a lease or a migration is then simply made again.
     */
    DataSource service();

    /** What the placeholders of a migration stand for. */
    Map<String, String> types();

    /** Whether {@link #copy} works. */
    default boolean copies() {
        return false;
    }

    /** Writes a checked copy of all that is committed; units go on. */
    default void copy(Path target) {
        throw new UnsupportedOperationException("this data base is copied with the tools of its server");
    }

    /** Runs a query on a copy. */
    default <T> T read(Path copy, Unit<T> query) {
        throw new UnsupportedOperationException("this data base is copied with the tools of its server");
    }

    /** Lets waiting units finish, then refuses new ones. */
    @Override
    void close();
}
