/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that a plug-in should not have started; it ends by itself after a while. */
final class Stray {

    private Stray() {}

    static void start() {
        var thread = new Thread(
                () -> {
                    try {
                        new CountDownLatch(1).await(15, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stray");
        thread.setDaemon(true);
        thread.start();
    }
}
