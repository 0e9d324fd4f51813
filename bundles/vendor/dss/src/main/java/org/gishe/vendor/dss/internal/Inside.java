/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs work with this bundle's class loader as the thread's. DSS, JAXB and the XML parts find their pieces by it; a first
 * touch without it leaves DSS broken until the bundle is refreshed.
 */
final class Inside {

    private static final ClassLoader LOADER = Inside.class.getClassLoader();

    private Inside() {}

    static <T> T call(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LOADER);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Daemon threads that belong inside. */
    static ThreadFactory threads(String name) {
        var number = new AtomicInteger();
        return work -> {
            var thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(LOADER);
            return thread;
        };
    }
}
