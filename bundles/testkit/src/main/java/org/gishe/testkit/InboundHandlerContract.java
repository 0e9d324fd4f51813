/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gishe.api.inbound.InboundHandler;
import org.gishe.api.inbound.InboundHandler.Request;
import org.gishe.api.inbound.InboundHandler.Response;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link InboundHandler} promises. */
public abstract class InboundHandlerContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.INBOUND;
    }

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** A new instance. */
    protected abstract InboundHandler handler();

    /** A call that is well answered (2xx); made anew each time, with a fresh body. */
    protected abstract Call good();

    /** The same call with a body that is not what the handler takes; it must be an answer, not an exception. */
    protected Call broken() {
        var good = good();
        return new Call(good.method(), good.path(), good.headers(), new byte[] {(byte) 0xff, 0, '<', '{'});
    }

    /** A call from outside. */
    public record Call(String method, String path, Map<String, List<String>> headers, byte[] body) {}

    /** What came back. */
    protected record Heard(int status, Map<String, String> headers, byte[] body) {}

    @Test
    public void aGoodCallIsWellAnswered() throws IOException {
        var heard = call(handler(), good());

        assertThat(heard.status()).isBetween(200, 299);
    }

    @Test
    public void theSameCallMayComeTwice() throws IOException {
        var handler = handler();

        assertThat(call(handler, good()).status())
                .isEqualTo(call(handler, good()).status());
    }

    @Test
    public void aBrokenBodyIsTheCallersMistake() throws IOException {
        assertThat(call(handler(), broken()).status()).isBetween(400, 499);
    }

    @Test
    public void aPathThatIsNotThereIsNotFound() throws IOException {
        var good = good();

        var heard = call(handler(), new Call(good.method(), "no/such/path", good.headers(), good.body()));

        assertThat(heard.status()).isBetween(400, 499);
    }

    @Test
    public void aStrangeMethodIsRefused() throws IOException {
        var good = good();

        var heard = call(handler(), new Call("PATCH", good.path(), good.headers(), good.body()));

        assertThat(heard.status()).isBetween(400, 499);
    }

    @Test
    public void aCallerWithoutHeadersIsAnswered() throws IOException {
        var good = good();

        var heard = call(handler(), new Call(good.method(), good.path(), Map.of(), good.body()));

        assertThat(heard.status()).isBetween(200, 499);
    }

    @Test
    public void aBodyThatBreaksOffIsNotTakenForWhole() {
        var good = good();
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the caller has gone");
            }
        };

        int status = 0;
        try (var work = TestWork.forNobody().open()) {
            status = handler()
                    .handle(work, new Request(good.method(), good.path(), good.headers(), List.of(), broken))
                    .status();
        } catch (IOException e) {
            status = 400; // the contract's word for a caller who has gone
        }

        assertThat(status).isBetween(400, 499);
    }

    @Test
    public void manyMayCallAtOnce() throws Exception {
        var handler = handler();

        assertThat(atOnce(() -> call(handler, good()).status())).allMatch(status -> status / 100 == 2);
    }

    @Test
    public void nothingRunsOnAfterACall() throws IOException {
        var threads = Threads.watch();

        call(handler(), good());

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    /** Calls as the door does: the work is over when the body is written. */
    protected final Heard call(InboundHandler handler, Call call) throws IOException {
        var body = new Once(call.body());
        try (var work = TestWork.forNobody().open()) {
            Response response =
                    handler.handle(work, new Request(call.method(), call.path(), call.headers(), List.of(), body));
            assertThat(response).isNotNull();
            assertThat(response.status()).isBetween(200, 599);
            assertThat(response.headers()).isNotNull();
            assertThat(response.headers().keySet())
                    .as("hop-by-hop headers")
                    .noneMatch(name -> HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT)));
            assertThat(response.headers().values())
                    .as("header values in one line")
                    .allMatch(value -> value.chars().noneMatch(each -> each == '\r' || each == '\n'));
            var out = new ByteArrayOutputStream();
            response.body().writeTo(out);
            return new Heard(response.status(), response.headers(), out.toByteArray());
        }
    }

    /** A stream of the network: it has no way back. */
    private static final class Once extends ByteArrayInputStream {
        Once(byte[] bytes) {
            super(bytes);
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void reset() {
            throw new UnsupportedOperationException("a body is read at most once");
        }
    }
}
