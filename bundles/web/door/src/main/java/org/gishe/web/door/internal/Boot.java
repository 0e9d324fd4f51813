/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.util.Arrays;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Ready is who has started whole: bundles of a later start level than the door's may be what a citizen needs first. A restart
 * climbs level by level; a first start is at the top at once, and Karaf says when it has installed and started everything.
 */
@Component(service = Boot.class)
public final class Boot {

    private static final String FEATURES = "org.apache.karaf.features.core";
    private static final String FINISHED = "org.apache.karaf.features.BootFinished";

    private final BundleContext context;

    @Activate
    public Boot(BundleContext context) {
        this.context = context;
    }

    /** In words; empty when all has started. */
    public Optional<String> missing() {
        boolean climbing = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                        .adapt(FrameworkStartLevel.class)
                        .getStartLevel()
                < beginning(context.getProperty(Constants.FRAMEWORK_BEGINNING_STARTLEVEL));
        return climbing || isInstalling() ? Optional.of("bundles are being started") : Optional.empty();
    }

    private static int beginning(String property) {
        return property == null ? 1 : Integer.parseInt(property.strip());
    }

    private boolean isInstalling() {
        return context.getServiceReference(FINISHED) == null
                && Arrays.stream(context.getBundles()).anyMatch(each -> FEATURES.equals(each.getSymbolicName()));
    }
}
