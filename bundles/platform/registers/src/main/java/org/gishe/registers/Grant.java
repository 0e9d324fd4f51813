/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;

/**
 * A right to make one kind of enquiry, as it stands.
 *
 * @param id names it for ever
 * @param wish what was asked for, or what of it was granted
 * @param requestedBy who asked for it
 * @param decidedBy who decided last; empty while nobody did
 * @param note why it was rejected or revoked; empty otherwise
 */
public record Grant(
        String id,
        Wish wish,
        State state,
        String requestedBy,
        Instant requested,
        Optional<String> decidedBy,
        Optional<Instant> decided,
        String note) {

    /** Where a grant stands. */
    public enum State {
        REQUESTED,
        APPROVED,
        REJECTED,
        REVOKED
    }

    /** Whether it counts at that instant. */
    public boolean holds(Instant at) {
        return state == State.APPROVED
                && !at.isBefore(wish.from())
                && wish.until().map(at::isBefore).orElse(true);
    }

    /**
     * What is wished for.
     *
     * @param consumer {@code service/<id>}, {@code system/<name>} or {@code desk/<EIK>}
     * @param administration EIK of the administration that will ask
     * @param register id of the register's adapter
     * @param operation name of the enquiry
     * @param elements JSON pointers of the response; a single {@code *} for all that the register names
     * @param basis the law by which; empty: each call names its own
     * @param purpose why; empty: each call names its own
     * @param mayLeaveOut whether a call may leave basis and purpose out, and the grant's apply; over REST never
     * @param until when it ends; empty for no end
     * @param sealedFor for how long an enquiry may be kept from the person it is about, where a law says so; empty: not at all.
     *     At most 10 years; never for an e-service, whose applicant sees the answer
     */
    public record Wish(
            String consumer,
            String administration,
            String register,
            String operation,
            List<String> elements,
            Optional<LegalBasis> basis,
            Optional<LocalText> purpose,
            boolean mayLeaveOut,
            Instant from,
            Optional<Instant> until,
            Optional<Duration> sealedFor) {

        private static final Duration LONGEST_SEALED = Duration.ofDays(3_653);
        private static final int MOST_ELEMENTS = 500;

        /** @throws IllegalArgumentException with a sentence for whoever wishes */
        public Wish {
            if (!consumer.matches("(service/[a-z][a-z0-9-]{0,63}|system/[a-z][a-z0-9._@-]{0,63}|desk/[0-9]{9,13})")) {
                throw new IllegalArgumentException(
                        "a consumer is service/<id>, system/<name> or desk/<EIK>, not: " + shortened(consumer));
            }
            if (!administration.matches("[0-9]{9}|[0-9]{13}")) {
                throw new IllegalArgumentException("an administration is named by its EIK of 9 or 13 digits");
            }
            if (!register.matches("[a-z][a-z0-9-]{0,63}") || !operation.matches("[A-Za-z][A-Za-z0-9._-]{0,127}")) {
                throw new IllegalArgumentException("that is no name of a register or of an enquiry");
            }
            elements = List.copyOf(elements);
            if (elements.isEmpty() || elements.size() > MOST_ELEMENTS) {
                throw new IllegalArgumentException("a grant names 1 to " + MOST_ELEMENTS + " elements, or * for all");
            }
            for (String element : elements) {
                if (!element.equals("*") && !element.matches("(/[^/\\s]{1,100}){1,12}")) {
                    throw new IllegalArgumentException("no JSON pointer of an element: " + shortened(element));
                }
            }
            if (mayLeaveOut && (basis.isEmpty() || purpose.isEmpty())) {
                throw new IllegalArgumentException(
                        "calls may leave out basis and purpose only where the grant itself names both");
            }
            if (until.isPresent() && !until.get().isAfter(from)) {
                throw new IllegalArgumentException("it would end before it begins");
            }
            if (sealedFor.isPresent()
                    && (sealedFor.get().compareTo(Duration.ofSeconds(1)) < 0
                            || sealedFor.get().compareTo(LONGEST_SEALED) > 0)) {
                throw new IllegalArgumentException("enquiries may be sealed for a second to ten years");
            }
            if (sealedFor.isPresent() && consumer.startsWith("service/")) {
                throw new IllegalArgumentException("the enquiries of an e-service are never sealed");
            }
        }

        /** As the full one, and no enquiry may be kept from anybody. */
        public Wish(
                String consumer,
                String administration,
                String register,
                String operation,
                List<String> elements,
                Optional<LegalBasis> basis,
                Optional<LocalText> purpose,
                boolean mayLeaveOut,
                Instant from,
                Optional<Instant> until) {
            this(
                    consumer,
                    administration,
                    register,
                    operation,
                    elements,
                    basis,
                    purpose,
                    mayLeaveOut,
                    from,
                    until,
                    Optional.empty());
        }

        private static String shortened(String text) {
            return text.length() > 80 ? text.substring(0, 80) + "…" : text;
        }
    }
}
