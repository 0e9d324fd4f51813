/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.work;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Enquiry;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the authority for one call of a plug-in. Thread-safe. */
@ProviderType
public interface Works {

    /**
     * Opens a work; it dies when it is closed.
     *
     * @param order what it is for
     * @param enquirer answers its enquiries; the same for which rights were checked
     */
    OpenWork open(Order order, Enquirer enquirer);

    /** Opens a work that has no right to ask any register. */
    OpenWork open(Order order);

    /**
     * What a work is for.
     *
     * @param key idempotency key, 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param actor who clicked
     * @param party for whom
     * @param purpose why
     * @param deadline when the caller stops waiting
     */
    record Order(
            String key,
            Optional<Party> actor,
            Optional<Party> party,
            LocalText purpose,
            Locale language,
            Instant deadline) {
        public Order {
            if (!key.matches("[A-Za-z0-9._-]{1,128}")) {
                throw new IllegalArgumentException("not a key of a work");
            }
        }
    }

    /** Answers the enquiries of a work. */
    @FunctionalInterface
    interface Enquirer {
        Answer enquire(Enquiry enquiry);
    }

    /** A work until it is closed. */
    interface OpenWork extends Work, AutoCloseable {
        @Override
        void close();
    }
}
