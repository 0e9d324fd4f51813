/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a condition.
 *
 * @param id name of its check, a slash, its subject
 * @param words as they were last
 * @param since when it began
 * @param open whether it lasts
 * @param announced whether mail went out about it since it began
 * @param told when mail about its beginning went out last, also before it began anew
 */
record Episode(String id, String words, Instant since, boolean open, boolean announced, Optional<Instant> told) {

    static Episode begun(String id, String words, Instant now, Optional<Instant> told) {
        return new Episode(id, words, now, true, false, told);
    }

    Episode announced(Instant now) {
        return new Episode(id, words, since, true, true, Optional.of(now));
    }

    Episode over() {
        return new Episode(id, words, since, false, false, told);
    }

    String check() {
        return id.substring(0, id.indexOf('/'));
    }

    String subject() {
        return id.substring(id.indexOf('/') + 1);
    }
}
