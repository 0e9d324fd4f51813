/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.inbound.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gishe.api.inbound.InboundHandler;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.test.Plugged;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.work.internal.WorksComponent;
import org.junit.Test;

public class InboundTest {

    private final Plugged plugins = new Plugged();
    private final Inbound inbound =
            new Inbound(plugins, new WorksComponent(InstantSource.system()), InstantSource.system());

    private record Heard(int status, Map<String, String> headers, String body) {}

    @Test
    public void a_call_reaches_the_plugin_that_its_path_names() throws IOException {
        plug((work, request) -> answer(
                200,
                Map.of("Content-Type", "text/plain"),
                request.method() + " " + request.path() + " "
                        + new String(request.body().readAllBytes(), StandardCharsets.UTF_8) + " "
                        + request.headers().get("x-letter") + " " + work.party().isPresent()));

        Heard heard = call("POST", "/inbound/letters/of/%D0%B0+b", Map.of("X-Letter", "7"), "a letter");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.body()).isEqualTo("POST of/а+b a letter [7] false");
        assertThat(heard.headers()).containsEntry("Content-Type", "text/plain").containsEntry("length", "31");
    }

    @Test
    public void a_plugin_sees_no_cookie_and_sets_none_nor_what_the_door_says() throws IOException {
        plug((work, request) -> answer(
                200,
                Map.of("Set-Cookie", "gishe=x", "Connection", "close", "Content-Security-Policy", "*", "X-Own", "1"),
                request.headers().keySet().toString()));

        Heard heard = call("GET", "/inbound/letters", Map.of("Cookie", "gishe=secret", "Accept", "*/*"), "");

        assertThat(heard.body()).isEqualTo("[accept]");
        assertThat(heard.headers()).containsOnlyKeys("X-Own", "length");
    }

    @Test
    public void nobody_of_that_name_is_not_found() {
        assertThatThrownBy(() -> call("GET", "/inbound/nobody/x", Map.of(), ""))
                .isInstanceOf(Problem.class)
                .hasMessage("not-found");
    }

    @Test
    public void an_answer_that_is_too_large_is_the_plugins_failure() {
        plug((work, request) -> new InboundHandler.Response(200, Map.of(), out -> {
            for (int i = 0; i < 5; i++) {
                out.write(new byte[1 << 20]);
            }
        }));

        assertThatThrownBy(() -> call("GET", "/inbound/letters", Map.of(), "")).hasMessageContaining("larger");
    }

    @Test
    public void a_header_that_would_split_the_answer_is_the_plugins_failure() {
        plug((work, request) -> answer(200, Map.of("X-Own", "1\r\nSet-Cookie: gishe=x"), ""));

        assertThatThrownBy(() -> call("GET", "/inbound/letters", Map.of(), "")).hasMessageContaining("header");
    }

    private void plug(InboundHandler handler) {
        plugins.with(new PluginKey(Kind.INBOUND, "letters", "letters", "1.0.0"), handler);
    }

    private static InboundHandler.Response answer(int status, Map<String, String> headers, String body) {
        return new InboundHandler.Response(status, headers, out -> out.write(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Heard call(String method, String path, Map<String, String> headers, String body) throws IOException {
        var in = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        var visit = new Visit(
                Optional.empty(),
                Optional.empty(),
                Locale.ENGLISH,
                "0123456789abcdef0123456789abcdef",
                "http://127.0.0.1",
                false,
                false,
                Map.of());
        var request = (HttpServletRequest) Proxy.newProxyInstance(
                InboundTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, each, given) -> switch (each.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> path;
                    case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                    case "getHeaders" -> Collections.enumeration(List.of(headers.get(given[0])));
                    case "getAttribute" -> given[0].equals(Visit.ATTRIBUTE) ? visit : null;
                    case "setAttribute" -> null;
                    case "getInputStream" -> new In(in);
                    default -> throw new UnsupportedOperationException(each.getName());
                });
        var out = new ByteArrayOutputStream();
        var told = new TreeMap<String, String>();
        int[] status = {0};
        var response = (HttpServletResponse) Proxy.newProxyInstance(
                InboundTest.class.getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (self, each, given) -> {
                    switch (each.getName()) {
                        case "setStatus" -> status[0] = (int) given[0];
                        case "setHeader" -> told.put((String) given[0], (String) given[1]);
                        case "setContentLength" -> told.put("length", given[0].toString());
                        case "getOutputStream" -> {
                            return new Out(out);
                        }
                        default -> throw new UnsupportedOperationException(each.getName());
                    }
                    return null;
                });
        inbound.service(request, response);
        return new Heard(status[0], told, out.toString(StandardCharsets.UTF_8));
    }

    private static final class In extends ServletInputStream {

        private final ByteArrayInputStream in;

        In(ByteArrayInputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Out extends ServletOutputStream {

        private final ByteArrayOutputStream out;

        Out(ByteArrayOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            out.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
