/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import java.nio.file.Path;
import org.gishe.store.Store.Unit;
import org.osgi.annotation.versioning.ProviderType;

/** Copies of the data base that are made while it serves. Thread-safe. */
@ProviderType
public interface Snapshots {

    /** Whether the data base is a file of this node; if not, whoever runs its server copies it with the server's tools. */
    boolean possible();

    /**
     * Writes a copy that holds every unit acknowledged before the call, and of each later one all or nothing. Units go on
     * meanwhile; the copy is checked before this returns. It takes as much room as the data, and until it is done the data
     * base's log grows by what is written.
     *
     * @param target a file that does not exist yet
     * @throws UnsupportedOperationException if none is {@link #possible}
     * @throws StoreException if it cannot be written, or what was copied is damaged; no file is left then
     */
    void take(Path target);

    /** Runs a query on a copy. Throws as {@link Store#read} does. */
    <T> T read(Path copy, Unit<T> query);
}
