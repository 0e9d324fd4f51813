/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Tells what still needs a version; registered as a service by whoever pins (journey, signing). */
@ConsumerType
public interface Pins {

    /** How many open pieces of work are pinned to which version. */
    List<Pin> pins();

    /**
     * @param kind kind of the plug-in
     * @param id the plug-in's id
     * @param version pinned version
     * @param count open pieces of work, 1 or more
     */
    record Pin(Kind kind, String id, String version, long count) {}
}
