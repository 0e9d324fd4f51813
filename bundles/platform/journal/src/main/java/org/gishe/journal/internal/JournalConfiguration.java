/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe journal", description = "How long details of entries are kept")
@interface JournalConfiguration {

    @AttributeDefinition(
            description =
                    "Beginning of a kind, a space, and for how long the details of such entries are kept (P5Y, P18M,"
                            + " P90D); the longest beginning counts. What no rule names is kept for ever")
    String[] retention() default {};
}
