/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.keys.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the keys are. */
@ObjectClassDefinition(name = "Gishe keys")
public @interface KeysConfiguration {

    @AttributeDefinition(description = "PKCS#12 file; empty for keys/keys.p12 of gishe.data")
    String file() default "";

    @AttributeDefinition(
            description =
                    "File that holds the password of the PKCS#12 file and nothing else; empty for keys/password of gishe.data,"
                            + " which is made at first start: for development")
    String passwordFile() default "";

    @AttributeDefinition(description = "Make keys that are missing; with false a missing key stops the start")
    boolean create() default true;
}
