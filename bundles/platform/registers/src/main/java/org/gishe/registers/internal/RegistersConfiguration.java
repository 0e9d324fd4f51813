/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe registers", description = "Who may ask which register what")
@interface RegistersConfiguration {

    @AttributeDefinition(
            description =
                    "Rights from the first start on, one each: consumer | administration | register | operation | elements."
                            + " Elements are JSON pointers of the response, parted by spaces, or * for all that the register"
                            + " names. A line that is taken out is a right that is revoked.")
    String[] grants() default {};
}
