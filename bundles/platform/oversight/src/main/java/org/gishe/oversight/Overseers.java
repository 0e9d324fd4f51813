/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Oversight of the whole, for officers: questions to answer, what the rules found, figures, and entries that are kept secret.
 * Whether somebody may do something is not asked here. Each decision is an entry of the journal. Thread-safe.
 */
@ProviderType
public interface Overseers {

    /**
     * Questions that wait for an answer, oldest first.
     *
     * @param institution of that one alone, if given
     * @param after id of the last one of the page before; empty to begin
     * @param limit 1 to 200
     */
    List<Asked> open(Optional<String> institution, String after, int limit);

    /** A question, answered or not. */
    Optional<Asked> question(String id);

    /**
     * Answers: the answer stands at the access and comes into the person's mailbox.
     *
     * @param text 1 to {@link Oversight#LONGEST_TEXT} characters
     * @return false unless the question waits for an answer
     * @throws IllegalArgumentException for a text that is too long or empty
     */
    boolean answer(String id, String text, String by);

    /**
     * What the rules found, newest first.
     *
     * @param before id of the last one of the page before; empty to begin
     */
    List<Finding> findings(Optional<State> state, String before, int limit);

    Optional<Finding> finding(String id);

    /**
     * Decides on a finding; an earlier decision may be changed.
     *
     * @param note at most 2000 characters; needed for every state but new
     * @return empty for an unknown id
     * @throws IllegalArgumentException for a note that is missing or too long
     */
    Optional<Finding> decide(String id, State state, String note, String by);

    /** Enquiries of these days, summed; at most 400 days. */
    Figures figures(LocalDate from, LocalDate until);

    /**
     * Names the case of enquiries that were made without one.
     *
     * @param key of the institution's call
     * @return how many enquiries it now belongs to
     */
    int assign(String institution, String key, String reference, String by);

    /** Entries that are secret now, oldest first. */
    List<Secret> secrets(long after, int limit);

    /**
     * Keeps an entry secret for longer.
     *
     * @param until later than it is now, ten years ahead at most
     * @param reason 1 to 1000 characters
     * @return false when it is not secret now, or until that instant already
     * @throws IllegalArgumentException for an instant or a reason that cannot be
     */
    boolean extend(long id, Instant until, String reason, String by);

    /** A question as the institution reads it. */
    record Asked(
            String id,
            String institution,
            LocalText institutionName,
            String person,
            boolean objection,
            String text,
            Instant at,
            Optional<Access> access,
            Optional<String> answer,
            Optional<Instant> answered,
            Optional<String> answeredBy) {}

    /** The three rules. */
    enum Rule {
        /** One employee, clerk or system asks about more people within an hour than it should. */
        MANY_PEOPLE,
        /** An employee asks outside working hours. */
        OUTSIDE_HOURS,
        /** An enquiry has no case a day later. */
        NO_CASE
    }

    /** Where a finding stands. */
    enum State {
        NEW,
        EXPLAINED,
        PASSED_ON
    }

    /**
     * What a rule found.
     *
     * @param who employee, clerk or system
     * @param entries how many enquiries
     * @param examples ids of the first of them
     */
    record Finding(
            String id,
            Rule rule,
            String institution,
            LocalText institutionName,
            String who,
            String register,
            long entries,
            List<Long> examples,
            Instant first,
            Instant last,
            State state,
            String note,
            Optional<String> decidedBy,
            Optional<Instant> decided) {}

    /** Sums, largest first; days in their order. */
    record Figures(Sum all, List<Sum> institutions, List<Sum> registers, List<Sum> days) {}

    /**
     * A sum.
     *
     * @param uncased enquiries that named no case when they were made
     */
    record Sum(String key, LocalText name, long enquiries, long refused, long uncased) {}

    /** An entry that is kept secret, without whose it is. */
    record Secret(long id, Instant at, Instant until, String institution, LocalText institutionName, LocalText what) {}
}
