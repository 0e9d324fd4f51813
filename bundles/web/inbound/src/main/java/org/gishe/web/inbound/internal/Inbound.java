/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.inbound.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.inbound.InboundHandler;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.PluginUnavailableException;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.work.Works;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Calls from outside for plug-ins, which have no address of their own: {@code /inbound/<plug-in>/<rest>} goes to the plug-in's
 * current version with an authority for nobody. The whole answer is made inside the guarded call, so that a version that
 * drains has written its last byte before it goes.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("org.gishe.web.inbound")
@HttpWhiteboardServletPattern("/inbound/*")
public final class Inbound extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 4 << 20;
    private static final LocalText PURPOSE =
            LocalText.of("Отговор на повикване от друга система", "Answering a call of another system");
    /** RFC 9110, 7.6.1, and what only the door says. */
    private static final Set<String> NOT_THEIRS = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "set-cookie",
            "content-security-policy",
            "strict-transport-security",
            "x-request-id");
    /** What a browser tells about a person, and what the door has already used. */
    private static final Set<String> NOT_FOR_THEM = Set.of("cookie", "x-csrf-token");

    private final transient Catalogue catalogue;
    private final transient Works works;
    private final transient InstantSource clock;

    @Activate
    public Inbound(@Reference Catalogue catalogue, @Reference Works works, @Reference InstantSource clock) {
        this.catalogue = catalogue;
        this.works = works;
        this.clock = clock;
    }

    private record Answer(int status, Map<String, String> headers, byte[] body) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(Visit.ENTERED, true);
        Visit visit = Visit.of(request::getAttribute);
        String[] path = path(request);
        PluginKey plugin = catalogue
                .select(Kind.INBOUND, path[0], clock.instant(), visit.trace())
                .orElseThrow(Problem::notFound);
        Answer answer = answer(plugin, path[1], request, visit);
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    /** The plug-in's id, and the rest of the path. */
    private static String[] path(HttpServletRequest request) {
        String whole = request.getRequestURI().substring("/inbound/".length());
        int end = whole.indexOf('/');
        try {
            // a plus sign is itself in a path
            String rest = end < 0
                    ? ""
                    : URLDecoder.decode(whole.substring(end + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return new String[] {end < 0 ? whole : whole.substring(0, end), rest};
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private Answer answer(PluginKey plugin, String rest, HttpServletRequest request, Visit visit) throws IOException {
        byte[] body = request.getInputStream().readAllBytes(); // the door has bounded it
        var call = new InboundHandler.Request(
                request.getMethod(), rest, headers(request), peer(request), new ByteArrayInputStream(body));
        var order = new Works.Order(
                visit.trace(),
                Optional.empty(),
                Optional.empty(),
                PURPOSE,
                visit.language(),
                clock.instant().plus(LIMIT));
        try (Works.OpenWork work = works.open(order)) {
            return catalogue.call(plugin, InboundHandler.class, LIMIT, handler -> {
                try {
                    InboundHandler.Response response = handler.handle(work, call);
                    var bytes = new Bounded(LARGEST_ANSWER);
                    response.body().writeTo(bytes);
                    return new Answer(response.status(), theirs(response), bytes.toByteArray());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (PluginUnavailableException e) {
            throw Problem.busy(5);
        } catch (PluginException e) {
            throw Problem.of(
                    502,
                    "inbound-failed",
                    LocalText.of("Обаждането не можа да бъде обработено", "The call could not be dealt with"),
                    LocalText.of(
                            "Опитайте отново по-късно; ако се повтаря, съобщете номера на заявката на оператора.",
                            "Try again later; if it happens again, tell the operator the request's number."));
        }
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        var headers = new TreeMap<String, List<String>>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_FOR_THEM.contains(lower)) {
                headers.put(lower, List.copyOf(Collections.list(request.getHeaders(name))));
            }
        }
        return Collections.unmodifiableMap(headers);
    }

    private static List<X509Certificate> peer(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                ? List.of(chain)
                : List.of();
    }

    /** The headers of an answer that a plug-in may set; an answer that is none is the plug-in's failure. */
    private static Map<String, String> theirs(InboundHandler.Response response) {
        if (response.status() < 200 || response.status() > 599) {
            throw new IllegalStateException("an answer has a status from 200 to 599");
        }
        var headers = new TreeMap<String, String>();
        response.headers().forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
                    || value.length() > 4_000
                    || value.chars().anyMatch(each -> each < ' ' && each != '\t')) {
                throw new IllegalStateException("a header of the answer is not well written");
            }
            if (!NOT_THEIRS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    /** Takes so many bytes and no more. */
    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(int b) throws IOException {
            room(1);
            bytes.write(b);
        }

        @Override
        public void write(byte[] some, int offset, int length) throws IOException {
            room(length);
            bytes.write(some, offset, length);
        }

        private void room(int more) throws IOException {
            if (bytes.size() + more > most) {
                throw new IOException("the answer is larger than " + most + " bytes");
            }
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
