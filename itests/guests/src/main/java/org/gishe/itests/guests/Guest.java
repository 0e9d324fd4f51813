/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.guests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.gishe.api.base.Work;
import org.gishe.api.inbound.InboundHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Answers calls, unless the text in its jar says otherwise: {@code <when> <what>}, when it is activated or called, that it
 * throws, hangs, kills the virtual machine, fills its memory.
 */
@Component(property = "gishe.plugin.id=guest")
public final class Guest implements InboundHandler {

    private final String manner = manner();

    @Activate
    public Guest() {
        behave("start");
    }

    private static String manner() {
        try (InputStream in = Guest.class.getResourceAsStream("/manner.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Response handle(Work work, Request request) {
        behave("call");
        return new Response(
                200,
                Map.of("Content-Type", "text/plain"),
                out -> out.write(("a guest, " + manner).getBytes(StandardCharsets.UTF_8)));
    }

    private void behave(String when) {
        switch (manner.replace(when + " ", "")) {
            case "throws" -> throw new IllegalStateException("as told");
            case "breaks" -> throw new AssertionError("as told");
            case "recurses" -> behave(when);
            case "hangs" -> hang();
            case "kills" -> kill();
            default -> {
                // well-behaved
            }
        }
    }

    private static void hang() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // it does not even listen
            }
        }
    }

    /** By reflection: whoever looks at the class alone does not see it. */
    private static void kill() {
        try {
            Class<?> runtime = Class.forName("java.lang.Runtime");
            runtime.getMethod("halt", int.class)
                    .invoke(runtime.getMethod("getRuntime").invoke(null), 9);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
