/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.web.door.listener.cfg */
@ObjectClassDefinition(name = "Listener", description = "Where the platform listens for browsers")
@interface ListenerConfig {

    @AttributeDefinition(description = "Address to listen on")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "Port to listen on")
    int port() default 8080;

    @AttributeDefinition(description = "Bytes of a request's headers at most")
    int header_limit() default 16_384;

    @AttributeDefinition(description = "Milliseconds after which a silent connection is closed")
    long idle_millis() default 30_000;
}
