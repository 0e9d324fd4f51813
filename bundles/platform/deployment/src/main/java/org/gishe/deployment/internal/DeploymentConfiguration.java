/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Gishe deployment", description = "How plug-ins come in and go")
@interface DeploymentConfiguration {

    @AttributeDefinition(description = "Folder whose jars are deployed; empty for deploy under the data folder")
    String folder() default "";

    @AttributeDefinition(
            description =
                    "Folder whose jars are deployed when the ledger is empty; empty for samples under the distribution")
    String samples() default "";

    @AttributeDefinition(
            description = "Seconds that a superseded version stays at least, so that requests that chose it can end")
    int graceSeconds() default 10;

    @AttributeDefinition(description = "Seconds that a version has for coming up, before it is refused")
    int startSeconds() default 15;

    @AttributeDefinition(
            description = "Days that work on a superseded version has, before an operator is asked to extend or end it")
    int drainDays() default 30;

    @AttributeDefinition(
            description =
                    "Minutes after it became current that a version is taken back, if it does worse than the one before")
    int watchMinutes() default 10;

    @AttributeDefinition(
            description =
                    "Whether a jar is refused that carries no report of its contract's suite, run in its own build")
    boolean demandReport() default false;
}
