/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The data base. Nobody holds a connection: a unit of work is a function that the store runs, and its result arrives
 * after the commit, durably on disk. Thread-safe.
 *
 * <p>On SQLite one writer runs all waiting units in one transaction, each in a savepoint of its own (group commit): a
 * unit that throws is rolled back alone. On PostgreSQL each unit is a transaction, repeated on a serialisation failure:
 * a unit may therefore run more than once and must have no effect outside its handle.
 *
 * <p>What holds on both: a unit that fails in SQL must fail as a whole (PostgreSQL runs nothing more in that transaction;
 * "insert unless it stands there" is {@code ON CONFLICT … DO NOTHING}), and a key given by the data base is asked for with
 * {@code RETURNING}. A unit that uses the store itself, or a handle that ends its transaction, is told so with an {@link
 * IllegalStateException}.
 */
@ProviderType
public interface Store {

    /** Runs a unit; the future ends after its commit, or with what it threw, nothing being kept then. */
    <T> CompletableFuture<T> unit(Unit<T> unit);

    /**
     * Runs a unit and waits for its commit.
     *
     * @throws RuntimeException what the unit threw, itself; {@link StoreException} when the store failed or was closed
     */
    <T> T commit(Unit<T> unit);

    /** Runs a query on a snapshot; must not write. Throws as {@link #commit} does. */
    <T> T read(Unit<T> query);

    /**
     * Brings a bundle's own tables up to date. Called by each owning component in its constructor. Scripts stand in the
     * bundle as {@code db/<owner>/V<n>__<words>.sql}; {@code ${bytes}} stands for the column type of bytes, {@code
     * ${identity}} for that of a rising primary key given by the data base.
     *
     * @param owner name of the owning bundle's last segment, for example {@code journal}
     * @param anchor a class of the bundle that holds the scripts
     * @throws StoreException when a script fails
     */
    void migrate(String owner, Class<?> anchor);

    /** Work on one handle; what it returns arrives after the commit. */
    @FunctionalInterface
    interface Unit<T> {
        T run(Handle handle) throws Exception;
    }
}
