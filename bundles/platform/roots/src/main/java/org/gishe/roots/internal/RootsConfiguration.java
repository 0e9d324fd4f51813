/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe journal", description = "Roots of the journal, and who witnesses them")
public @interface RootsConfiguration {

    @AttributeDefinition(description = "Seconds between roots; none is made while no entry came")
    long everySeconds() default 60;

    @AttributeDefinition(
            description =
                    "Name of the log, printable ASCII without space; empty: as it was, or a random one for the first."
                            + " Another name begins another log, which witnesses take as new: after a restore alone")
    String origin() default "";

    @AttributeDefinition(
            description =
                    "Witnesses: address, a space, and the public key (base64 of SubjectPublicKeyInfo) or a file that"
                            + " holds it as PEM")
    String[] witnesses() default {};

    @AttributeDefinition(
            description = "Minutes that an entry may be without root, and a root without time-stamp or"
                    + " countersignature, before operators are called")
    long lateMinutes() default 15;

    @AttributeDefinition(description = "Address of the time-stamp authority: stands in org.gishe.signing.cfg")
    String timeStamps() default "";
}
