/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers one address for whoever watches the platform; registered as a service. The door asks it before the gate, so that it
 * answers while requests are held, and lets in operators and this machine alone, unless the probe is open. Thread-safe, and
 * quick: nobody waits for a place.
 */
@ConsumerType
public interface Probe {

    /** The whole path, for example {@code /metrics}. */
    String path();

    /** Whether anybody may read it. */
    boolean open();

    /**
     * What it has to say now; must hold nothing about a person.
     *
     * @param door that asks
     */
    Answer answer(Doorkeeper door);

    /**
     * @param mediaType with its character set
     * @param body not to be changed any more
     */
    record Answer(String mediaType, byte[] body) {}
}
