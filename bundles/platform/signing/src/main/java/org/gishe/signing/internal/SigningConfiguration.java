/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe signing", description = "Time-stamps for signatures, and whom validation believes")
@interface SigningConfiguration {

    @AttributeDefinition(
            description =
                    "Address of the time-stamp authority (RFC 3161 over HTTP); empty: signatures stay without time-stamp")
    String timeStamps() default "";

    @AttributeDefinition(description = "Address of the list of trusted lists (TS 119 612); empty: no lists")
    String lists() default "";

    @AttributeDefinition(
            description = "Folder with the certificates that may sign that list (.pem .crt .cer); empty for trust/lists"
                    + " beside this file")
    String listSigners() default "";

    @AttributeDefinition(
            description =
                    "Folder with certificates that are believed for themselves; empty for trust/signers beside this"
                            + " file. Signatures by them are valid and never qualified")
    String anchors() default "";

    @AttributeDefinition(
            description =
                    "Hosts that may be asked for revocation data though their address is not public, as a sandbox's")
    String[] hosts() default {};

    @AttributeDefinition(description = "Whether these lists are a sandbox's, which pages and answers then say")
    boolean sandbox() default false;

    @AttributeDefinition(description = "Validations at once; each takes a core")
    int validations() default 2;
}
