/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door;

import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What the door knows of itself. Thread-safe. */
@ProviderType
public interface Doorkeeper {

    /** Names of expected handlers that are not there now; requests are held as long as there are any. */
    Set<String> missing();

    /** What is not there yet or any more, in words for operators; empty when the platform should be given traffic. */
    List<String> waiting();

    /** Counts since the start. */
    Counts counts();

    /**
     * @param answered requests that were answered, of any status
     * @param refused of them, by the door itself before any handler
     * @param failed of them, by a fault of ours
     * @param held of them, after waiting for a handler
     * @param inside requests inside now
     */
    record Counts(long answered, long refused, long failed, long held, long inside) {}
}
