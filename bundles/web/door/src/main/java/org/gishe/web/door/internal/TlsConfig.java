/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.web.door.tls.cfg */
@ObjectClassDefinition(name = "TLS", description = "Where the platform listens for browsers over HTTPS")
@interface TlsConfig {

    @AttributeDefinition(
            description = "PEM file of the certificate and its issuers, or PKCS#12 file; empty: no HTTPS listener")
    String certificate() default "";

    @AttributeDefinition(description = "PEM file of the private key, not encrypted; not used with PKCS#12")
    String key() default "";

    @AttributeDefinition(description = "File that holds the password of the PKCS#12 file and nothing else")
    String passwordFile() default "";

    @AttributeDefinition(description = "Address to listen on")
    String host() default "0.0.0.0";

    @AttributeDefinition(description = "Port to listen on")
    int port() default 8443;

    @AttributeDefinition(description = "Seconds after which a renewed certificate is taken at the latest")
    int watch_seconds() default 10;

    @AttributeDefinition(description = "Bytes of a request's headers at most")
    int header_limit() default 16_384;

    @AttributeDefinition(description = "Milliseconds after which a silent connection is closed")
    long idle_millis() default 30_000;
}
