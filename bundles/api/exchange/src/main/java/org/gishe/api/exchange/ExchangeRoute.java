/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.exchange;

import java.util.List;
import org.gishe.api.base.Health;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way by which documents reach another administration and come from it. Thread-safe; passive: what it must fetch, the
 * platform asks for by {@link #fetch}.
 */
@ConsumerType
public interface ExchangeRoute {

    /** Whether this route reaches an administration. Repeatable {@code FREELY}. */
    boolean reaches(Work work, String administration);

    /** Sends. Repeatable with the {@code SAME_KEY}: the other side takes it once and the first receipt is given again. */
    Receipt send(Work work, Parcel parcel);

    /** What became of what was sent under that key. Repeatable {@code FREELY}. */
    Receipt status(Work work, String key);

    /** What came in and was not confirmed yet, at most 100, oldest first; empty for routes that are called instead. */
    List<Parcel> fetch(Work work);

    /** The platform has kept what came in under that key, durably: it need not be offered again. */
    void confirm(Work work, String key);

    /** How the route finds itself. */
    Health health(Work work);
}
