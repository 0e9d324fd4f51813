/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Says in words what keeps the components of a started bundle from being there. */
final class Components {

    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** What an operator can mend: configurations that are needed and not there. */
    List<String> unconfigured(Bundle bundle) {
        var words = new ArrayList<String>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            String files = "component " + component.name + " waits for a configuration: etc/";
            Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(component);
            if (configurations.isEmpty() && "require".equals(component.configurationPolicy)) {
                words.add(files + String.join(" or etc/", component.configurationPid) + "-<instance>.cfg");
            }
            if (configurations.stream().anyMatch(Components::isUnconfigured)) {
                words.add(files + String.join(" or etc/", component.configurationPid) + ".cfg");
            }
        }
        return words;
    }

    private static boolean isUnconfigured(ComponentConfigurationDTO configuration) {
        return configuration.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;
    }

    /** What its author can mend. */
    List<String> broken(Bundle bundle) {
        var words = new ArrayList<String>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            try {
                bundle.loadClass(component.implementationClass);
            } catch (ClassNotFoundException | LinkageError e) {
                words.add("component " + component.name + " cannot be loaded: " + e);
            }
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    words.add("component " + component.name + " fails when it is activated: "
                            + configuration.failure.lines().findFirst().orElse(""));
                }
            }
        }
        return words;
    }

    /** Services that are not there, or not yet; a component without its configuration waits for none. */
    List<String> waiting(Bundle bundle) {
        var words = new ArrayList<String>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            runtime.getComponentConfigurationDTOs(component).stream()
                    .filter(configuration -> !isUnconfigured(configuration))
                    .flatMap(configuration -> java.util.Arrays.stream(configuration.unsatisfiedReferences))
                    .forEach(reference -> words.add("component " + component.name
                            + " waits for the service of its reference " + reference.name
                            + (reference.target == null ? "" : " " + reference.target)));
        }
        return words;
    }
}
