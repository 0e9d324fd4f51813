/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.web.enquiries.cfg */
@ObjectClassDefinition(name = "Enquiries", description = "Registers over REST for other systems")
@interface EnquiriesConfiguration {

    @AttributeDefinition(description = "Requests of one system in a window, on each node")
    int rate_requests() default 600;

    @AttributeDefinition(description = "Seconds of that window")
    int rate_seconds() default 60;

    @AttributeDefinition(description = "How often an answer is sent to a callback at most")
    int callback_attempts() default 10;

    @AttributeDefinition(
            description =
                    "Milliseconds after which a callback is sent again; each further pause is twice as long, up to an hour")
    long callback_pause() default 10_000;

    @AttributeDefinition(
            description = "Origins that a callback may have beside https at public addresses, for example"
                    + " https://case-system.internal:8443; also http, for trials")
    String[] callback_allow() default {};
}
