/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.tools;

import java.math.BigDecimal;
import java.net.URI;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes a fee. Thread-safe; passive. */
@ConsumerType
public interface PaymentProvider {

    /** What the person reads when choosing how to pay. */
    LocalText title();

    /** Asks for a payment. Repeatable with the {@code SAME_KEY}: one order is made. */
    Order begin(Work work, BigDecimal amount, String currency, LocalText reason, URI returnAddress);

    /** What became of an order. Repeatable {@code FREELY}. */
    State status(Work work, String order);

    /**
     * @param id the provider's name for the order
     * @param page where the person pays
     */
    record Order(String id, URI page) {}

    /** States; treat one that you do not know as {@link #PENDING}. */
    enum State {
        PENDING,
        /** Final. */
        PAID,
        /** Final. */
        REFUSED,
        /** Final. */
        EXPIRED
    }
}
