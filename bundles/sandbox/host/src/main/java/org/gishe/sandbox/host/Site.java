/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A site of the sandbox; registered as a service. Thread-safe. */
@ConsumerType
public interface Site {

    /** First segment of its addresses, for example {@code /idp}. */
    String path();

    /** Answers a call; what it throws is answered with 500. */
    Reply handle(Call call) throws IOException;
}
