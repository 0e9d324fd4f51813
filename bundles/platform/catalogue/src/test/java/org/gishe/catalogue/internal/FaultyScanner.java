/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.gishe.api.base.Work;
import org.gishe.api.tools.ContentScanner;

/** A plug-in that does wrong, where and how its properties say; put into a bundle of its own by the test. */
public final class FaultyScanner implements ContentScanner {

    /** Of the system's properties: what one that hangs waits for, since its class is another than the test's. */
    static final String RELEASE = "gishe.test.release";

    private String fault = "";

    void activate(Map<String, Object> properties) throws Exception {
        fault = String.valueOf(properties.get("fault"));
        if ("activate".equals(properties.get("where"))) {
            doWrong();
        }
    }

    @Override
    public Verdict scan(Work work, InputStream content) {
        try {
            return doWrong();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Verdict doWrong() throws Exception {
        switch (fault) {
            case "throws" -> throw new IllegalStateException("words of a person");
            case "error" -> throw new NoSuchMethodError("words of a person");
            case "recurses" -> {
                try {
                    return deeper(0);
                } catch (StackOverflowError e) {
                    e.setStackTrace(new StackTraceElement[0]); // a thousand equal lines help nobody
                    throw e;
                }
            }
            case "hangs" -> hang();
            default -> {
                // answers null
            }
        }
        return null;
    }

    private Verdict deeper(int depth) {
        Verdict found = deeper(depth + 1);
        return depth == 0 ? new Verdict(true, "") : found;
    }

    private static void hang() {
        var release = (CountDownLatch) System.getProperties().get(RELEASE);
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                // that is its fault: it does not listen
            }
        }
    }
}
