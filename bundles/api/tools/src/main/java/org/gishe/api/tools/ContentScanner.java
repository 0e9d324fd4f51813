/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.tools;

import java.io.IOException;
import java.io.InputStream;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks for malware in what came from outside. Thread-safe; passive. Repeatable {@code FREELY}. */
@ConsumerType
public interface ContentScanner {

    /**
     * Scans to the end of the stream; the caller closes it.
     *
     * @throws IOException when the content cannot be read or the scanner not be reached
     */
    Verdict scan(Work work, InputStream content) throws IOException;

    /**
     * @param clean nothing was found
     * @param finding name of what was found; empty when clean
     */
    record Verdict(boolean clean, String finding) {}
}
