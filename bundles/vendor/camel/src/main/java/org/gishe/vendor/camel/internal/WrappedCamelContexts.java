/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.camel.internal;

import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.gishe.vendor.camel.CamelContexts;
import org.osgi.service.component.annotations.Component;

/** Camel finds factories and services through class loaders; all of them are made to be this bundle's. */
@Component
public final class WrappedCamelContexts implements CamelContexts {

    @Override
    public CamelContext create(String name) {
        return inThisLoader(() -> {
            var context = new DefaultCamelContext(false);
            context.setApplicationContextClassLoader(loader());
            context.getCamelContextExtension().setName(name);
            context.setLoadTypeConverters(false);
            return context;
        });
    }

    @Override
    public void start(CamelContext context) {
        inThisLoader(() -> {
            try {
                context.start();
            } catch (RuntimeException e) {
                context.stop();
                throw new IllegalStateException("Camel context " + context.getName() + " does not start", e);
            }
            return context;
        });
    }

    private static ClassLoader loader() {
        return WrappedCamelContexts.class.getClassLoader();
    }

    private static <T> T inThisLoader(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
