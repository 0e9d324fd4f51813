/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.web.door.cfg */
@ObjectClassDefinition(name = "Door", description = "Stands before every public address")
@interface DoorConfig {

    @AttributeDefinition(
            description =
                    "Public address without path, for example https://gishe.example.bg; empty: as the browser calls it")
    String address() default "";

    @AttributeDefinition(description = "Bytes of a request's body at most")
    int body_limit() default 1_048_576;

    @AttributeDefinition(description = "Bytes of an uploaded plug-in, or of a document to validate, at most")
    long upload_limit() default 67_108_864;

    @AttributeDefinition(description = "Milliseconds within which a request's body must have come")
    int body_millis() default 20_000;

    @AttributeDefinition(description = "Milliseconds for which a request is held at most while a handler is missing")
    int hold_millis() default 5_000;

    @AttributeDefinition(description = "Requests held at a time at most")
    int hold_count() default 200;

    @AttributeDefinition(
            description =
                    "Handlers without which the door holds, besides those that the started bundles describe: names of"
                            + " JAX-RS whiteboard services and of servlets")
    String[] expect() default {
        "org.gishe.web.door.entrance",
        "org.gishe.web.door.failures",
        "org.gishe.web.door.refusals",
        "org.gishe.web.enquiries.enquiries",
        "org.gishe.web.enquiries.registers",
        "org.gishe.web.operations",
        "org.gishe.web.operations.grants",
        "org.gishe.web.portal",
        "org.gishe.web.portal.start",
        "org.gishe.web.rest.submissions",
        "org.gishe.web.rest.token",
        "org.gishe.web.theme"
    };

    @AttributeDefinition(description = "Fault for the proofs: one API answer in so many is a 404; 0: never")
    int plant_answer_404() default 0;
}
