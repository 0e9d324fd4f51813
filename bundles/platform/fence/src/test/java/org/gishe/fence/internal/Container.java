/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.fence.internal;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import javax.sql.DataSource;
import org.gishe.api.tools.ContentScanner;
import org.gishe.catalogue.test.Osgi;
import org.gishe.catalogue.test.PluginJar;
import org.gishe.store.Store;
import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/** A framework with a small platform in it, with the fence or without. */
public final class Container extends ExternalResource {

    private final Osgi osgi = new Osgi();
    private FenceComponent fence;

    @Override
    public Statement apply(Statement base, Description description) {
        return RuleChain.outerRule(osgi)
                .around((inner, what) -> super.apply(inner, what))
                .apply(base, description);
    }

    @Override
    protected void before() throws BundleException {
        install(
                "mvn:org.gishe/store",
                PluginJar.empty("org.gishe.store", "1.0.0")
                        .header("Export-Package", "org.gishe.store;version=1.0.0")
                        .withClass(Store.class));
        register(DataSource.class);
        register(Store.class);
        register(ContentScanner.class);
    }

    Osgi osgi() {
        return osgi;
    }

    /** Puts it up. */
    void fence() throws BundleException {
        fence = new FenceComponent(osgi.platform());
    }

    void takeDown() {
        fence.close();
    }

    Bundle install(String location, PluginJar jar) throws BundleException {
        return osgi.context().installBundle(location, jar.stream());
    }

    /** As deployment installs it. */
    Bundle plugin(PluginJar jar) throws BundleException {
        return install("gishe:" + jar.name() + jar.version(), jar);
    }

    Bundle started(Bundle bundle) throws BundleException {
        bundle.start();
        return bundle;
    }

    /** By the platform. */
    <S> ServiceRegistration<S> register(Class<S> type) throws BundleException {
        return register(osgi.platform(), type);
    }

    <S> ServiceRegistration<S> register(BundleContext context, Class<S> type) {
        Object nothing = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return context.registerService(type, type.cast(nothing), new Hashtable<>());
    }
}
