/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.config.JaasRealm;
import org.gishe.identity.Identity;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets the operator, and nobody of a file of passwords, into the console: stands before Karaf's own realm of that name.
 * Public keys of {@code etc/keys.properties} open it as before.
 */
@Component
public final class OperatorRealm implements JaasRealm {

    static final String IDENTITY = "gishe.identity";
    /** What Karaf's own administrators may do. */
    static final List<String> ROLES = List.of("group", "admin", "manager", "viewer", "systembundles", "ssh");

    private static final String KARAF_MODULES = "org.apache.karaf.jaas.modules";

    private final BundleContext context;
    private final Identity identity;

    @Activate
    public OperatorRealm(BundleContext context, @Reference Identity identity) {
        this.context = context;
        this.identity = identity;
    }

    @Override
    public String getName() {
        return "karaf";
    }

    @Override
    public int getRank() {
        return 100;
    }

    @Override
    public AppConfigurationEntry[] getEntries() {
        var entries = new ArrayList<AppConfigurationEntry>();
        entries.add(entry(context.getBundle(), OperatorLogin.class.getName(), Map.of(IDENTITY, identity)));
        Arrays.stream(context.getBundles())
                .filter(bundle -> KARAF_MODULES.equals(bundle.getSymbolicName()) && bundle.getBundleContext() != null)
                .findFirst()
                .map(bundle -> entry(
                        bundle,
                        KARAF_MODULES + ".publickey.PublickeyLoginModule",
                        Map.of(
                                BundleContext.class.getName(),
                                bundle.getBundleContext(),
                                "users",
                                System.getProperty("karaf.etc", "etc") + "/keys.properties")))
                .ifPresent(entries::add);
        return entries.toArray(AppConfigurationEntry[]::new);
    }

    private static AppConfigurationEntry entry(Bundle bundle, String module, Map<String, Object> options) {
        var all = new HashMap<>(options);
        all.put(ProxyLoginModule.PROPERTY_MODULE, module);
        all.put(ProxyLoginModule.PROPERTY_BUNDLE, Long.toString(bundle.getBundleId()));
        return new AppConfigurationEntry(ProxyLoginModule.class.getName(), LoginModuleControlFlag.SUFFICIENT, all);
    }
}
