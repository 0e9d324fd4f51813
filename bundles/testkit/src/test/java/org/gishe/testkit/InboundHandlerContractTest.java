/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Work;
import org.gishe.api.inbound.InboundHandler;
import org.junit.Test;

public class InboundHandlerContractTest {

    @Test
    public void aRightHandlerPasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void aHandlerThatThrowsAtABrokenBodyIsFound() {
        assertThat(Suite.failures(Throwing.class)).containsExactly("aBrokenBodyIsTheCallersMistake");
    }

    @Test
    public void aHandlerThatAnswersAnythingIsFound() {
        assertThat(Suite.failures(Careless.class)).contains("aPathThatIsNotThereIsNotFound", "aStrangeMethodIsRefused");
    }

    @Test
    public void aHandlerThatKeepsItsWorkForAnotherThreadIsFound() {
        assertThat(Suite.failures(Delegating.class)).contains("aGoodCallIsWellAnswered");
    }

    static class Greeter implements InboundHandler {
        @Override
        public Response handle(Work work, Request request) throws IOException {
            if (!request.path().equals("greetings")) {
                return answer(404, "");
            }
            if (!request.method().equals("POST")) {
                return answer(405, "");
            }
            try {
                return answer(200, "Здравей, " + text(request.body().readAllBytes()));
            } catch (CharacterCodingException e) {
                return answer(400, "");
            }
        }

        String text(byte[] bytes) throws IOException {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }

        static Response answer(int status, String text) {
            return new Response(
                    status,
                    Map.of("content-type", "text/plain; charset=utf-8"),
                    out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    public static class Right extends InboundHandlerContract {
        @Override
        protected InboundHandler handler() {
            return new Greeter();
        }

        @Override
        protected Call good() {
            return new Call(
                    "POST",
                    "greetings",
                    Map.of("content-type", List.of("text/plain; charset=utf-8")),
                    "Яна".getBytes(StandardCharsets.UTF_8));
        }
    }

    public static class Throwing extends Right {
        @Override
        protected InboundHandler handler() {
            return new Greeter() {
                @Override
                String text(byte[] bytes) {
                    try {
                        return super.text(bytes);
                    } catch (IOException e) {
                        throw new IllegalArgumentException(e);
                    }
                }
            };
        }
    }

    public static class Careless extends Right {
        @Override
        protected InboundHandler handler() {
            return (work, request) -> {
                request.body().readAllBytes();
                return Greeter.answer(200, "");
            };
        }
    }

    public static class Delegating extends Right {
        @Override
        protected InboundHandler handler() {
            return new Greeter() {
                @Override
                public Response handle(Work work, Request request) throws IOException {
                    String[] key = new String[1];
                    var thread = new Thread(() -> key[0] = work.key());
                    thread.setUncaughtExceptionHandler((dead, failure) -> {});
                    thread.start();
                    try {
                        thread.join(10_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return key[0] == null ? answer(500, "") : super.handle(work, request);
                }
            };
        }
    }
}
