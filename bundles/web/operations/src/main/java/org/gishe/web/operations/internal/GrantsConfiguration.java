/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.web.operations.grants.cfg */
@ObjectClassDefinition(name = "Grants", description = "Who decides on grants of registers")
@interface GrantsConfiguration {

    @AttributeDefinition(
            description =
                    "Whether an operator may decide in the place of a register's owner; on a development platform one"
                            + " always may")
    boolean operator_decides() default false;
}
