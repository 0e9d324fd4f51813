/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that is wrong. Its texts go to logs, pages and mail: they hold nothing about a person.
 *
 * @param subject names it as long as it lasts, unique in its check; at most 200 characters
 * @param words what is wrong and what to do, in English
 * @param stops whether the platform should be given no traffic meanwhile
 * @param alert how long it must last before somebody is called; empty for never
 */
public record Condition(String subject, String words, boolean stops, Optional<Duration> alert) {

    public Condition {
        if (subject.isBlank() || subject.length() > 200) {
            throw new IllegalArgumentException("a subject has 1 to 200 characters");
        }
    }

    /** To be looked at in office hours. */
    public static Condition seen(String subject, String words) {
        return new Condition(subject, words, false, Optional.empty());
    }

    /** Needs somebody when it lasts that long. */
    public static Condition alerting(String subject, String words, Duration after) {
        return new Condition(subject, words, false, Optional.of(after));
    }

    /** The platform does not do its work. */
    public static Condition stopping(String subject, String words) {
        return new Condition(subject, words, true, Optional.empty());
    }
}
