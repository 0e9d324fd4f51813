/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.oversight.cfg */
@ObjectClassDefinition(
        name = "Gishe oversight",
        description = "Who looked at whose data, and what auditors are told of")
public @interface OversightConfiguration {

    @AttributeDefinition(
            description =
                    "Names of institutions, parted by semicolons, each: EIK | name in Bulgarian | name in English."
                            + " Those of the e-services here are known without it")
    String institutions() default "";

    @AttributeDefinition(
            description =
                    "More people than this, asked about by one employee, clerk or system within an hour, are a finding")
    int many_people() default 30;

    @AttributeDefinition(description = "Working hours begin, in Sofia; 08:00 or the like")
    String work_from() default "08:00";

    @AttributeDefinition(description = "Working hours end, in Sofia")
    String work_until() default "18:30";

    @AttributeDefinition(description = "Hours after which an enquiry without a case is a finding")
    int case_hours() default 24;

    @AttributeDefinition(description = "Hours between two notices to one person, 24 at least")
    int notice_hours() default 24;
}
