/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup;

import java.io.IOException;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes back-ups: one archive with the data base, as it stood at one instant, and every large document that it names, with
 * the sums of all. Never the keys, without which nobody reads it. Thread-safe; one back-up at a time.
 */
@ProviderType
public interface Backup {

    /**
     * Writes into the journal who takes a back-up, then copies the data base, which may take minutes; the platform serves
     * meanwhile.
     *
     * @param operator who asks for it
     * @throws BusyException if another is being made
     * @throws org.gishe.store.StoreException if the data base cannot be copied; nothing is left
     */
    Ready begin(String operator);

    /** A back-up that can be sent; whoever began it closes it. Not thread-safe. */
    interface Ready extends AutoCloseable {

        /** For example {@code gishe-backup-20261123T080000Z.zip}. */
        String name();

        /**
         * Writes the archive; once.
         *
         * @throws IOException if it cannot be written to its end; what was written is no back-up, and shows it
         */
        void write(OutputStream out) throws IOException;

        @Override
        void close();
    }

    /** Another back-up is being made. */
    final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public BusyException() {
            super("another back-up is being made");
        }
    }
}
