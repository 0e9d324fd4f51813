/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.population;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Population register", description = "Where the population register answers")
@interface PopulationConfiguration {

    @AttributeDefinition(
            description = "Address of the register, for example http://127.0.0.1:8090/registers/population")
    String endpoint();
}
