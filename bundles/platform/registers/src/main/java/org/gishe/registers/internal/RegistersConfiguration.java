/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe registers", description = "Who may ask which register what")
@interface RegistersConfiguration {

    @AttributeDefinition(
            description =
                    "Grants, one each: consumer | register | operation | elements. Elements are JSON pointers of the"
                            + " response, parted by spaces, or * for all that the register names. What stands in no grant is"
                            + " refused.")
    String[] grants() default {};
}
