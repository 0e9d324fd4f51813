/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Work to be done again and again on one node of all, under a lease. Register it as a service; the store's scheduler
 * runs it. One run never overlaps the next; one that throws is logged and comes again.
 */
@ConsumerType
public interface Recurring {

    /** Unique and stable name, for example {@code journal-seal}. */
    String name();

    /** Time between the end of a run and the next, 100 ms at least. */
    Duration every();

    void run() throws Exception;
}
