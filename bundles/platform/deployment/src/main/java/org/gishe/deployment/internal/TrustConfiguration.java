/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(name = "Gishe deployment: trust", description = "Whose jars may come in")
@interface TrustConfiguration {

    @AttributeDefinition(
            description =
                    "Folder with the certificates (PEM or DER: .pem .crt .cer) that jars' signers are trusted by, and"
                            + " revocation lists (.crl); empty for trust/plugins beside this file")
    String anchors() default "";

    @AttributeDefinition(
            description =
                    "Folder with the certificates that time-stamp authorities are trusted by, and revocation lists;"
                            + " empty for trust/stamps beside this file")
    String stampAnchors() default "";

    @AttributeDefinition(description = "Whether a signature without an RFC 3161 time-stamp is refused")
    boolean demandStamp() default true;

    @AttributeDefinition(
            description = "demand: a certificate whose revocation cannot be asked is refused; try: it is taken with a"
                    + " warning; off: nobody asks",
            options = {@Option("demand"), @Option("try"), @Option("off")})
    String revocation() default "demand";
}
