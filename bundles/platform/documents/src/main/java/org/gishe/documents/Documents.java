/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents;

import java.util.Locale;
import org.gishe.api.base.Data;
import org.osgi.annotation.versioning.ProviderType;

/** Makes human-readable documents. Thread-safe. */
@ProviderType
public interface Documents {

    /**
     * Fills a template and sets it as PDF, fonts embedded; the same facts give the same bytes. The template is an
     * agency's: it can reach the given values and nothing else.
     *
     * @param template Pebble template of an XHTML page
     * @param values its variables
     * @throws IllegalArgumentException when the template does not fit the values or is not well-formed
     */
    byte[] pdf(String template, Data.Obj values, Locale language);
}
