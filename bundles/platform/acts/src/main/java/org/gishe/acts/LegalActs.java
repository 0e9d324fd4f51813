/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.acts;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Acts that this release knows: those of the sample e-services, grants and adapters, and the ones that outside systems name
 * most. It is a list, not the law: what stands in it exists, what does not stand in it may exist all the same and is added with
 * a release. Thread-safe.
 */
@ProviderType
public interface LegalActs {

    /** When the list was made, as a date. */
    String version();

    /** All of them, by name. */
    List<Act> acts();

    /**
     * The act of a name or an abbreviation, upper and lower case and white space being alike.
     *
     * @param words of any length, from anywhere
     */
    Optional<Act> find(String words);

    /** The act whose name or abbreviation is written most like these words; empty when none is at all like them. */
    Optional<Act> nearest(String words);

    /**
     * An act.
     *
     * @param name in Bulgarian, as it was promulgated
     * @param abbreviation as it is cited
     * @param gazette issue and year of the State Gazette in which it was promulgated, for example {@code 67/1999}
     * @param link where its text can be read; empty where no address is known
     * @param articles those that are used here, as they are cited
     * @param complete whether every article of the act stands in {@code articles}
     */
    record Act(
            String name,
            String abbreviation,
            String gazette,
            Optional<URI> link,
            List<String> articles,
            boolean complete) {

        public Act {
            articles = List.copyOf(articles);
        }

        /** Whether the act may have such an article: always, unless all of its articles are known. */
        public boolean mayHave(String article) {
            return !complete || articles.contains(article);
        }
    }
}
