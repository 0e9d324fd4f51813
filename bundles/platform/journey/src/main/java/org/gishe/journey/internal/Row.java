/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;

/** A submission as its row stands. */
record Row(
        String id,
        PersonId owner,
        String service,
        String version,
        Locale language,
        LocalText title,
        List<String> steps,
        String provider,
        String content,
        String step,
        int visit,
        Instant entered,
        int attempts,
        Status state,
        String reason,
        Optional<Instant> due,
        long fence,
        Instant filed,
        Optional<String> number,
        Optional<Instant> received,
        Optional<Instant> term,
        Optional<Boolean> granted,
        Optional<String> decision,
        Optional<String> message) {

    static final String CLOSED = "closed";

    /** Why a submission stands where it stands. */
    enum Status {
        /** Goes on when it is due. */
        RUNNING,
        /** The person is asked for a signature. */
        SIGNATURE,
        /** The person did not sign; may be asked anew. */
        NOT_SIGNED,
        /** Tried again later: something outside is down. */
        DELAYED,
        /** Needs somebody of the agency or an operator. */
        PARKED,
        CLOSED
    }

    /** Names one effect: the same for each repetition of it, another for another. */
    String key() {
        return id + "." + step + "." + visit;
    }

    /** What comes after this step. */
    String next() {
        int place = steps.indexOf(step);
        return place + 1 < steps.size() ? steps.get(place + 1) : CLOSED;
    }
}
