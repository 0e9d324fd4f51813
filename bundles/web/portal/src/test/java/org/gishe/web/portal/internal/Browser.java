/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import jakarta.servlet.ReadListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gishe.identity.Session;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Texts;

/** Calls the portal as the door does; what the portal does not use is refused. */
final class Browser {

    private final HttpServlet portal;
    Locale language = Texts.BULGARIAN;
    Optional<Session> session = Optional.of(SampleWorld.SESSION);
    final List<Cookie> cookies = new ArrayList<>();

    Browser(HttpServlet portal) {
        this.portal = portal;
    }

    /** An answer as it would go out. */
    record Answer(
            int status, Map<String, String> headers, List<Cookie> cookies, byte[] body, Optional<Throwable> left) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String location() {
            return headers.getOrDefault("Location", "");
        }

        Problem problem() {
            return (Problem) left.orElseThrow();
        }
    }

    Answer get(String address) throws IOException {
        return call("GET", address, Map.of());
    }

    Answer head(String address) throws IOException {
        return call("HEAD", address, Map.of());
    }

    Answer post(String address, Map<String, String> form) throws IOException {
        return call("POST", address, form);
    }

    /** Files as a form with {@code enctype="multipart/form-data"} sends them, by the names of their fields. */
    Answer upload(String address, Map<String, byte[]> files) throws IOException {
        var body = new ByteArrayOutputStream();
        for (var file : files.entrySet()) {
            body.write(("--parts\r\nContent-Disposition: form-data; name=\"" + file.getKey()
                            + "\"; filename=\"C:\\temp\\файл.pdf\"\r\nContent-Type: application/pdf\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.write(file.getValue());
            body.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.write("--parts--\r\n".getBytes(StandardCharsets.UTF_8));
        return call("POST", address, Map.of(), body.toByteArray());
    }

    private Answer call(String method, String address, Map<String, String> form) throws IOException {
        return call(method, address, form, new byte[0]);
    }

    private Answer call(String method, String address, Map<String, String> form, byte[] body) throws IOException {
        int question = address.indexOf('?');
        String path = question < 0 ? address : address.substring(0, question);
        Map<String, String> query = new LinkedHashMap<>();
        if (question >= 0) {
            for (String pair : address.substring(question + 1).split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        Map<String, List<String>> fields = new HashMap<>();
        form.forEach((name, value) -> fields.put(name, List.of(value)));
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(
                Visit.ATTRIBUTE,
                new Visit(
                        session,
                        Optional.empty(),
                        language,
                        "0af7651916cd43dd8448eb211c80319c",
                        "http://gishe.test",
                        false,
                        true,
                        fields));
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                Browser.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, call, arguments) -> switch (call.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> path;
                    case "getParameter" -> query.get(arguments[0]);
                    case "getParameterMap" -> {
                        Map<String, String[]> all = new HashMap<>();
                        query.forEach((name, value) -> all.put(name, new String[] {value}));
                        yield all;
                    }
                    case "getContentType" -> "multipart/form-data; boundary=parts";
                    case "getContentLengthLong" -> (long) body.length;
                    case "getInputStream" -> stream(new ByteArrayInputStream(body));
                    case "getCookies" -> cookies.toArray(Cookie[]::new);
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    default -> throw new UnsupportedOperationException(call.toString());
                });
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Security-Policy", "form-action 'self'");
        List<Cookie> set = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] status = {200};
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                Browser.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, call, arguments) -> {
                    switch (call.getName()) {
                        case "setStatus", "sendError" -> status[0] = (int) arguments[0];
                        case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
                        case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
                        case "setContentLength", "setContentLengthLong" ->
                            headers.put("Content-Length", String.valueOf(arguments[0]));
                        case "addCookie" -> set.add((Cookie) arguments[0]);
                        case "getHeader" -> {
                            return headers.get(arguments[0]);
                        }
                        case "getOutputStream" -> {
                            return stream(out);
                        }
                        default -> throw new UnsupportedOperationException(call.toString());
                    }
                    return null;
                });
        try {
            portal.service(request, response);
        } catch (ServletException e) {
            throw new IOException(e);
        }
        return new Answer(status[0], headers, set, out.toByteArray(), Optional.ofNullable((Throwable)
                attributes.get(RequestDispatcher.ERROR_EXCEPTION)));
    }

    private static ServletInputStream stream(ByteArrayInputStream in) {
        return new ServletInputStream() {
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
        };
    }

    private static ServletOutputStream stream(ByteArrayOutputStream out) {
        return new ServletOutputStream() {
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
        };
    }
}
