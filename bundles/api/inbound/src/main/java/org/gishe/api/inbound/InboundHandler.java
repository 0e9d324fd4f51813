/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers calls from outside under {@code /inbound/<plug-in id>/}; size and time are bounded by the door. Registered as
 * a component with the property {@code gishe.plugin.id}. Thread-safe; passive.
 */
@ConsumerType
public interface InboundHandler {

    /**
     * Answers one call.
     *
     * @throws IOException when the caller has gone
     */
    Response handle(Work work, Request request) throws IOException;

    /**
     * @param method HTTP method
     * @param path rest of the path behind the plug-in's id, decoded, without leading slash
     * @param headers names in lower case, values in their order
     * @param peer client certificates of the connection, the caller's first; empty without
     * @param body bounded; read it at most once
     */
    record Request(
            String method,
            String path,
            Map<String, List<String>> headers,
            List<X509Certificate> peer,
            InputStream body) {}

    /**
     * @param status HTTP status
     * @param headers without hop-by-hop headers
     * @param body writes the body
     */
    record Response(int status, Map<String, String> headers, Body body) {}

    /** Writes a response's body. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
