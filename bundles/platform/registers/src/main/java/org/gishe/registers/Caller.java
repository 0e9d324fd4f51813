/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;

/**
 * Who asks, for whom, why.
 *
 * @param consumer who holds the grant: {@code service/<id>}
 * @param administration EIK of the asking administration
 * @param actor who clicked
 * @param party for whom
 * @param matter submission or draft
 * @param basis on what law
 * @param purpose why
 * @param key idempotency key of the work
 * @param deadline when the caller stops waiting
 */
public record Caller(
        String consumer,
        String administration,
        Optional<Party> actor,
        Optional<Party> party,
        String matter,
        LegalBasis basis,
        LocalText purpose,
        String key,
        Locale language,
        Instant deadline) {}
